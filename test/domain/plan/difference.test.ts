import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparedTotals, planDifference } from '../../../shared/domain/plan/difference.ts';
import { packsOf } from '../../../shared/domain/plan/packs.ts';
import { defaultPlanOptions } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import { applySettings, type Settings } from '../../../shared/domain/plan/what-if.ts';
import { labMachines, rosterSchool, sceneSnapshot } from '../../support/planning-scene.ts';

const scene = sceneSnapshot({
  schools: ['A', 'B', 'C'].map((code, index) =>
    rosterSchool(
      code,
      [
        {
          level: index === 1 ? 'THCS' : 'TH',
          students: 300 + 50 * index,
          informaticsStudents: 200 + 40 * index,
          largestClass: 30,
          classes: 9,
          declaredStudentPcs: index * 3,
        },
      ],
      { commune: 'Xã Một' },
    ),
  ),
  machines: [...labMachines('B', 3), ...labMachines('C', 6)],
  prices: [
    {
      ...{ item: 'student-pc', unitPriceDong: 15_000_000, leasePerYearDong: null, isVatIncluded: true },
      ...{ pricedOn: '2026-01-01', source: 'bảng giá', kind: 'given' },
    },
  ],
});

function planUnder(settings: Settings) {
  const changed = applySettings(scene, defaultPlanOptions, settings);
  if (!changed.ok) throw new Error(JSON.stringify(changed.error));
  const packs = packsOf(changed.value.snapshot, changed.value.options.normSet);
  if (packs === null) throw new Error('no pack');
  return planOf(changed.value.snapshot, packs, changed.value.options);
}

const settingsArb = fc.record(
  {
    'norm.TH': fc.integer({ min: 5, max: 40 }).map(String),
    'growth.THCS': fc.integer({ min: -50, max: 50 }).map(String),
    'budget.Xã Một': fc.integer({ min: 0, max: 900_000_000 }).map(String),
    policy: fc.constantFrom('letter', 'teachable'),
  },
  { requiredKeys: [] },
);

describe('differences', () => {
  test('a stricter norm is seen in its schools alone, with its price', () => {
    const { schools, totals } = planDifference(planUnder({}), planUnder({ 'norm.TH': '20' }));
    expect(schools.map(({ schoolCode }) => schoolCode)).toEqual(['A', 'C']);
    // ceil(200/24) = 9, ceil(200/20) = 10; ceil(280/24) = 12, ceil(280/20) = 14.
    expect(schools[0]).toMatchObject({
      needed: { before: 9, after: 10, change: 1 },
      amountDong: { change: 15_000_000 },
    });
    expect(schools[1]).toMatchObject({ needed: { before: 12, after: 14, change: 2 }, bought: { change: 2 } });
    expect(totals.needed).toEqual({ before: 36, after: 39, change: 3 });
    expect(totals.amountDong.change).toBe(45_000_000);
  });

  test('a school that only one plan has is unknown to the other, not zero', () => {
    const { schools } = planDifference(planUnder({}), planUnder({ 'merge.A': 'B' }));
    expect(schools[0]).toMatchObject({ schoolCode: 'A', needed: { after: null, change: null } });
  });

  test('a plan differs in nothing from itself', () => {
    fc.assert(
      fc.property(settingsArb, (settings) => {
        const { schools, totals } = planDifference(planUnder(settings), planUnder(settings));
        expect(schools).toEqual([]);
        expect(comparedTotals.map((name) => totals[name].change ?? 0)).toEqual(comparedTotals.map(() => 0));
      }),
      { numRuns: 20 },
    );
  });

  test('back and forth are opposites, and schools add up to the totals', () => {
    fc.assert(
      fc.property(settingsArb, settingsArb, (one, other) => {
        const [a, b] = [planUnder(one), planUnder(other)];
        const [there, back] = [planDifference(a, b), planDifference(b, a)];
        expect(back.schools.map(({ needed: { change } }) => change)).toEqual(
          there.schools.map(({ needed: { change } }) => (change === null ? null : 0 - change)),
        );
        const sum = (name: 'needed' | 'bought' | 'amountDong') =>
          there.schools.reduce((total, school) => total + (school[name].change ?? 0), 0);
        expect([sum('needed'), sum('bought'), sum('amountDong')]).toEqual([
          there.totals.needed.change,
          there.totals.bought.change,
          there.totals.amountDong.change,
        ]);
      }),
      { numRuns: 40 },
    );
  });
});
