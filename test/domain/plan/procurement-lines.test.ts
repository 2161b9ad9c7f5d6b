import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ItemCode } from '../../../shared/domain/item/item.ts';
import { packsOf } from '../../../shared/domain/plan/packs.ts';
import { defaultPlanOptions, type Plan, type PlanOptions } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import { procurementLines } from '../../../shared/domain/plan/procurement-lines.ts';
import type { Asset, Budget, Price, SnapshotLine } from '../../../shared/domain/snapshot/register.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { labMachine, labMachines, rosterSchool, sceneSnapshot } from '../../support/planning-scene.ts';
import { districtSnapshot } from '../../tools/district/district.ts';

function planFor(snapshot: Snapshot, options: Partial<PlanOptions> = {}): Plan {
  const packs = packsOf(snapshot, null);
  if (packs === null) throw new Error('no norm pack');
  return planOf(snapshot, packs, { ...defaultPlanOptions, ...options });
}

const th = { level: 'TH', students: 500, informaticsStudents: 300, classes: 15, largestClass: 35 } as const;
const price: Price = {
  ...{ item: 'student-pc', unitPriceDong: 15_000_000, leasePerYearDong: null, isVatIncluded: null },
  ...{ pricedOn: '2026-08-01', source: 'Báo giá', kind: 'given' },
};

const bookedAsset: Omit<Asset, 'schoolCode' | 'assetCode'> = {
  ...{ name: null, item: null, deviceId: null, serial: null, hostname: null, purchaseYear: 2019 },
  ...{ purchasedOn: null, costDong: null, funding: null, holder: 'school', isRestricted: null },
  ...{ hardwareFaults: null, repairCostDong: null, writtenOffOn: null },
};
const heldLine: SnapshotLine = {
  ...{ lineId: 'L1', schoolCode: '01', siteCode: null, isp: 'VNPT', medium: 'fibre', duty: 'main' },
  ...{ contractDownMbps: null, measuredDownMbps: null, availabilityPercent: null, monthlyCostDong: 400_000 },
};

function studentLineOf(snapshot: Snapshot) {
  const line = procurementLines(planFor(snapshot)).find(({ item }) => item === 'student-pc');
  if (line === undefined) throw new Error('no line');
  return line;
}

test('a measured school lists what reports, what counts, what is missing and what is bought at its price', () => {
  const line = studentLineOf(
    sceneSnapshot({
      schools: [rosterSchool('01', [{ ...th, declaredStudentPcs: 8 }], { commune: 'Xã A' })],
      machines: [...labMachines('01', 6), labMachine('d-broken', '01', { state: 'broken' })],
      prices: [price],
    }),
  );
  expect(line).toMatchObject({
    ...{ needed: 13, pupilsCounted: 300, existing: 7, usable: 6, deficit: 7, unitPriceDong: 15_000_000 },
    ...{
      normBasis: 'TH 24; 1568/SGDĐT-GDTrH 2018 §II.3.c',
      normStatus: 'guidance',
      priority: 1,
      unit: 'set',
    },
    ...{ group: 'add', purpose: 'informatics', owner: 'Xã A' },
  });
  expect(line.amountDong).toBe(line.buy * 15_000_000);
  expect(line.reasons).toEqual(expect.arrayContaining(['below-floor', 'uncounted']));
});

test('where too few machines report, the declaration is what the school has', () => {
  const schools = [rosterSchool('01', [{ ...th, declaredStudentPcs: 12 }])];
  const line = studentLineOf(sceneSnapshot({ schools, machines: labMachines('01', 1), prices: [price] }));
  expect(line).toMatchObject({ existing: 12, usable: 12, deficit: 1 });
  expect(line.reasons).toContain('declared');
});

test('a school without a declaration has no deficit, which is not none', () => {
  const line = studentLineOf(sceneSnapshot({ schools: [rosterSchool('01', [th])] }));
  expect(line).toMatchObject({ needed: 13, deficit: null, buy: 0, priority: null });
  expect(line.reasons).toContain('data-missing');
});

test('without a price nothing costs nothing: the amount is unknown', () => {
  const schools = [rosterSchool('01', [{ ...th, declaredStudentPcs: 0 }])];
  const line = studentLineOf(sceneSnapshot({ schools, prices: [] }));
  expect(line).toMatchObject({ deficit: 13, unitPriceDong: null });
  if (line.buy > 0) expect(line.amountDong).toBeNull();
});

test('source and year of the money are those of the owner whose budgets agree', () => {
  const budget: Budget = {
    ...{ owner: 'xã a ', programme: null, year: 2027, amountDong: 1_000_000_000, funding: 'state-budget' },
  };
  const schools = [rosterSchool('01', [{ ...th, declaredStudentPcs: 0 }], { commune: 'Xã A' })];
  const of = (budgets: readonly Budget[]) =>
    studentLineOf(sceneSnapshot({ schools, budgets, prices: [price] }));
  expect(of([budget])).toMatchObject({ funding: 'state-budget', year: 2027 });
  expect(of([budget, { ...budget, funding: 'social' }])).toMatchObject({ funding: null, year: 2027 });
  expect(of([{ ...budget, owner: 'Xã B' }])).toMatchObject({ funding: null, year: null });
});

test('every proposal is in exactly one line: quantities and amounts add up to the allocation, whatever the district', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), (seed) => {
      const plan = planFor(districtSnapshot({ seed, schoolsPerArea: 20 }));
      const lines = procurementLines(plan);
      const proposed = plan.allocation.lines.filter(({ action }) => action !== 'transfer');
      const sum = (numbers: readonly (number | null)[]) =>
        numbers.reduce<number>((all, one) => all + (one ?? 0), 0);
      expect(sum(lines.map(({ buy }) => buy))).toBe(sum(proposed.map(({ quantity }) => quantity)));
      expect(sum(lines.map(({ amountDong }) => amountDong))).toBe(
        sum(proposed.map(({ amountDong }) => amountDong)),
      );
      for (const need of plan.needs.schools) {
        const own = lines.filter(
          ({ schoolCode, item }) => schoolCode === need.schoolCode && item === 'student-pc',
        );
        expect(own[0]).toMatchObject({ needed: need.needed, deficit: need.deficit });
      }
    }),
    { numRuns: 8 },
  );
});

test('what is kept never counts as bought for a norm: new machines for retired ones, lines that are there', () => {
  const machines = labMachines('01', 13).map((machine, index) => ({ ...machine, assetCode: `TS${index}` }));
  const assets = machines.map(({ assetCode }) => ({ ...bookedAsset, schoolCode: '01', assetCode }));
  const snapshot = sceneSnapshot({
    schools: [rosterSchool('01', [{ ...th, declaredStudentPcs: 13 }])],
    ...{ machines, assets, lines: [heldLine], prices: [price] },
  });
  const lines = procurementLines(planFor(snapshot, { retireAgeYears: 5 }));
  const figures = (wanted: ItemCode) =>
    lines
      .filter(({ item }) => item === wanted)
      .map(({ buy, group, reasons }) => [buy, group, reasons.join(' ')]);
  expect(figures('student-pc')).toEqual([
    [0, 'add', 'meets'],
    [13, 'maintain', 'replace'],
  ]);
  expect(figures('fibre-line')).toEqual([
    [0, 'add', 'meets declared'],
    [1, 'maintain', 'yearly'],
  ]);
});

test('a school is of the first priority while its largest class cannot practise, of the second below the need', () => {
  const priorityAt = (count: number) => {
    const row = { ...th, largestClass: 20, declaredStudentPcs: count };
    const machines = labMachines('01', count);
    return studentLineOf(sceneSnapshot({ schools: [rosterSchool('01', [row])], machines })).priority;
  };
  expect([9, 10, 12, 13].map(priorityAt)).toEqual([1, 2, 2, null]);
});

test('of two rules for one thing the one that the school is furthest from stands', () => {
  const plan = planFor(sceneSnapshot({ schools: [rosterSchool('01', [th])] }));
  const [need] = plan.needs.schools;
  const [rule] = need?.items ?? [];
  if (need === undefined || rule === undefined) throw new Error('no rule');
  const strict = { ...rule, isRequired: true, norm: 3, deficit: 2 };
  const wide = { ...rule, isRequired: true, norm: 5, deficit: 1 };
  const wish = { ...rule, isRequired: false, norm: 9, deficit: 0 };
  const items = [wide, wish, strict];
  for (const given of [items, items.toReversed()]) {
    const schools = [{ ...need, items: given }];
    const lines = procurementLines({ ...plan, needs: { ...plan.needs, schools } });
    expect(lines.filter(({ item }) => item === rule.item)).toMatchObject([{ needed: 3, deficit: 2 }]);
  }
});
