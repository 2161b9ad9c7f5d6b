import { expect, test } from 'vitest';
import { summarizeLessons } from '../../../shared/domain/outage/lesson-summary.ts';

const hour = { minutes: 60, badMinutes: 0, downMinutes: 0, p95Ms: 10, lossPercent: 0, dnsMs: 20 };

test('minutes are summed, figures are the middle of the hours', () => {
  const hours = [
    hour,
    { ...hour, badMinutes: 12, downMinutes: 3, p95Ms: 400, lossPercent: 8, dnsMs: null },
    { ...hour, minutes: 30, p95Ms: 20 },
  ];
  expect(summarizeLessons(hours)).toEqual({
    minutes: 150,
    badMinutes: 15,
    p95Ms: 20,
    lossPercent: 0,
    dnsMs: 20,
  });
});

test('what no hour measured is unknown; rounding never makes more bad minutes than there were', () => {
  const unknown = { p95Ms: null, lossPercent: null, dnsMs: null };
  const rounded = { ...hour, ...unknown, minutes: 1, badMinutes: 1, downMinutes: 1 };
  expect(summarizeLessons([rounded])).toEqual({ minutes: 1, badMinutes: 1, ...unknown });
  expect(summarizeLessons([])).toEqual({ minutes: 0, badMinutes: 0, ...unknown });
});
