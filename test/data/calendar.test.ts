import { describe, expect, it } from 'vitest';
import { calendarSchema } from '../../shared/contract/calendar-rules.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { createSchoolCalendar, schoolDaysBetween } from '../../shared/domain/calendar.ts';

const table = shippedCalendar();
const calendar = createSchoolCalendar(table);

function isOpen(date: string): boolean {
  const at = Date.parse(`${date}T08:00+07:00`);
  return schoolDaysBetween(at - 86_400_000, at, calendar) === 1;
}

describe('shipped calendar', () => {
  it('closes the schools on holidays and opens them around', () => {
    const closed = ['2026-06-01', '2026-08-31', '2026-09-02', '2026-04-30', '2026-05-01', '2027-01-01'];
    const alsoClosed = ['2026-04-27', '2026-11-24', '2026-02-17', '2027-05-03', '2026-10-03', '2026-10-04'];
    expect([...closed, ...alsoClosed].filter(isOpen)).toEqual([]);
    const open = ['2026-05-29', '2026-09-03', '2026-11-20', '2026-11-23', '2027-01-04', '2024-12-31'];
    expect(open.filter((date) => !isOpen(date))).toEqual([]);
  });

  it.each([2024, 2025, 2026, 2027, 2028])('has two weeks of Tết %i around its first day', (year) => {
    const tet = table.dated.find((row) => row.name.vi === `Tết Nguyên đán ${year}`);
    const firstDay = newMoonNearTet(year);
    expect(tet).toBeDefined();
    expect(Date.parse(firstDay) - Date.parse(tet?.from ?? '')).toBe(7 * 86_400_000);
    expect(Date.parse(tet?.to ?? '') - Date.parse(firstDay)).toBe(6 * 86_400_000);
  });

  it('gives a school year of about 180 days', () => {
    const days = schoolDaysBetween(Date.parse('2026-08-31'), Date.parse('2027-05-31'), calendar);
    expect(days).toBeGreaterThan(170);
    expect(days).toBeLessThan(190);
  });

  it('names every row once a day', () => {
    const days = table.dated.map((row) => row.from);
    expect(days).toEqual([...new Set(days)].sort());
  });
});

describe('calendar file', () => {
  const row = table.dated[0];

  it.each([
    ['a day that does not exist', { dated: [{ ...row, from: '2026-02-30' }] }],
    ['an end before its start', { dated: [{ ...row, from: '2026-02-02', to: '2026-02-01' }] }],
    ['a yearly 29 February', { yearly: [{ ...row, from: '02-29', to: '03-01' }] }],
    ['a row without source', { dated: [{ ...row, source: undefined }] }],
    ['a name that is not composed', { dated: [{ ...row, name: { vi: 'Tết'.normalize('NFD'), en: 'Tet' } }] }],
    ['an offset beyond the globe', { utcOffsetMinutes: 900 }],
  ])('refuses %s', (_, change) => {
    expect(calendarSchema.safeParse({ ...table, ...change }).success).toBe(false);
  });
});

/**
 * Date in Vietnam of the new moon between 21 January and 20 February: the first day of the lunar year in all years tested.
 * Mean lunation with the main periodic terms (Meeus, Astronomical Algorithms, ch. 49), good to about 2 hours.
 */
function newMoonNearTet(year: number): string {
  for (let k = Math.floor((year - 2000) * 12.3685) - 1; ; k++) {
    const t = k / 1236.85;
    const sine = (degrees: number) => Math.sin((degrees * Math.PI) / 180);
    const sun = 2.5534 + 29.1053567 * k;
    const moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t;
    const latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t * t;
    const mean = 2_451_550.09766 + 29.530588861 * k + 0.00015437 * t * t;
    const main =
      -0.4072 * sine(moon) + 0.17241 * sine(sun) + 0.01608 * sine(2 * moon) + 0.01039 * sine(2 * latitude);
    const julianDay = mean + main + 0.00739 * sine(moon - sun) - 0.00514 * sine(moon + sun);
    const local = new Date((julianDay - 2_440_587.5 + 7 / 24) * 86_400_000).toISOString().slice(0, 10);
    if (local >= `${year}-01-21`) return local;
  }
}
