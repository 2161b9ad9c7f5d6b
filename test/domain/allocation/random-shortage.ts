import type { SeatAccount } from '../../../shared/domain/allocation/seat-account.ts';
import { createDraw } from '../../tools/simulator/random.ts';
import type { Money } from './exact-solver.ts';

/** Schools that lack machines and money for a part of them, from a seed. */
export function randomShortage({
  seed,
  schools,
  hasLots,
}: {
  readonly seed: number;
  readonly schools: number;
  readonly hasLots: boolean;
}): { readonly accounts: readonly SeatAccount[]; readonly money: Money } {
  const draw = createDraw(seed);
  const accounts = Array.from({ length: schools }, (_, index) => {
    const needed = draw.integer(1, 60);
    const have = draw.integer(0, needed - 1);
    const lot = hasLots ? Math.max(1, draw.integer(0, 25) - have) : 1;
    const limit = Math.max(needed - have, lot);
    return {
      schoolCode: `S${index}`,
      needed,
      have,
      limit,
      lot,
      pupils: draw.integer(0, 900),
      weightPercent: 100,
    };
  });
  const priceDong = 100_000 * draw.integer(120, 220);
  const total = accounts.reduce((sum, { limit }) => sum + limit, 0) * priceDong;
  // Not a multiple of the price: a part of a machine buys none.
  return { accounts, money: { priceDong, budgetDong: Math.floor((total * draw.uniform()) / 1e5) * 1e5 } };
}
