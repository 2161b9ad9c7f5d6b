import fc from 'fast-check';
import type { SeatAccount } from '../../../shared/domain/allocation/seat-account.ts';

/** A school that lacks machines, except for what the test names. */
export function account(
  schoolCode: string,
  needed: number,
  have: number,
  given: Partial<SeatAccount> = {},
): SeatAccount {
  return { schoolCode, needed, have, limit: needed - have, lot: 1, pupils: 0, weightPercent: 100, ...given };
}

/** In lot mode the floor may lie above what the letter asks for. */
function anyAccount(code: string, hasLots: boolean): fc.Arbitrary<SeatAccount> {
  return fc
    .record({
      needed: fc.integer({ min: 1, max: 60 }),
      share: fc.nat(99),
      floor: hasLots ? fc.nat(40) : fc.constant(0),
      pupils: fc.constantFrom(0, 100, 200),
      weightPercent: fc.constantFrom(100, 100, 120, 150),
    })
    .map(({ needed, share, floor, pupils, weightPercent }) => {
      const have = Math.floor((needed * share) / 100);
      const lot = Math.max(1, floor - have);
      const limit = Math.max(needed - have, lot);
      return { schoolCode: code, needed, have, limit, lot, pupils, weightPercent };
    });
}

/** Schools that lack machines, and a number of machines that is usually too small. */
export function anyShortage(maxSchools: number, hasLots = false) {
  return fc
    .integer({ min: 1, max: maxSchools })
    .chain((count) =>
      fc.tuple(...Array.from({ length: count }, (_, index) => anyAccount(`S${index}`, hasLots))),
    )
    .chain((accounts) => {
      const total = accounts.reduce((sum, { limit }) => sum + limit, 0);
      return fc.record({ accounts: fc.constant(accounts), units: fc.nat(total + 5) });
    });
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
