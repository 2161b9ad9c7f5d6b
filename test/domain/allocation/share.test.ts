import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocationRules } from '../../../shared/domain/allocation/allocation.ts';
import {
  afterGetting,
  byCoverage,
  byWeightedDeficit,
  compareShares,
  type SeatAccount,
} from '../../../shared/domain/allocation/seat-account.ts';
import { share } from '../../../shared/domain/allocation/share.ts';
import { account, anyShortage, sum } from './seat-accounts.ts';

/** The rule as a meeting would carry it out: one piece or lot at a time to the first; whose lot does not fit drops out. */
function inTurnByHand(
  accounts: readonly SeatAccount[],
  units: number,
  order: (a: SeatAccount, b: SeatAccount) => number,
): number[] {
  const given = new Map(accounts.map(({ schoolCode }) => [schoolCode, 0]));
  let open = accounts.filter(({ limit }) => limit > 0);
  let left = units;
  while (open.length > 0) {
    const [first, ...rest] = open.toSorted(order);
    if (first!.lot > left) {
      open = rest;
      continue;
    }
    left -= first!.lot;
    given.set(first!.schoolCode, given.get(first!.schoolCode)! + first!.lot);
    open = [...rest, afterGetting(first!, first!.lot)].filter(({ limit }) => limit > 0);
  }
  return accounts.map(({ schoolCode }) => given.get(schoolCode)!);
}

/** Highest common coverage by trying every ratio at which somebody's number changes. */
function equalRatioByHand(accounts: readonly SeatAccount[], units: number): number[] {
  const at = (part: number, whole: number) =>
    accounts.map(({ needed, have, limit, lot }) => {
      const wanted = Math.ceil((part * needed) / whole - 1e-12) - have;
      return wanted <= 0 ? 0 : Math.min(limit, Math.max(wanted, lot));
    });
  const ratios = accounts
    .flatMap(({ needed }) => Array.from({ length: needed + 1 }, (_, part) => ({ part, whole: needed })))
    .sort((a, b) => compareShares(b.part, b.whole, a.part, a.whole));
  const paid = ratios.find(({ part, whole }) => sum(at(part, whole)) <= units);
  return paid === undefined ? accounts.map(() => 0) : at(paid.part, paid.whole);
}

const coverageAfter = (accounts: readonly SeatAccount[], given: readonly number[]) =>
  Math.min(...accounts.map(({ have, needed }, index) => (have + given[index]!) / needed));

describe('maxmin', () => {
  test('lifts the lowest first', () => {
    expect(share('maxmin', [account('A', 10, 0), account('B', 10, 5), account('C', 20, 4)], 9)).toEqual([
      5, 0, 4,
    ]);
  });

  test('of two schools equally badly off serves the larger, then the lower code', () => {
    const tied = [account('B', 10, 5), account('A', 10, 5), account('C', 10, 5, { pupils: 300 })];
    expect(share('maxmin', tied, 1)).toEqual([0, 0, 1]);
    expect(share('maxmin', tied, 2)).toEqual([0, 1, 1]);
  });

  test('is what giving one at a time by hand gives, with and without lots', () => {
    for (const hasLots of [false, true]) {
      fc.assert(
        fc.property(anyShortage(8, hasLots), ({ accounts, units }) => {
          expect(share('maxmin', accounts, units)).toEqual(inTurnByHand(accounts, units, byCoverage));
        }),
        { numRuns: 300 },
      );
    }
  });

  test('with more machines nobody’s minimum falls', () => {
    fc.assert(
      fc.property(anyShortage(12, true), fc.nat(30), ({ accounts, units }, more) => {
        const before = coverageAfter(accounts, share('maxmin', accounts, units));
        expect(coverageAfter(accounts, share('maxmin', accounts, units + more))).toBeGreaterThanOrEqual(
          before,
        );
      }),
    );
  });

  test('never leaves a lower minimum than another rule', () => {
    fc.assert(
      fc.property(anyShortage(12), ({ accounts, units }) => {
        const best = coverageAfter(accounts, share('maxmin', accounts, units));
        for (const rule of allocationRules) {
          expect(coverageAfter(accounts, share(rule, accounts, units))).toBeLessThanOrEqual(best);
        }
      }),
    );
  });
});

describe('equalRatio', () => {
  test('brings everybody to the highest ratio that can be paid, and leaves the rest', () => {
    expect(share('equalRatio', [account('A', 10, 0), account('B', 10, 5)], 6)).toEqual([5, 0]);
    expect(share('equalRatio', [account('A', 10, 0), account('B', 10, 5)], 7)).toEqual([6, 1]);
  });

  test('is the best of all ratios', () => {
    fc.assert(
      fc.property(anyShortage(6, true), ({ accounts, units }) => {
        fc.pre(sum(accounts.map(({ limit }) => limit)) > units);
        expect(share('equalRatio', accounts, units)).toEqual(equalRatioByHand(accounts, units));
      }),
    );
  });
});

describe('proportional', () => {
  test('follows Hamilton: whole quotas, then the largest fractions', () => {
    // 10 machines over deficits 5, 7, 3: quotas 3.33, 4.67, 2.
    const schools = [account('A', 5, 0), account('B', 7, 0), account('C', 3, 0)];
    expect(share('proportional', schools, 10)).toEqual([3, 5, 2]);
  });

  test('gives out exactly what the money buys, each its quota rounded up or down, never more than it lacks', () => {
    fc.assert(
      fc.property(anyShortage(15), ({ accounts, units }) => {
        const given = share('proportional', accounts, units);
        const total = sum(accounts.map(({ limit }) => limit));
        expect(sum(given)).toBe(Math.min(units, total));
        for (const [index, { limit }] of accounts.entries()) {
          const quota = (Math.min(units, total) * limit) / total;
          expect(given[index]).toBeGreaterThanOrEqual(Math.floor(quota + 1e-9));
          expect(given[index]).toBeLessThanOrEqual(Math.min(limit, Math.ceil(quota - 1e-9)));
        }
      }),
    );
  });
});

describe('priorityFirst', () => {
  test('weighs what is missing', () => {
    const schools = [account('A', 10, 4), account('B', 10, 5, { weightPercent: 150 })];
    // 0.6 against 1.5 × 0.5 = 0.75; after one machine 0.6 against 0.6: the lower code.
    expect(share('priorityFirst', schools, 1)).toEqual([0, 1]);
    expect(share('priorityFirst', schools, 2)).toEqual([1, 1]);
  });

  test('is what giving one at a time by hand gives; with equal weights it is maxmin', () => {
    fc.assert(
      fc.property(anyShortage(8, true), ({ accounts, units }) => {
        expect(share('priorityFirst', accounts, units)).toEqual(
          inTurnByHand(accounts, units, byWeightedDeficit),
        );
        const equal = accounts.map((school) => ({ ...school, weightPercent: 130 }));
        expect(share('priorityFirst', equal, units)).toEqual(share('maxmin', equal, units));
      }),
      { numRuns: 300 },
    );
  });
});

describe('every rule', () => {
  test('never gives more than there is or than is lacking, nor part of a lot', () => {
    fc.assert(
      fc.property(anyShortage(12, true), fc.constantFrom(...allocationRules), ({ accounts, units }, rule) => {
        const given = share(rule, accounts, units);
        expect(sum(given)).toBeLessThanOrEqual(units);
        for (const [index, { limit, lot }] of accounts.entries()) {
          expect(given[index]).toBeLessThanOrEqual(limit);
          expect(given[index] === 0 || given[index]! >= lot).toBe(true);
        }
      }),
    );
  });

  test('gives everybody all when there is enough, nothing when there is nothing', () => {
    fc.assert(
      fc.property(anyShortage(12, true), fc.constantFrom(...allocationRules), ({ accounts }, rule) => {
        const all = accounts.map(({ limit }) => limit);
        expect(share(rule, accounts, sum(all))).toEqual(all);
        expect(share(rule, accounts, Number.POSITIVE_INFINITY)).toEqual(all);
        expect(share(rule, accounts, 0)).toEqual(all.map(() => 0));
      }),
    );
  });

  test('does not depend on the order of the schools', () => {
    fc.assert(
      fc.property(
        anyShortage(10, true),
        fc.constantFrom(...allocationRules),
        fc.infiniteStream(fc.nat()),
        ({ accounts, units }, rule, noise) => {
          const keys = new Map(accounts.map(({ schoolCode }) => [schoolCode, noise.next().value]));
          const shuffled = accounts.toSorted((a, b) => keys.get(a.schoolCode)! - keys.get(b.schoolCode)!);
          const byCode = (list: readonly SeatAccount[]) => {
            const given = share(rule, list, units);
            return Object.fromEntries(list.map(({ schoolCode }, index) => [schoolCode, given[index]]));
          };
          expect(byCode(shuffled)).toEqual(byCode(accounts));
        },
      ),
    );
  });

  test('ends at once and exactly on numbers that no district has', () => {
    const vast = [
      account('A', 4_000_000_000_000, 1),
      account('B', 3_999_999_999_999, 2, { weightPercent: 1_000 }),
      account('C', 7, 0),
    ];
    for (const rule of allocationRules) {
      const given = share(rule, vast, 1_000_000_000_000);
      expect(sum(given)).toBeLessThanOrEqual(1_000_000_000_000);
      expect(given.every((quantity) => Number.isSafeInteger(quantity) && quantity >= 0)).toBe(true);
    }
    expect(sum(share('proportional', vast, 1_000_000_000_000))).toBe(1_000_000_000_000);
  });
});
