import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedLessonHours } from '../../../shared/data/lessons.ts';
import { shippedProbing } from '../../../shared/data/probing.ts';
import { createSchoolCalendar } from '../../../shared/domain/calendar.ts';
import {
  countsSince,
  holdsAnother,
  type Lease,
  lastTestMs,
  runsFor,
  usedOf,
} from '../../../shared/domain/probe/budget.ts';
import { isLesson, quietSince } from '../../../shared/domain/probe/lesson.ts';
import { isPlannedNow, plannedAt, servicePace, weekStart } from '../../../shared/domain/probe/plan.ts';

const calendar = createSchoolCalendar(shippedCalendar());
const timetable = { calendar, hours: shippedLessonHours() };
const local = (text: string): number => Date.parse(`${text}+07:00`);
const { tests: limits } = shippedProbing();

describe('lessons', () => {
  it.each([
    ['2026-10-05T07:00', true],
    ['2026-10-05T06:59:59', false],
    ['2026-10-05T11:30', false],
    ['2026-10-05T13:30', true],
    ['2026-10-05T17:00', false],
    // Saturday, Sunday, summer, National Day.
    ['2026-10-03T09:00', false],
    ['2026-10-04T09:00', false],
    ['2026-07-06T09:00', false],
    ['2026-09-02T09:00', false],
  ])('%s: %s', (at, expected) => {
    expect(isLesson(local(at), timetable)).toBe(expected);
  });

  it('leave quiet stretches that begin with their end', () => {
    expect(quietSince(local('2026-10-05T12:10'), timetable)).toBe(local('2026-10-05T11:30'));
    expect(quietSince(local('2026-10-05T06:10'), timetable)).toBe(local('2026-10-05T00:00'));
    expect(quietSince(local('2026-10-04T18:00'), timetable)).toBe(local('2026-10-04T00:00'));
  });
});

describe('the weekly test', () => {
  it('begins after its moment, never in a lesson, and is over before one begins', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{3,10}$/),
        fc.integer({ min: 0, max: 7 * 24 * 60 }),
        (lineId, minute) => {
          const at = local('2026-10-05T00:00') + minute * 60_000;
          if (!isPlannedNow(lineId, at, timetable, limits.leaseMs)) return;
          expect(at).toBeGreaterThanOrEqual(plannedAt(lineId, weekStart(at, calendar)));
          for (const moment of [at, at + limits.leaseMs]) expect(isLesson(moment, timetable)).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('begins no later than its length before a lesson', () => {
    const monday = weekStart(local('2026-10-09T06:00'), calendar);
    const lineId = Array.from({ length: 50 }, (_, index) => `line-${index}`).find(
      (each) => plannedAt(each, monday) < local('2026-10-08T12:00'),
    );
    const isPlanned = (at: string) => isPlannedNow(lineId ?? '', local(at), timetable, 180_000);
    expect(isPlanned('2026-10-09T06:56:59')).toBe(true);
    expect(isPlanned('2026-10-09T06:57:00')).toBe(false);
    expect(isPlanned('2026-10-09T06:59:59')).toBe(false);
  });

  it('comes to every line by Friday noon, at many different moments', () => {
    const monday = weekStart(local('2026-10-07T09:00'), calendar);
    expect(monday).toBe(local('2026-10-05T00:00'));
    const moments = Array.from({ length: 500 }, (_, index) => plannedAt(`line-${index}`, monday));
    expect(Math.max(...moments)).toBeLessThanOrEqual(local('2026-10-09T12:00'));
    const days = Map.groupBy(moments, (at) => Math.floor((at - monday) / 86_400_000));
    for (const ofDay of days.values()) expect(ofDay.length).toBeGreaterThan(30);
    const friday = local('2026-10-09T12:40');
    const due = moments.filter((_, index) =>
      isPlannedNow(`line-${index}`, friday, timetable, limits.leaseMs),
    );
    expect(due.length).toBe(500);
  });
});

describe('the checks of a service', () => {
  it('come about once a minute from all schools together', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), (schools) => {
        const phases = new Map<number, number>();
        const paces = Array.from({ length: schools }, (_, place) => servicePace(schools, place));
        const every = paces[0]?.everySeconds ?? 0;
        expect(every).toBe(Math.min(900, Math.max(60, schools * 60)));
        for (const { phaseSeconds } of paces) phases.set(phaseSeconds, (phases.get(phaseSeconds) ?? 0) + 1);
        expect(phases.size).toBe(Math.min(schools, every / 60));
        expect(Math.max(...phases.values()) - Math.min(...phases.values())).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("a line's month", () => {
  const leaseOf = (over: Partial<Lease>): Lease => ({
    ...{ leaseId: 'x', lineId: 'l', deviceId: 'd', isPlanned: true, grantedAt: 0, until: 180_000 },
    ...{ bookedBytes: limits.leaseBytes, settledAt: null, usedBytes: 0 },
    ...over,
  });

  it('holds five tests that never told what they cost', () => {
    const lost = Array.from({ length: 5 }, () => leaseOf({}));
    expect(holdsAnother(lost.slice(0, 4), limits)).toBe(true);
    expect(holdsAnother(lost, limits)).toBe(false);
    expect(usedOf(lost)).toBe(limits.budgetBytes);
  });

  it('holds no test whose bytes it does not hold, however many it may have', () => {
    const rules = { ...limits, testsPerMonth: 1_000 };
    const leases = [limits.budgetBytes - limits.leaseBytes, 1].map((bytes) =>
      leaseOf({ bookedBytes: bytes, settledAt: 1, usedBytes: bytes }),
    );
    expect(holdsAnother(leases.slice(0, 1), rules)).toBe(true);
    expect(holdsAnother(leases, rules)).toBe(false);
  });

  it('holds no more than five either where each costs little', () => {
    const cheap = Array.from({ length: 5 }, () => leaseOf({ settledAt: 1, usedBytes: 1_000 }));
    expect(holdsAnother(cheap, limits)).toBe(false);
    expect(usedOf(cheap)).toBe(5_000);
  });

  it('is blocked while a test may be going on, wherever the clock was set since', () => {
    expect(runsFor(leaseOf({}))).toBe(180_000 + lastTestMs);
    expect(runsFor(leaseOf({ grantedAt: 100_000 }))).toBe(80_000 + lastTestMs);
    expect(runsFor(leaseOf({ settledAt: 5 }))).toBe(0);
  });

  it('costs what was counted, and never more than what both ends hold to', () => {
    expect(usedOf([leaseOf({ settledAt: 1, usedBytes: 41_000_000 })])).toBe(41_000_000);
    expect(usedOf([leaseOf({ settledAt: 1, usedBytes: 1e12 })])).toBe(limits.leaseBytes);
    expect(usedOf([leaseOf({ usedBytes: 1 })])).toBe(limits.leaseBytes);
  });

  it('holds whatever may have crossed the line in it', () => {
    const august = local('2026-08-01T00:00');
    const startedBefore = (untilMs: number) => countsSince(leaseOf({ until: august + untilMs }), august);
    expect(startedBefore(-lastTestMs)).toBe(false);
    expect(startedBefore(1 - lastTestMs)).toBe(true);
    expect(startedBefore(40 * 86_400_000)).toBe(true);
  });
});
