import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CalendarRules,
  createSchoolCalendar,
  type SchoolCalendar,
  schoolDaysBetween,
} from '../../shared/domain/calendar.ts';

/** Whether a day adds one to the count of the day before. */
function isSchoolDay(atMs: number, calendar: SchoolCalendar): boolean {
  return schoolDaysBetween(atMs - 86_400_000, atMs, calendar) === 1;
}

const rules: CalendarRules = {
  utcOffsetMinutes: 420,
  saturdayIsSchoolDay: false,
  yearly: [{ from: '06-01', to: '08-31' }],
  dated: [{ from: '2026-02-10', to: '2026-02-23' }],
};
const calendar = createSchoolCalendar(rules);

function at(local: string): number {
  return Date.parse(`${local}+07:00`);
}

describe('school days', () => {
  it('counts Friday to Monday as one', () => {
    expect(schoolDaysBetween(at('2026-10-02T16:00'), at('2026-10-05T07:00'), calendar)).toBe(1);
  });

  it('counts nothing within a day, and nothing backwards', () => {
    expect(schoolDaysBetween(at('2026-10-05T00:00'), at('2026-10-05T23:59'), calendar)).toBe(0);
    expect(schoolDaysBetween(at('2026-10-09T07:00'), at('2026-10-05T07:00'), calendar)).toBe(0);
  });

  it('turns the day at local midnight, not at midnight UTC', () => {
    expect(isSchoolDay(Date.parse('2026-10-04T16:59:59Z'), calendar)).toBe(false);
    expect(isSchoolDay(Date.parse('2026-10-04T17:00:00Z'), calendar)).toBe(true);
  });

  it('skips the summer: 30 May to 15 July is 0, to 1 September is 1', () => {
    expect(schoolDaysBetween(at('2026-05-30T08:00'), at('2026-07-15T08:00'), calendar)).toBe(0);
    expect(schoolDaysBetween(at('2026-05-30T08:00'), at('2026-09-01T08:00'), calendar)).toBe(1);
  });

  it('skips a dated closure, both ends included', () => {
    expect(isSchoolDay(at('2026-02-09T08:00'), calendar)).toBe(true);
    expect(isSchoolDay(at('2026-02-10T08:00'), calendar)).toBe(false);
    expect(isSchoolDay(at('2026-02-23T08:00'), calendar)).toBe(false);
    expect(isSchoolDay(at('2026-02-24T08:00'), calendar)).toBe(true);
  });

  it('takes Saturday as a school day only where told', () => {
    const saturday = at('2026-10-03T08:00');
    expect(isSchoolDay(saturday, calendar)).toBe(false);
    const withSaturday = createSchoolCalendar({ ...rules, saturdayIsSchoolDay: true });
    expect(isSchoolDay(saturday, withSaturday)).toBe(true);
    expect(isSchoolDay(at('2026-10-04T08:00'), withSaturday)).toBe(false);
  });

  it('accepts closures beyond its years and clocks beyond its years', () => {
    const wide = createSchoolCalendar({
      ...rules,
      dated: [
        { from: '1999-12-25', to: '2000-01-03' },
        { from: '2099-12-30', to: '2100-01-05' },
        { from: '1990-01-01', to: '1990-01-05' },
      ],
    });
    expect(isSchoolDay(at('2000-01-03T08:00'), wide)).toBe(false);
    expect(isSchoolDay(at('2000-01-04T08:00'), wide)).toBe(true);
    expect(schoolDaysBetween(0, at('2000-01-04T08:00'), wide)).toBe(1);
    expect(schoolDaysBetween(at('2101-01-01T08:00'), 253_402_300_799_999, wide)).toBe(0);
  });

  it('agrees with a day-by-day count', () => {
    const day = fc.integer({ min: at('2023-01-01T00:00'), max: at('2028-12-31T00:00') });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 200 }), (from, days) => {
        const to = from + days * 86_400_000;
        let slow = 0;
        for (let index = 1; index <= days; index++) {
          if (isOpen(from + index * 86_400_000)) slow++;
        }
        expect(schoolDaysBetween(from, to, calendar)).toBe(slow);
      }),
    );
  });

  it('adds up over any split', () => {
    const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
    fc.assert(
      fc.property(fc.tuple(instant, instant, instant), (instants) => {
        const [a, b, c] = instants.sort((x, y) => x - y) as [number, number, number];
        expect(schoolDaysBetween(a, b, calendar) + schoolDaysBetween(b, c, calendar)).toBe(
          schoolDaysBetween(a, c, calendar),
        );
      }),
    );
  });
});

/** The rules written out again, on ISO dates instead of day numbers. */
function isOpen(ms: number): boolean {
  const local = new Date(ms + 420 * 60_000);
  const date = local.toISOString().slice(0, 10);
  const isWeekend = local.getUTCDay() === 0 || local.getUTCDay() === 6;
  const isSummer = date.slice(5) >= '06-01' && date.slice(5) <= '08-31';
  return !isWeekend && !isSummer && !(date >= '2026-02-10' && date <= '2026-02-23');
}
