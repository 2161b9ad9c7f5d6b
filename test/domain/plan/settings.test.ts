import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemCodes } from '../../../shared/domain/item/item.ts';
import { packsOf } from '../../../shared/domain/plan/packs.ts';
import { defaultPlanOptions } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import type { SettingReason } from '../../../shared/domain/plan/setting-value.ts';
import { applySettings, type Settings } from '../../../shared/domain/plan/what-if.ts';
import type { Price } from '../../../shared/domain/snapshot/register.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { labMachines, rosterSchool, sceneSnapshot } from '../../support/planning-scene.ts';

const price = (item: Price['item'], unitPriceDong: number, more: Partial<Price> = {}): Price => ({
  ...{ item, unitPriceDong, leasePerYearDong: 1_000, isVatIncluded: true, pricedOn: '2026-01-01' },
  ...{ source: 'bảng giá', kind: 'given', ...more },
});

const scene: Snapshot = sceneSnapshot({
  schools: [
    rosterSchool(
      'A',
      [
        {
          level: 'TH',
          students: 500,
          informaticsStudents: 300,
          classes: 15,
          largestClass: 35,
          declaredStudentPcs: 4,
        },
      ],
      { owner: 'UBND xã X. Y. Z', commune: 'Xã X. Y. Z' },
    ),
    rosterSchool(
      'B',
      [
        {
          level: 'THCS',
          students: 480,
          informaticsStudents: 480,
          classes: 12,
          largestClass: 44,
          declaredStudentPcs: 0,
          practicePupilsPerPc: 3,
        },
      ],
      { commune: 'Phường Hai' },
    ),
    rosterSchool(
      'C',
      [
        { level: 'TH', students: 100, informaticsStudents: 60, classes: 5, largestClass: 22 },
        {
          level: 'THCS',
          students: 90,
          informaticsStudents: 90,
          classes: 3,
          largestClass: 31,
          siteCode: 'C2',
        },
      ],
      { commune: 'Phường Hai' },
    ),
  ],
  machines: labMachines('A', 4),
  prices: [price('student-pc', 15_000_000), price('webcam', 999_999, { kind: 'reference' })],
  budgets: [
    { owner: 'UBND xã X. Y. Z', programme: null, year: 2026, amountDong: 7, funding: null },
    { owner: 'Phường Hai', programme: 'Chương trình A', year: 2027, amountDong: 8, funding: null },
  ],
});

function applied(settings: Settings, snapshot: Snapshot = scene) {
  const result = applySettings(snapshot, defaultPlanOptions, settings);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function planUnder(settings: Settings, snapshot: Snapshot = scene) {
  const { snapshot: changed, options } = applied(settings, snapshot);
  const packs = packsOf(changed, options.normSet);
  if (packs === null) throw new Error('no pack');
  return planOf(changed, packs, options);
}

describe('what each setting does', () => {
  test('none changes nothing', () => {
    expect(applied({})).toEqual({ snapshot: scene, options: defaultPlanOptions, settings: {} });
  });

  test('norm.LEVEL is the ratio of the pack in use, an assumption, and moves the need', () => {
    const { snapshot } = applied({ 'norm.TH': '20' });
    expect(snapshot.normPacks[0]?.pupilsPerComputer.TH).toEqual({
      value: 20,
      status: 'assumption',
      basis: 'norm.TH=20',
    });
    expect(snapshot.normPacks[0]?.pupilsPerComputer.THCS).toEqual(scene.normPacks[0]?.pupilsPerComputer.THCS);
    expect(planUnder({ 'norm.TH': '20' }).needs.schools[0]).toMatchObject({ normNeed: 15 });
    expect(planUnder({}).needs.schools[0]).toMatchObject({ normNeed: 13 });
  });

  test('price.ITEM stands whatever prices of it there are, after the change of all the others', () => {
    const { snapshot } = applied({ 'price.student-pc': '16.500.000', priceChange: '10' });
    expect(snapshot.prices.find(({ item }) => item === 'student-pc')).toMatchObject({
      ...{ unitPriceDong: 16_500_000, leasePerYearDong: 1_100, kind: 'given', pricedOn: '2026-09-30' },
    });
    // 999,999 × 1.1 = 1,099,998.9
    expect(snapshot.prices.find(({ item }) => item === 'webcam')).toMatchObject({ unitPriceDong: 1_099_999 });
  });

  test('budget.OWNER takes the rest of the name after the first dot, however it is typed', () => {
    const { snapshot, settings } = applied({ 'budget.  ubnd XÃ x. y. z': '3.000.000.000' });
    expect(settings).toEqual({ 'budget.UBND xã X. Y. Z': '3000000000' });
    expect(snapshot.budgets).toEqual([
      scene.budgets[1],
      { owner: 'UBND xã X. Y. Z', programme: null, year: null, amountDong: 3_000_000_000, funding: null },
    ]);
    expect(applied({ 'budget.Xã X. Y. Z': '5' }).settings).toEqual({ 'budget.UBND xã X. Y. Z': '5' });
  });

  test('year leaves out the budgets of other years', () => {
    expect(applied({ year: '2027' }).snapshot.budgets.map(({ year }) => year)).toEqual([2027]);
    expect(applied({ year: '2027' }).options.year).toBe(2027);
  });

  test('growth.LEVEL: pupils half up, classes up, the largest class stays or falls with the pupils', () => {
    const rows = (settings: Settings) => applied(settings).snapshot.schools[0]?.rows[0];
    expect(rows({ 'growth.TH': '2,5' })).toMatchObject({
      students: 513,
      informaticsStudents: 308,
      classes: 16,
      largestClass: 35,
    });
    expect(rows({ 'growth.TH': '-94' })).toMatchObject({
      students: 30,
      informaticsStudents: 18,
      classes: 1,
      largestClass: 30,
    });
    expect(rows({ 'growth.THCS': '50' })).toEqual(scene.schools[0]?.rows[0]);
  });

  test('practice holds for every school, also one with a number of its own', () => {
    const { snapshot } = applied({ practice: '1' });
    expect(snapshot.normPacks[0]?.rules.practicePupilsPerPc).toMatchObject({
      value: 1,
      status: 'assumption',
    });
    expect(planUnder({ practice: '1' }).needs.schools[1]).toMatchObject({ seatFloor: 44 });
    expect(planUnder({}).needs.schools[1]).toMatchObject({ seatFloor: 15 });
  });

  test.each([
    ['denominator', 'enrolled', { denominator: 'enrolled' }],
    ['policy', 'teachable', { policy: 'teachable' }],
    ['estimate', 'on', { estimate: true }],
    ['retireAge', '8', { retireAgeYears: 8 }],
    ['rule', 'proportional', { allocation: { rule: 'proportional' } }],
    ['lot', 'on', { allocation: { isLotMode: true } }],
    ['reserve', '10', { allocation: { reservePercent: 10, reserveLeast: 2 } }],
    ['reserve', '0', { allocation: { reservePercent: 0, reserveLeast: 0 } }],
    ['batch', '5', { allocation: { transferBatch: 5 } }],
    ['transfer', 'off', { allocation: { isTransferAllowed: false } }],
    ['normSet', 'BGD-4267-2022', { normSet: 'BGD-4267-2022' }],
  ] as const)('%s=%s is an option', (name, value, options) => {
    expect(applied({ [name]: value })).toMatchObject({ options, settings: { [name]: value } });
  });

  test.each([
    ['denominator', 'informatics'],
    ['policy', 'letter'],
    ['estimate', 'off'],
    ['retireAge', 'none'],
    ['lot', 'off'],
    ['normSet', scene.normPacks[0]?.id ?? ''],
  ])('%s=%s is what holds anyway and leaves no trace', (name, value) => {
    expect(applied({ [name]: value })).toEqual(applied({}));
  });
});

describe('what is refused, and how it is named', () => {
  test.each<[string, string, SettingReason, string]>([
    ['norms.TH', '20', 'unknown-name', 'batch, budget'],
    ['policy.TH', 'letter', 'unknown-name', 'policy'],
    ['norm', '20', 'key-missing', ''],
    ['budget.', '20', 'key-missing', ''],
    ['norm.MN', '20', 'unknown-level', 'TH, THCS'],
    ['norm.TH', '0', 'out-of-range', '1–1000'],
    ['norm.TH', '20.5', 'not-whole-number', '1–1000'],
    ['norm.TH', '', 'not-whole-number', '1–1000'],
    ['growth.TH', '1e3', 'not-percent', '-100–500'],
    ['growth.TH', '-101', 'out-of-range', '-100–500'],
    ['growth.XX', '1', 'unknown-level', 'MN'],
    ['price.pc', '1', 'unknown-item', 'student-pc'],
    ['price.webcam', '-1', 'not-money', ''],
    ['price.webcam', '1.5', 'not-money', ''],
    ['price.webcam', '9999999999999999', 'out-of-range', ''],
    ['priceChange', '-95', 'out-of-range', '-90'],
    ['budget.UBND xã khác', '1', 'unknown-owner', 'Phường Hai, UBND xã X. Y. Z'],
    ['budget.Phường Hai', '3 tỷ', 'not-money', ''],
    ['merge.Z', 'A', 'unknown-school', 'A, B, C'],
    ['merge.A', 'Z', 'unknown-school', 'A, B, C'],
    ['merge.A', 'A', 'merge-with-itself', ''],
    ['normSet', 'NONE', 'unknown-norm-set', 'QN-1568-2018'],
    ['rule', 'fair', 'not-a-choice', 'maxmin'],
    ['lot', 'yes', 'not-a-choice', 'on, off'],
    ['retireAge', '0', 'out-of-range', '1–50'],
    ['__proto__', 'x', 'unknown-name', 'batch'],
  ])('%s=%s', (name, value, reason, accepted) => {
    const settings = Object.fromEntries([[name, value]]);
    const result = applySettings(scene, defaultPlanOptions, settings);
    expect(result).toMatchObject({ ok: false, error: { name, value, reason } });
    expect(result.ok ? '' : result.error.accepted).toContain(accepted);
  });

  test('two spellings of one owner, and schools in a circle', () => {
    const refused = (settings: Settings) => {
      const result = applySettings(scene, defaultPlanOptions, settings);
      return result.ok ? null : result.error.reason;
    };
    expect(refused({ 'budget.Phường Hai': '1', 'budget.phường hai ': '2' })).toBe('named-twice');
    expect(refused({ 'merge.A': 'B', 'merge.B': 'C', 'merge.C': 'A' })).toBe('merge-in-circle');
  });
});

const settingArb = fc.constantFrom<readonly [string, string]>(
  ['normSet', 'BGD-4267-2022'],
  ['year', '2027'],
  ['budget.Phường Hai', '500000000'],
  ['norm.TH', '20'],
  ['norm.THCS', '14'],
  ['practice', '3'],
  ['priceChange', '-7.25'],
  ['price.student-pc', '14000000'],
  ['price.printer', '9000000'],
  ['merge.A', 'B'],
  ['merge.B', 'C'],
  ['growth.TH', '3'],
  ['growth.THCS', '-4,5'],
  ['denominator', 'enrolled'],
  ['policy', 'teachable'],
  ['estimate', 'on'],
  ['lot', 'on'],
  ['reserve', '8'],
);
const settingsArb = fc.uniqueArray(settingArb, { selector: ([name]) => name, maxLength: 12 });

describe('properties', () => {
  test('the order in which settings are typed never matters', () => {
    fc.assert(
      fc.property(settingsArb, fc.infiniteStream(fc.nat()), (entries, ranks) => {
        const shuffled = entries
          .map((entry) => [ranks.next().value ?? 0, entry] as const)
          .sort(([a], [b]) => a - b)
          .map(([, entry]) => entry);
        expect(applied(Object.fromEntries(shuffled))).toEqual(applied(Object.fromEntries(entries)));
      }),
    );
  });

  test('canonical settings are settings, and mean the same', () => {
    fc.assert(
      fc.property(settingsArb, (entries) => {
        const once = applied(Object.fromEntries(entries));
        expect(applied(once.settings)).toEqual(once);
      }),
    );
  });

  test('what sets a value and does not change one may be applied again', () => {
    const isRepeatable = (name: string) => !/^(merge|growth|priceChange)/.test(name);
    fc.assert(
      fc.property(settingsArb, (entries) => {
        const settings = Object.fromEntries(entries.filter(([name]) => isRepeatable(name)));
        const once = applied(settings);
        const twice = applySettings(once.snapshot, once.options, settings);
        expect(twice).toMatchObject({ ok: true, value: { snapshot: once.snapshot, options: once.options } });
      }),
    );
  });

  test('the snapshot itself is never touched', () => {
    const before = JSON.stringify(scene);
    fc.assert(fc.property(settingsArb, (entries) => void applied(Object.fromEntries(entries))));
    expect(JSON.stringify(scene)).toBe(before);
  });

  test('more pupils never lower what the letter asks for', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 400 }), fc.integer({ min: 0, max: 100 }), (growth, more) => {
        const need = (percent: number) =>
          planUnder({ 'growth.TH': String(percent), 'growth.THCS': String(percent) }).needs.totals
            .neededLetter;
        expect(need(growth + more)).toBeGreaterThanOrEqual(need(growth));
      }),
      { numRuns: 60 },
    );
  });

  test('every item can be priced', () => {
    for (const item of itemCodes) {
      expect(
        applied({ [`price.${item}`]: '1' }).snapshot.prices.filter((row) => row.item === item),
      ).toHaveLength(1);
    }
  });
});
