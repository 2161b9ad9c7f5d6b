import { describe, expect, it } from 'vitest';
import { normPackFileSchema, normPackSchema } from '../../shared/contract/norm-pack.ts';
import template from '../../shared/data/norms/province-template.json' with { type: 'json' };
import { shippedAssumptions, shippedNormPacks, withAssumptions } from '../../shared/data/norms.ts';
import type { NormPack } from '../../shared/domain/norm.ts';

const packs = shippedNormPacks();
const [pack] = packs;

function rulesOf({ items }: NormPack) {
  return items.map(({ item, per, quantity, status, isRequired }) => [
    item,
    per,
    quantity,
    status,
    isRequired,
  ]);
}

function packOf(id: string): NormPack {
  return packs.find((one) => one.id === id) ?? pack;
}

describe('norm pack QN-1568-2018', () => {
  it('has the ratios of the letter, as guidance', () => {
    const basis = '1568/SGDĐT-GDTrH 2018 §II.3.c';
    expect(pack.pupilsPerComputer).toEqual({
      TH: { value: 24, status: 'guidance', basis },
      THCS: { value: 16, status: 'guidance', basis },
      THPT: { value: 12, status: 'guidance', basis },
    });
  });

  it('has the other rules of the letter, several providers encouraged and not required', () => {
    expect(rulesOf(pack)).toEqual([
      ['fibre-line', 'site', 1, 'guidance', true],
      ['provider', 'school', 2, 'guidance', false],
      ['office-pc', 'school', 2, 'guidance', true],
      ['printer', 'school', 1, 'guidance', true],
      ['webcam', 'school', 1, 'guidance', true],
      ['department-pc', 'department', 1, 'guidance', true],
      ['lab-online', 'lab', 1, 'guidance', true],
    ]);
  });

  it('calls the share of a lab online its own assumption', () => {
    const shares = pack.items.filter(({ enoughStatus, status }) => enoughStatus !== status);
    expect(shares).toMatchObject([{ item: 'lab-online', enoughPercent: 90, enoughStatus: 'assumption' }]);
  });

  it('says on every export that it is no norm of the province', () => {
    expect(pack.exportHeader.vi).toBe(
      'Tỷ lệ tham chiếu theo CV 1568 (Quảng Ngãi, năm học 2018–2019), chưa phải định mức do tỉnh ban hành',
    );
  });

  it('labels every other number as an assumption of this software', () => {
    const rules = [...Object.values(pack.rules), ...Object.values(pack.informaticsPeriodsPerWeek)];
    for (const rule of rules) {
      expect(rule.status).toBe('assumption');
      expect(rule.basis).toMatch(/^giả định của phần mềm/);
    }
  });
});

describe('packs of the Ministry', () => {
  it('4267 has no ratio, and guides', () => {
    const ministry = packOf('BGD-4267-2022');
    expect(ministry).toMatchObject({ pupilsPerComputer: {}, province: null });
    expect(rulesOf(ministry)).toEqual([
      ['fibre-line', 'site', 1, 'guidance', true],
      ['wifi', 'site', 1, 'guidance', true],
      ['projection', 'classroom', 1, 'guidance', true],
      ['studio-room', 'school', 1, 'guidance', true],
      ['antivirus', 'computer', 1, 'guidance', true],
    ]);
  });

  it('circular 13 binds lower secondary schools to one Informatics room', () => {
    const circular = packOf('BGD-13-2020');
    expect(rulesOf(circular)).toEqual([['lab-room', 'school', 1, 'norm', true]]);
    expect(circular.items).toMatchObject([{ levels: ['THCS'] }]);
  });

  it('a letter never sets a norm', () => {
    for (const { id, items, pupilsPerComputer } of packs) {
      if (id === 'BGD-13-2020') continue;
      const statuses = [...items, ...Object.values(pupilsPerComputer)].map(({ status }) => status);
      expect(statuses).not.toContain('norm');
    }
  });
});

describe('norm pack file', () => {
  const zero = { value: 0, status: 'assumption', basis: 'x' };

  it.each([
    ['a ratio of 0', { pupilsPerComputer: { TH: zero } }],
    ['a fraction', { pupilsPerComputer: { TH: { ...zero, value: 23.5 } } }],
    ['an unknown level', { pupilsPerComputer: { DH: { ...zero, value: 5 } } }],
    ['an unknown status', { pupilsPerComputer: { TH: { ...zero, value: 5, status: 'law' } } }],
    ['no pupils per machine in practice', { rules: { practicePupilsPerPc: zero } }],
    ['no periods', { rules: { roomPeriodsPerWeekOneSession: zero } }],
    ['an efficiency of 0 %', { rules: { slotEfficiencyPercent: zero } }],
    ['a coverage above 100 %', { rules: { coverageThresholdPercent: { ...zero, value: 101 } } }],
    ['a rule that nobody knows', { rules: { practice: { ...zero, value: 2 } } }],
    ['a rule for no level', { items: [{ ...pack.items[0], levels: [] }] }],
    ['an item that nobody knows', { items: [{ ...pack.items[0], item: 'robot' }] }],
    ['no useful life', { usefulLives: [] }],
    ['useful lives out of order', { usefulLives: pack.usefulLives.toReversed() }],
    ['no source', { source: '' }],
  ])('refuses %s', (_, change) => {
    expect(normPackFileSchema.safeParse({ ...pack, ...change }).success).toBe(false);
    expect(normPackSchema.safeParse({ ...pack, rules: { ...pack.rules }, ...change }).success).toBe(false);
  });

  it('names the rule that is out of range', () => {
    const read = normPackFileSchema.safeParse({ ...pack, rules: { slotEfficiencyPercent: zero } });
    expect(read.error?.issues).toMatchObject([{ path: ['rules', 'slotEfficiencyPercent', 'value'] }]);
  });

  it('accepts a province that norms continuing education', () => {
    const change = { pupilsPerComputer: { ...pack.pupilsPerComputer, GDTX: { ...zero, value: 12 } } };
    expect(normPackSchema.safeParse({ ...pack, ...change }).success).toBe(true);
  });

  it('states only what its decision states; the rest stays assumed', () => {
    const twenty = { value: 20, status: 'norm', basis: 'QĐ' } as const;
    const stated = {
      pupilsPerComputer: { TH: twenty },
      rules: { practicePupilsPerPc: { ...twenty, value: 1 } },
    };
    const whole = withAssumptions(normPackFileSchema.parse({ ...template, ...stated }));
    const assumed = shippedAssumptions();
    expect(whole.pupilsPerComputer).toEqual({ TH: twenty });
    expect(whole.rules).toEqual({ ...assumed.rules, practicePupilsPerPc: { ...twenty, value: 1 } });
    expect(whole.usefulLives).toEqual(assumed.usefulLives);
    expect(normPackSchema.safeParse(whole).success).toBe(true);
  });

  it('of the template for a province holds no number', () => {
    const { id, ...file } = normPackFileSchema.parse(template);
    expect(id).toMatch(/^TINH-/);
    expect(file).toMatchObject({ pupilsPerComputer: {}, items: [] });
    expect(file.rules).toBeUndefined();
  });
});
