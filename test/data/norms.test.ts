import { describe, expect, it } from 'vitest';
import { normPackSchema } from '../../shared/contract/norm-pack.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';

const [pack] = shippedNormPacks();

describe('norm pack QN-1568-2018', () => {
  it('has the ratios of the letter, as guidance', () => {
    const basis = '1568/SGDĐT-GDTrH 2018 §II.3.c';
    expect(pack.pupilsPerComputer).toEqual({
      TH: { value: 24, status: 'guidance', basis },
      THCS: { value: 16, status: 'guidance', basis },
      THPT: { value: 12, status: 'guidance', basis },
    });
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

describe('norm pack file', () => {
  const zero = { value: 0, status: 'assumption', basis: 'x' };

  it.each([
    ['a ratio of 0', { pupilsPerComputer: { TH: zero } }],
    ['a fraction', { pupilsPerComputer: { TH: { ...zero, value: 23.5 } } }],
    ['an unknown level', { pupilsPerComputer: { DH: { ...zero, value: 5 } } }],
    ['an unknown status', { pupilsPerComputer: { TH: { ...zero, value: 5, status: 'law' } } }],
    ['no pupils per machine in practice', { rules: { ...pack.rules, practicePupilsPerPc: zero } }],
    ['no periods', { rules: { ...pack.rules, roomPeriodsPerWeekOneSession: zero } }],
    ['an efficiency of 0 %', { rules: { ...pack.rules, slotEfficiencyPercent: zero } }],
    [
      'a coverage above 100 %',
      { rules: { ...pack.rules, coverageThresholdPercent: { ...zero, value: 101 } } },
    ],
    ['a missing rule', { rules: { practicePupilsPerPc: pack.rules.practicePupilsPerPc } }],
    ['no useful life', { usefulLives: [] }],
    ['useful lives out of order', { usefulLives: pack.usefulLives.toReversed() }],
    ['no source', { source: '' }],
  ])('refuses %s', (_, change) => {
    expect(normPackSchema.safeParse({ ...pack, ...change }).success).toBe(false);
  });

  it('accepts a province that norms continuing education', () => {
    const change = { pupilsPerComputer: { ...pack.pupilsPerComputer, GDTX: { ...zero, value: 12 } } };
    expect(normPackSchema.safeParse({ ...pack, ...change }).success).toBe(true);
  });
});
