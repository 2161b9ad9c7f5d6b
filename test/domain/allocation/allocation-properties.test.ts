import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Allocation, allocationRules } from '../../../shared/domain/allocation/allocation.ts';
import { compareRules } from '../../../shared/domain/allocation/compare-rules.ts';
import { reserveOf } from '../../../shared/domain/need-basis.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { million, pcPrice, planSmall, smallSnapshot } from './small-province.ts';

const anySchool = fc.record({
  needed: fc.integer({ min: 1, max: 40 }),
  usable: fc.nat(45),
  broken: fc.nat(4),
  repairCostDong: fc.constantFrom(million, 2 * million, 3 * million),
  tooSmall: fc.nat(3),
  largestClass: fc.integer({ min: 10, max: 45 }),
  commune: fc.constantFrom('Xã A', 'Xã B'),
  age: fc.constantFrom(2, 3, 9),
  pupils: fc.constant(undefined),
  declared: fc.constantFrom('all', 'all', 'all', 'blank', 'twice'),
});

const anyProvince = fc.array(anySchool, { minLength: 1, maxLength: 8 }).map((schools) =>
  schools.map(({ pupils: _, declared, ...school }, index) => {
    const all = school.usable + school.broken + school.tooSmall;
    const cell = declared === 'blank' ? null : declared === 'twice' ? all * 2 : all;
    return { ...school, code: `S${index}`, declared: cell };
  }),
);

const anyMoney = fc.nat(60).map((machines) => machines * pcPrice + 700_000);
const anyRule = fc.constantFrom(...allocationRules);

const snapshotOf = (schools: Parameters<typeof smallSnapshot>[0]['schools'], money: number): Snapshot =>
  smallSnapshot({ schools, budgets: { 'Xã A': money, 'Xã B': Math.floor(money / 2) } });

const oneOff = ({ lines }: Allocation) => lines.filter(({ action }) => action !== 'recurring');
const sumOf = (numbers: readonly (number | null)[]) =>
  numbers.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);

describe('money', () => {
  test('is exact: lines add up to what is spent, spent and remainder to the budget', () => {
    fc.assert(
      fc.property(anyProvince, anyMoney, anyRule, fc.boolean(), (schools, money, rule, isLotMode) => {
        const { allocation } = planSmall(snapshotOf(schools, money), { rule, isLotMode });
        for (const line of allocation.lines) {
          expect(line.amountDong).toBe(line.quantity * line.unitPriceDong!);
          expect(line.quantity).toBeGreaterThan(0);
        }
        for (const { owner, budgetDong, spentDong, remainderDong, yearlyDong } of allocation.budgets) {
          const own = oneOff(allocation).filter((line) => line.owner === owner);
          const yearly = allocation.lines.filter((line) => line.owner === owner && !own.includes(line));
          expect(spentDong).toBe(sumOf(own.map(({ amountDong }) => amountDong)));
          expect(yearlyDong).toBe(sumOf(yearly.map(({ amountDong }) => amountDong)));
          expect(spentDong + remainderDong!).toBe(budgetDong);
          expect(remainderDong).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('of one owner changes nothing for another', () => {
    fc.assert(
      fc.property(anyProvince, anyMoney, anyMoney, (schools, money, other) => {
        const linesOfB = (budgetOfA: number) =>
          planSmall(
            smallSnapshot({ schools, budgets: { 'Xã A': budgetOfA, 'Xã B': money } }),
          ).allocation.lines.filter(({ owner }) => owner === 'Xã B');
        expect(linesOfB(other)).toEqual(linesOfB(money));
      }),
    );
  });
});

describe('more money', () => {
  test('never lowers the lowest coverage under maxmin, with and without lots', () => {
    fc.assert(
      fc.property(
        anyProvince,
        anyMoney,
        fc.nat(40 * million),
        fc.boolean(),
        (schools, money, more, isLotMode) => {
          const lowest = (budget: number) =>
            planSmall(smallSnapshot({ schools, budgets: { 'Xã A': budget, 'Xã B': budget } }), { isLotMode })
              .allocation.budgets;
          const before = lowest(money);
          for (const [index, { minCoverageAfter }] of lowest(money + more).entries()) {
            expect(minCoverageAfter ?? 0).toBeGreaterThanOrEqual(before[index]!.minCoverageAfter ?? 0);
          }
        },
      ),
    );
  });

  test('none buys nothing; enough brings every known school to its need, under every rule', () => {
    fc.assert(
      fc.property(anyProvince, anyRule, fc.boolean(), (schools, rule, isLotMode) => {
        const none = planSmall(snapshotOf(schools, 0), { rule, isLotMode }).allocation;
        expect(oneOff(none).filter(({ amountDong }) => amountDong !== 0)).toEqual([]);
        const enough = planSmall(snapshotOf(schools, 10_000 * pcPrice), { rule, isLotMode }).allocation;
        for (const { needed, after } of enough.outcomes) {
          if (needed !== null) expect(after).toBeGreaterThanOrEqual(needed);
        }
      }),
    );
  });
});

describe('every plan', () => {
  test('is the same whatever the order of the rows', () => {
    fc.assert(
      fc.property(anyProvince, anyMoney, anyRule, (schools, money, rule) => {
        const snapshot = snapshotOf(schools, money);
        const turned: Snapshot = {
          ...snapshot,
          schools: snapshot.schools.toReversed(),
          machines: snapshot.machines.toReversed(),
          assets: snapshot.assets.toReversed(),
          budgets: snapshot.budgets.toReversed(),
          prices: snapshot.prices.toReversed(),
        };
        expect(planSmall(turned, { rule }).allocation).toEqual(planSmall(snapshot, { rule }).allocation);
      }),
    );
  });

  test('leaves no donor below its need and reserve, and moves each machine once', () => {
    fc.assert(
      fc.property(anyProvince, anyMoney, (schools, money) => {
        const { allocation } = planSmall(snapshotOf(schools, money));
        const moved = allocation.transfers.flatMap(({ deviceIds }) => deviceIds);
        expect(new Set(moved).size).toBe(moved.length);
        for (const { schoolCode, needed, before } of allocation.outcomes) {
          const given = allocation.transfers.filter(({ fromSchool }) => fromSchool === schoolCode);
          const count = sumOf(given.map(({ deviceIds }) => deviceIds.length));
          if (count > 0) {
            expect(before - count).toBeGreaterThanOrEqual(needed! + reserveOf(needed!, allocation.options));
          }
        }
      }),
    );
  });

  test('in lot mode buys no part of a lab', () => {
    fc.assert(
      fc.property(anyProvince, anyMoney, anyRule, (schools, money, rule) => {
        const { allocation, needs } = planSmall(snapshotOf(schools, money), { rule, isLotMode: true });
        const floors = new Map(needs.schools.map(({ schoolCode, seatFloor }) => [schoolCode, seatFloor]));
        for (const { schoolCode, bought, after } of allocation.outcomes) {
          if (bought > 0) expect(after).toBeGreaterThanOrEqual(floors.get(schoolCode) ?? 0);
        }
      }),
    );
  });

  test('gives nothing to a school whose count is unknown', () => {
    fc.assert(
      fc.property(anyProvince, (schools) => {
        const { allocation } = planSmall(smallSnapshot({ schools }));
        const unknown = allocation.outcomes.filter(({ basis }) => basis === 'insufficient');
        const codes = new Set(unknown.map(({ schoolCode }) => schoolCode));
        expect(oneOff(allocation).filter(({ schoolCode }) => codes.has(schoolCode))).toEqual([]);
      }),
    );
  });
});

describe('the rules side by side', () => {
  test('are four runs of the same money; none beats maxmin at the lowest coverage', () => {
    fc.assert(
      fc.property(anyProvince, anyMoney, (schools, money) => {
        const { snapshot, needs, machines, options } = planSmall(
          smallSnapshot({ schools, budgets: { 'Xã A': money } }),
        );
        const [maxmin, ...others] = compareRules(snapshot, needs, machines, options.allocation);
        expect([maxmin!.rule, ...others.map(({ rule }) => rule)]).toEqual(allocationRules);
        for (const { minCoverageAfter } of others) {
          expect(minCoverageAfter ?? 0).toBeLessThanOrEqual(maxmin!.minCoverageAfter ?? 0);
        }
      }),
    );
  });
});
