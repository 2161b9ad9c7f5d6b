import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedDeadlines } from '../../../shared/data/deadlines.ts';
import { nextDeadlines } from '../../../shared/domain/plan/deadlines.ts';
import type { Deadline } from '../../../shared/domain/snapshot/register.ts';

const hanoi = 420;

function due(dueOn: string, asAtOn: string | null = null): Deadline {
  return { report: 'plan', from: 'school', to: 'commune', dueOn, asAtOn, source: 'test' };
}

function duesAt(local: string, ...deadlines: Deadline[]) {
  return nextDeadlines(deadlines, Date.parse(`${local}+07:00`), hanoi);
}

describe('the school year runs from July to June', () => {
  test.each([
    ['in September', '2026-09-29T23:59', '2026-09-30', 1],
    ['on the day, until its last minute', '2026-09-30T23:59', '2026-09-30', 0],
    ['the day after', '2026-10-01T00:00', '2026-09-30', -1],
    ['in January the year before', '2027-01-10T08:00', '2026-09-30', -102],
    ['in July the new year', '2027-07-01T08:00', '2027-09-30', 91],
  ])('%s', (_, local, dueOn, daysLeft) => {
    expect(duesAt(local, due('09-30'))).toMatchObject([{ dueOn, daysLeft }]);
  });

  test('a deadline in spring is of the same school year', () => {
    expect(duesAt('2026-09-01T08:00', due('06-15'))).toMatchObject([{ dueOn: '2027-06-15' }]);
  });
});

test('29 February is the 28th of a common year', () => {
  expect(duesAt('2026-09-01T08:00', due('02-29'))).toMatchObject([{ dueOn: '2027-02-28' }]);
  expect(duesAt('2027-09-01T08:00', due('02-29'))).toMatchObject([{ dueOn: '2028-02-29' }]);
});

test('the day of the data is the last one up to the day that the report is due', () => {
  expect(duesAt('2026-09-01T08:00', due('10-31', '09-30'))).toMatchObject([{ asAtOn: '2026-09-30' }]);
  expect(duesAt('2026-09-01T08:00', due('01-15', '12-31'))).toMatchObject([{ asAtOn: '2026-12-31' }]);
  expect(duesAt('2026-09-01T08:00', due('10-31', '10-31'))).toMatchObject([{ asAtOn: '2026-10-31' }]);
  expect(duesAt('2026-09-01T08:00', due('10-31'))).toMatchObject([{ asAtOn: null }]);
});

test('the shipped table: statistics as at 30 September, due 31 October', () => {
  const dues = nextDeadlines(shippedDeadlines(), Date.parse('2026-10-01T08:00+07:00'), hanoi);
  const start = dues.filter(({ deadline }) => deadline.report === 'statistics-start');
  expect(start).toContainEqual(expect.objectContaining({ dueOn: '2026-10-31', asAtOn: '2026-09-30' }));
  expect(dues.length).toBe(shippedDeadlines().length);
});

test('in order of their days, each within the school year, whatever the order of the table', () => {
  const monthDay = fc
    .date({ min: new Date('2028-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(5, 10));
  fc.assert(
    fc.property(fc.array(monthDay, { maxLength: 12 }), fc.integer({ min: 0, max: 4e12 }), (days, atMs) => {
      const dues = nextDeadlines(
        days.map((day) => due(day)),
        atMs,
        hanoi,
      );
      expect(dues).toEqual(
        nextDeadlines(
          days.toReversed().map((day) => due(day)),
          atMs,
          hanoi,
        ),
      );
      const order = dues.map(({ dueOn }) => dueOn);
      expect(order).toEqual(order.toSorted());
      for (const { daysLeft } of dues) expect(Math.abs(daysLeft)).toBeLessThan(366);
    }),
  );
});
