import { expect, test } from 'vitest';
import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import type { NormPack } from '../../../shared/domain/norm.ts';
import { type PackFrame, packsOf } from '../../../shared/domain/plan/packs.ts';

const [letter, ...others] = shippedNormPacks();
const own: NormPack = { ...letter, id: 'TINH-A-2026', province: 'Quảng Ngãi', validFrom: '2026-01-01' };

function idsOf(packs: readonly NormPack[], normSet: string | null = null, unit = 'Tỉnh Quảng Ngãi') {
  const frame: PackFrame = {
    normPacks: [...packs, letter, ...others],
    asAtMs: Date.UTC(2026, 10, 22),
    calendar: shippedCalendar(),
    units: [{ unitId: 'u', parentId: null, kind: 'province', name: unit, code: null }],
  };
  return packsOf(frame, normSet)?.map(({ id }) => id) ?? null;
}

const shipped = [letter, ...others].map(({ id }) => id);

test('the ratios are those of the province as soon as its pack holds, else of the letter', () => {
  expect(idsOf([])).toEqual(shipped);
  expect(idsOf([own])).toEqual(['TINH-A-2026', ...shipped]);
  // Nobody must name the root after the province for a pack that was entered on purpose.
  expect(idsOf([own], null, 'Toàn địa bàn')).toEqual(['TINH-A-2026', ...shipped.slice(1)]);
  expect(idsOf([{ ...own, validFrom: '2027-01-01' }])).toEqual(shipped);
  expect(idsOf([{ ...own, validUntil: '2026-06-30' }])).toEqual(shipped);
});

test('a pack without ratios never takes away the ratios of another', () => {
  expect(idsOf([{ ...own, pupilsPerComputer: {} }])?.[0]).toBe('QN-1568-2018');
  expect(idsOf([{ ...own, pupilsPerComputer: {} }])).toContain('TINH-A-2026');
});

test('a pack that is asked for is used whenever it holds; one that nobody knows is none', () => {
  expect(idsOf([{ ...own, validFrom: '2027-01-01' }], 'TINH-A-2026')?.[0]).toBe('TINH-A-2026');
  expect(idsOf([], 'TINH-B')).toBeNull();
});
