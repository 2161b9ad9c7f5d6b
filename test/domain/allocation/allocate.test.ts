import { describe, expect, test } from 'vitest';
import type { Allocation } from '../../../shared/domain/allocation/allocation.ts';
import { replacedMachines } from '../../../shared/domain/allocation/other-works.ts';
import { million, pcPrice, smallPlan } from './small-province.ts';

const linesOf = ({ lines }: Allocation) =>
  lines
    .filter(({ action }) => action !== 'recurring')
    .map(({ schoolCode, action, item, quantity }) => `${schoolCode} ${action} ${item} ${quantity}`);

const outcome = ({ outcomes }: Allocation, code: string) =>
  outcomes.find(({ schoolCode }) => schoolCode === code);

describe('money of one owner', () => {
  const schools = [
    { code: 'S1', needed: 20, usable: 10 },
    { code: 'S2', needed: 20, usable: 18 },
  ];

  test('buys nothing with nothing', () => {
    const { allocation } = smallPlan({ schools, budgets: { 'Xã A': 0 } });
    expect(linesOf(allocation)).toEqual([]);
    expect(allocation.budgets[0]).toMatchObject({
      budgetDong: 0,
      spentDong: 0,
      remainderDong: 0,
      unmetSeats: 12,
    });
    expect(allocation.minCoverageAfter).toBe(0.5);
  });

  test('buys everything with the full cost, and without a named budget', () => {
    for (const budgets of [{ 'Xã A': 12 * pcPrice }, {}]) {
      const { allocation } = smallPlan({ schools, budgets });
      expect(linesOf(allocation)).toEqual(['S1 buy student-pc 10', 'S2 buy student-pc 2']);
      expect(allocation).toMatchObject({
        minCoverageBefore: 0.5,
        minCoverageAfter: 1,
        schoolsAtNormBefore: 0,
        schoolsAtNorm: 2,
      });
      expect(allocation.budgets[0]?.spentDong).toBe(12 * pcPrice);
    }
  });

  test('goes to the lowest coverage; a part of a machine is left over', () => {
    const { allocation } = smallPlan({ schools, budgets: { 'Xã A': 8 * pcPrice + 7 } });
    expect(linesOf(allocation)).toEqual(['S1 buy student-pc 8']);
    expect(allocation.budgets[0]).toMatchObject({ spentDong: 8 * pcPrice, remainderDong: 7, unmetSeats: 4 });
  });

  test('follows the weights of the register', () => {
    const weighted = [schools[0]!, { ...schools[1]!, usable: 13, weightPercent: 150 }];
    const { allocation } = smallPlan(
      { schools: weighted, budgets: { 'Xã A': 2 * pcPrice } },
      { rule: 'priorityFirst' },
    );
    expect(linesOf(allocation)).toEqual(['S1 buy student-pc 1', 'S2 buy student-pc 1']);
  });

  test('in lot mode fills a lab to its floor or leaves it', () => {
    const labs = [
      { code: 'S1', needed: 20, usable: 2, largestClass: 40 },
      { code: 'S2', needed: 20, usable: 19, largestClass: 36 },
    ];
    const plan = (budget: number) =>
      linesOf(smallPlan({ schools: labs, budgets: { 'Xã A': budget } }, { isLotMode: true }).allocation);
    expect(plan(17 * pcPrice)).toEqual(['S2 buy student-pc 1']);
    expect(plan(18 * pcPrice)).toEqual(['S1 buy student-pc 18']);
  });
});

describe('the order of spending', () => {
  test('is repairs, cheapest first, then upgrades, then new machines', () => {
    const schools = [
      { code: 'S1', needed: 20, usable: 14, broken: 2, repairCostDong: 2 * million, tooSmall: 3 },
      { code: 'S2', needed: 20, usable: 18, broken: 1, repairCostDong: million },
    ];
    const plan = (budget: number) => smallPlan({ schools, budgets: { 'Xã A': budget } }).allocation;
    expect(linesOf(plan(3 * million))).toEqual(['S1 repair repair 1', 'S2 repair repair 1']);
    expect(linesOf(plan(5 * million + 3 * (million / 2) + pcPrice))).toEqual([
      'S1 repair repair 2',
      'S1 upgrade memory 3',
      'S1 buy student-pc 1',
      'S2 repair repair 1',
    ]);
    const all = plan(1_000 * million);
    expect(outcome(all, 'S1')).toMatchObject({
      before: 14,
      repaired: 2,
      upgraded: 3,
      bought: 1,
      after: 20,
      coverageAfter: 1,
    });
  });

  test('a seat that costs more than a new machine is bought new', () => {
    const repair = [{ code: 'S1', needed: 4, usable: 3, broken: 1, repairCostDong: 16 * million }];
    expect(linesOf(smallPlan({ schools: repair }).allocation)).toEqual(['S1 buy student-pc 1']);
    const upgrade = {
      schools: [{ code: 'S1', needed: 4, usable: 3, tooSmall: 1 }],
      budgets: { 'Xã A': 16 * million },
    };
    const dear = smallPlan({ ...upgrade, prices: { 'student-pc': pcPrice, memory: 16 * million } });
    expect(linesOf(dear.allocation)).toEqual(['S1 buy student-pc 1']);
  });

  test('upgrades that gain no seat wait until the norms are met', () => {
    const schools = [
      { code: 'S1', needed: 4, usable: 4, tooSmall: 2 },
      { code: 'S2', needed: 4, usable: 3 },
    ];
    const plan = (budget: number) => linesOf(smallPlan({ schools, budgets: { 'Xã A': budget } }).allocation);
    expect(plan(10 * million)).toEqual([]);
    expect(plan(16 * million)).toEqual(['S1 upgrade memory 2', 'S2 buy student-pc 1']);
  });

  test('the minimum of the letters comes first, and nothing for seats before it is paid', () => {
    const prices = { 'student-pc': pcPrice, printer: 5 * million, webcam: million } as const;
    const equipment = { printer: 0, webcam: 0 };
    const schools = [{ code: 'S1', needed: 4, usable: 3 }];
    const buys = (budget: number) =>
      smallPlan({
        schools,
        prices,
        equipment,
        hasItems: true,
        budgets: { 'Xã A': budget },
      }).allocation.lines.filter(({ action }) => action === 'minimum' || action === 'buy');
    const full = smallPlan({ schools, prices, equipment, hasItems: true }).allocation;
    expect(full.lines.filter(({ action }) => action === 'minimum')).toMatchObject([
      { item: 'printer', quantity: 1, amountDong: 5 * million },
      { item: 'webcam', quantity: 1, amountDong: million },
    ]);
    const cost = 6 * million;
    expect(buys(cost - 1 + pcPrice)).toMatchObject([{ action: 'minimum' }, { action: 'minimum' }]);
    expect(buys(5 * million - 1)).toMatchObject([{ item: 'webcam' }]);
    expect(buys(cost + pcPrice).filter(({ action }) => action === 'buy')).toMatchObject([
      { item: 'student-pc', quantity: 1 },
    ]);
  });

  test('what is moved away is not replaced, nor what stands beyond the need', () => {
    const { machines } = smallPlan(
      { schools: [{ code: 'S1', needed: 10, usable: 6, age: 9 }] },
      {},
      { retireAgeYears: 8 },
    );
    const replaced = (have: number, transferredOut: number) =>
      replacedMachines({ stand: { needed: 10, have, machines }, transferredOut }).length;
    expect(replaced(15, 3)).toBe(4);
    expect(replaced(15, 0)).toBe(1);
    expect(replaced(16, 0)).toBe(0);
  });

  test('what an age of retirement retires is replaced, one for one, after the norms', () => {
    const schools = [{ code: 'S1', needed: 4, usable: 4, age: 9 }];
    const { allocation } = smallPlan({ schools }, {}, { retireAgeYears: 8 });
    expect(allocation.lines.filter(({ action }) => action === 'buy')).toMatchObject([
      { item: 'student-pc', quantity: 4, group: 'maintain' },
    ]);
    expect(outcome(allocation, 'S1')).toMatchObject({ bought: 0, after: 4 });
  });
});

describe('what is not known', () => {
  test('a school without a count gets nothing by itself and is named', () => {
    const schools = [
      { code: 'S1', needed: 20, usable: 0, declared: null },
      { code: 'S2', needed: 4, usable: 3 },
    ];
    const { allocation } = smallPlan({ schools });
    expect(linesOf(allocation)).toEqual(['S2 buy student-pc 1']);
    expect(outcome(allocation, 'S1')).toMatchObject({
      basis: 'insufficient',
      needed: null,
      coverageAfter: null,
    });
    expect(allocation.minCoverageBefore).toBe(0.75);
  });

  test('coverage is rounded down: one machine less than needed is never all of them', () => {
    const schools = [{ code: 'S1', needed: 20_001, usable: 0, declared: 20_000 }];
    const { allocation } = smallPlan({ schools, budgets: { 'Xã A': 0 } });
    expect(outcome(allocation, 'S1')).toMatchObject({ before: 20_000, after: 20_000, coverageAfter: 0.9999 });
    expect(allocation.schoolsAtNorm).toBe(0);
  });

  test('a school that only declares is served by its word, and flagged', () => {
    const { allocation } = smallPlan({ schools: [{ code: 'S1', needed: 20, usable: 0, declared: 15 }] });
    expect(linesOf(allocation)).toEqual(['S1 buy student-pc 5']);
    expect(outcome(allocation, 'S1')).toMatchObject({ basis: 'declared', before: 15, after: 20 });
  });

  test('without a price everything is listed, without an amount, and the item named; no budget buys it', () => {
    const schools = [{ code: 'S1', needed: 4, usable: 3 }];
    const listed = smallPlan({ schools, prices: {} }).allocation;
    expect(listed.lines).toMatchObject([{ quantity: 1, unitPriceDong: null, amountDong: null }]);
    expect(listed.unpriced).toEqual(['student-pc']);
    const cut = smallPlan({ schools, prices: {}, budgets: { 'Xã A': 1_000 * million } }).allocation;
    expect(cut).toMatchObject({ lines: [], unpriced: ['student-pc'] });
  });

  test('an amount that no exact number holds is a named problem, never a wrong number', () => {
    const schools = [{ code: 'S1', needed: 20, usable: 0 }];
    const { lines, problems, budgets } = smallPlan({
      schools,
      prices: { 'student-pc': 10 ** 15 },
    }).allocation;
    expect(problems).toEqual([
      { owner: 'Xã A', schoolCode: 'S1', item: 'student-pc', reason: 'amount-too-large' },
    ]);
    expect(lines.find(({ action }) => action === 'buy')).toMatchObject({ quantity: 20, amountDong: null });
    expect(budgets[0]?.spentDong).toBe(0);
  });
});
