import { byPupils, type SeatAccount } from './seat-account.ts';

/**
 * Shares pieces in proportion to what each lacks, by largest remainders (Hamilton): everybody gets the whole part of its quota,
 * the rest goes to the largest fractions. The sum is exact and nobody gets more than it lacks. Where a quota is smaller than
 * the fewest that may come at once, the school that is furthest from it gets nothing and its share goes to the others.
 * @returns pieces per account, in their order
 */
export function shareProportionally(accounts: readonly SeatAccount[], units: number): number[] {
  let open = accounts.filter(({ lot }) => lot <= units);
  for (;;) {
    const quotas = largestRemainders(open, units);
    const tooFew = open.filter(({ schoolCode, lot }) => (quotas.get(schoolCode) ?? 0) < lot);
    // A lot of one piece is no lot: a quota of 0 is an answer.
    const [last] = tooFew.filter(({ lot }) => lot > 1).sort((a, b) => furthest(a, b, quotas));
    if (last === undefined) return accounts.map(({ schoolCode }) => quotas.get(schoolCode) ?? 0);
    open = open.filter((account) => account !== last);
  }
}

/** Hamilton's quotas of `units` by the limits of the accounts; never above a limit. */
function largestRemainders(accounts: readonly SeatAccount[], units: number): Map<string, number> {
  const total = accounts.reduce((sum, { limit }) => sum + BigInt(limit), 0n);
  if (total === 0n) return new Map();
  const pieces = total <= units ? total : BigInt(units);
  const quotas = accounts.map((account) => {
    const product = pieces * BigInt(account.limit);
    return { account, whole: product / total, remainder: product % total };
  });
  let left = Number(pieces - quotas.reduce((sum, { whole }) => sum + whole, 0n));
  quotas.sort((a, b) => Number(b.remainder - a.remainder) || byPupils(a.account, b.account));
  return new Map(
    quotas.map(({ account, whole }) => [account.schoolCode, Number(whole) + Number(left-- > 0)] as const),
  );
}

function furthest(a: SeatAccount, b: SeatAccount, quotas: ReadonlyMap<string, number>): number {
  const missing = (account: SeatAccount) => account.lot - (quotas.get(account.schoolCode) ?? 0);
  return missing(b) - missing(a) || -byPupils(a, b);
}
