import { afterGetting, type SeatAccount } from './seat-account.ts';
import { type Climb, shareByLevel } from './share-by-level.ts';

export type Turn = {
  readonly order: (a: SeatAccount, b: SeatAccount) => number;
  readonly climbOf: (accounts: readonly SeatAccount[]) => Climb;
};

/**
 * The same as giving one piece (or one lot) again and again to the first in order, in the time of a few sorts: everybody is
 * brought to the highest common level, then the rest goes round once. A school whose lot no longer fits drops out, and what is
 * left is shared among the others.
 * @returns pieces per account, in their order
 */
export function shareInTurn(accounts: readonly SeatAccount[], units: number, turn: Turn): number[] {
  const given = new Map<string, number>();
  let open = accounts;
  let left = units;
  while (left > 0 && open.length > 0) {
    for (const share of [levelShare, oneRound]) {
      const quantities = share(open, left, turn);
      open = open.map((account) => {
        const quantity = quantities.get(account.schoolCode) ?? 0;
        given.set(account.schoolCode, (given.get(account.schoolCode) ?? 0) + quantity);
        left -= quantity;
        return afterGetting(account, quantity);
      });
    }
    const rest = left;
    open = open.filter(({ limit, lot }) => limit > 0 && lot <= rest);
  }
  return accounts.map(({ schoolCode }) => given.get(schoolCode) ?? 0);
}

type Quantities = ReadonlyMap<string, number>;

function levelShare(accounts: readonly SeatAccount[], units: number, { climbOf }: Turn): Quantities {
  const quantities = shareByLevel(accounts, units, climbOf(accounts));
  return new Map(accounts.map(({ schoolCode }, index) => [schoolCode, quantities[index] ?? 0]));
}

/** One piece or lot each in order, until the first that does not fit. */
function oneRound(accounts: readonly SeatAccount[], units: number, { order }: Turn): Quantities {
  const quantities = new Map<string, number>();
  let left = units;
  for (const { schoolCode, limit, lot } of accounts.filter(({ limit }) => limit > 0).sort(order)) {
    const piece = Math.min(lot, limit);
    if (piece > left) break;
    quantities.set(schoolCode, piece);
    left -= piece;
  }
  return quantities;
}
