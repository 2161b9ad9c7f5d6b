import { describe, expect, it } from 'vitest';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { presenceOf } from '../../shared/domain/presence.ts';

const calendar = createSchoolCalendar({
  utcOffsetMinutes: 420,
  saturdayIsSchoolDay: false,
  yearly: [{ from: '06-01', to: '08-31' }],
  dated: [],
});

function at(local: string): number {
  return Date.parse(`${local}+07:00`);
}

function presence(lastSeen: string, now: string) {
  return presenceOf({ connected: false, lastSeenMs: at(lastSeen) }, at(now), calendar);
}

describe('presence', () => {
  it('is online while connected, whatever the last report', () => {
    expect(presenceOf({ connected: true, lastSeenMs: null }, 0, calendar)).toBe('online');
    expect(presenceOf({ connected: true, lastSeenMs: 0 }, at('2026-10-05T08:00'), calendar)).toBe('online');
  });

  it('is online for less than 15 minutes after a report', () => {
    expect(presence('2026-10-05T08:00', '2026-10-05T08:14:59.999')).toBe('online');
    expect(presence('2026-10-05T08:00', '2026-10-05T08:15')).toBe('quiet');
  });

  it('is online when the report is ahead of the clock', () => {
    expect(presence('2026-10-05T09:00', '2026-10-05T08:00')).toBe('online');
  });

  it('is quiet through 5 school days, silent through 30, then missing', () => {
    expect(presence('2026-10-05T08:00', '2026-10-12T08:00')).toBe('quiet');
    expect(presence('2026-10-05T08:00', '2026-10-13T08:00')).toBe('silent');
    expect(presence('2026-10-05T08:00', '2026-11-16T08:00')).toBe('silent');
    expect(presence('2026-10-05T08:00', '2026-11-17T08:00')).toBe('missing');
  });

  it('stays quiet over a whole summer', () => {
    expect(presence('2026-05-29T16:00', '2026-09-04T08:00')).toBe('quiet');
  });

  it('is missing when never seen', () => {
    expect(presenceOf({ connected: false, lastSeenMs: null }, at('2026-10-05T08:00'), calendar)).toBe(
      'missing',
    );
  });
});
