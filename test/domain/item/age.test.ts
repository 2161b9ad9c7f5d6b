import { describe, expect, it } from 'vitest';
import { shippedAssumptions } from '../../../shared/data/norms.ts';
import { ageOf, bookValueOf } from '../../../shared/domain/item/age.ts';
import { wholeYears } from '../../../shared/domain/item/local-day.ts';
import { asset, machine } from './snapshot-records.ts';

const { usefulLives } = shippedAssumptions();
const frame = { day: '2026-09-30', usefulLives };

describe('age of a machine', () => {
  const guessed = machine('d1', { biosDate: '2019-05-01', cpuLaunchYear: 2017 });

  it.each([
    ['the day of purchase', { purchasedOn: '2021-10-01', purchaseYear: 2020 }, 4, 'asset-book'],
    ['the year of purchase', { purchaseYear: 2021 }, 5, 'asset-book'],
    ['the firmware where the book is silent', {}, 7, 'bios'],
    ['the firmware where the book names a day to come', { purchasedOn: '2027-01-01' }, 7, 'bios'],
  ] as const)('takes %s', (_, bought, years, source) => {
    expect(ageOf(guessed, asset('A1', bought), frame)).toMatchObject({ years, source });
  });

  it('takes the processor last, and is unknown without any', () => {
    expect(ageOf(machine('d1', { cpuLaunchYear: 2017 }), null, frame)).toMatchObject({
      years: 9,
      source: 'processor',
    });
    expect(ageOf(machine('d1'), null, frame)).toMatchObject({ years: null, source: 'unknown' });
  });

  it.each([
    ['2010-05-01', 5, 'giả định'],
    ['2018-07-02', 5, 'TT 45/2018'],
    ['2025-12-31', 5, 'TT 23/2023'],
    ['2026-01-01', 7, 'TT 141/2025'],
  ])('bought on %s lives %i years by its rule', (purchasedOn, usefulLifeYears, basis) => {
    const age = ageOf(guessed, asset('A1', { purchasedOn }), frame);
    expect(age.usefulLifeYears).toBe(usefulLifeYears);
    expect(age.usefulLifeBasis).toContain(basis);
  });

  it('counts whole years only', () => {
    expect(wholeYears('2020-09-30', '2026-09-30')).toBe(6);
    expect(wholeYears('2020-10-01', '2026-09-30')).toBe(5);
    expect(wholeYears('2024-02-29', '2025-02-28')).toBe(0);
  });
});

describe('book value', () => {
  it.each([
    ['bought this year', { purchasedOn: '2026-02-01' }, '2026-09-30', 2_500_000, 17_500_000],
    ['after its first 31 December', { purchasedOn: '2026-02-01' }, '2026-12-31', 2_500_000, 15_000_000],
    ['of the older rule', { purchaseYear: 2023 }, '2026-09-30', 3_500_000, 7_000_000],
    ['in its last year', { purchaseYear: 2022 }, '2026-09-30', 3_500_000, 3_500_000],
    ['past its life', { purchaseYear: 2021 }, '2026-09-30', 0, 0],
  ] as const)('%s', (_, bought, day, yearlyDong, residualDong) => {
    const book = asset('A1', { costDong: 17_500_000, ...bought });
    expect(bookValueOf(book, { day, usefulLives })).toEqual({
      assetCode: 'A1',
      costDong: 17_500_000,
      yearlyDong,
      residualDong,
    });
  });

  it('rounds a year to the đồng, half up, and the remainder falls into the last year', () => {
    const book = asset('A1', { costDong: 10_000_001, purchaseYear: 2026 });
    expect(bookValueOf(book, { day: '2032-06-30', usefulLives })).toMatchObject({
      yearlyDong: 1_428_572,
      residualDong: 10_000_001 - 6 * 1_428_572,
    });
  });

  it('is unknown without cost or without purchase', () => {
    const unknown = { yearlyDong: null, residualDong: null };
    expect(bookValueOf(asset('A1', { purchaseYear: 2023 }), frame)).toMatchObject(unknown);
    expect(bookValueOf(asset('A1', { costDong: 5 }), frame)).toMatchObject(unknown);
  });
});
