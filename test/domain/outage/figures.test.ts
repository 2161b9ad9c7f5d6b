import { describe, expect, test } from 'vitest';
import { type AvailabilityTarget, availability } from '../../../shared/domain/outage/availability.ts';
import type { Interval, Outage } from '../../../shared/domain/outage/evidence.ts';
import { lessonQuality } from '../../../shared/domain/outage/lesson-quality.ts';
import { at, checks, minute } from './machines.ts';

const span: Interval = { from: at(0), to: at(100) };
const line: AvailabilityTarget = { kind: 'line', lineId: 'L1', isp: 'VNPT', schoolCode: 'S' };

function outage(from: number, to: number | null, over: Partial<Outage> = {}): Outage {
  return {
    ...{
      cause: 'line',
      scope: { kind: 'line', id: 'L1' },
      schoolCode: 'S',
      schoolCodes: ['S'],
      impact: 'down',
    },
    ...{
      start: { from: at(from) - minute, to: at(from) + minute },
      end: to === null ? null : { from: at(to), to: at(to) },
    },
    ...{ confidence: 0.9, witnesses: [], evidence: [], ...over },
  };
}

function figures(outages: readonly Outage[], target = line, watched: readonly Interval[] = [span]) {
  return availability({
    target,
    span,
    nowMs: at(100),
    watched,
    outagesOf: () => outages,
    lessons: [{ from: at(0), to: at(40) }],
  });
}

describe('availability', () => {
  test('what was not watched is not known', () => {
    expect(figures([], line, [])).toMatchObject({
      watchedMinutes: 0,
      availability: null,
      lessonAvailability: null,
    });
  });

  test('a cut counts once, however many tell of it, and only of its line', () => {
    const outages = [outage(30, 50), outage(40, 50), outage(60, 70, { scope: { kind: 'line', id: 'L2' } })];
    expect(figures(outages)).toMatchObject({
      watchedMinutes: 100,
      downMinutes: 20,
      availability: 0.8,
      lessonAvailability: 0.75,
    });
  });

  test('a provider’s incident counts for a line that nobody entered, as lists tell it', () => {
    const provider = outage(30, 50, {
      cause: 'isp',
      scope: { kind: 'isp', id: 'VNPT' },
      schoolCodes: ['S', 'T'],
    });
    expect(figures([provider], { ...line, lineId: 'auto-S', isp: '' })).toMatchObject({
      ...{ outages: 1, downMinutes: 20, availability: 0.8 },
    });
    expect(figures([provider], { ...line, isp: 'Viettel' })).toMatchObject({ outages: 0, downMinutes: 0 });
  });

  test('a cut is watched time though nobody was connected', () => {
    expect(figures([outage(50, null)], line, [{ from: at(0), to: at(50) }])).toMatchObject({
      watchedMinutes: 100,
      availability: 0.5,
    });
  });

  test('its provider’s failure is its own; power of the school is not', () => {
    const isp = outage(0, 10, { cause: 'isp', scope: { kind: 'isp', id: 'VNPT' }, schoolCode: null });
    const power = outage(50, 100, { cause: 'school-power', scope: { kind: 'school', id: 'S' } });
    expect(figures([isp, power])).toMatchObject({
      watchedMinutes: 50,
      downMinutes: 10,
      outages: 1,
      availability: 0.8,
    });
  });

  test('slow is told apart from down', () => {
    expect(figures([outage(20, 40, { impact: 'degraded' })])).toMatchObject({
      downMinutes: 0,
      degradedMinutes: 20,
      availability: 1,
    });
  });

  test('a school with two lines is down while both are', () => {
    const school: AvailabilityTarget = {
      ...{ kind: 'school', schoolCode: 'S' },
      lines: [
        { lineId: 'L1', isp: 'VNPT', watched: [span] },
        { lineId: 'L2', isp: 'Viettel', watched: [span] },
      ],
    };
    const outages = [outage(10, 50), outage(40, 60, { scope: { kind: 'line', id: 'L2' } })];
    expect(figures(outages, school)).toMatchObject({ downMinutes: 10, outages: 2, availability: 0.9 });
  });

  test('a school whose one line is cut while nobody watches its other is neither up nor down', () => {
    const watched = [{ from: at(0), to: at(20) }];
    const school: AvailabilityTarget = {
      ...{ kind: 'school', schoolCode: 'S' },
      lines: [
        { lineId: 'L1', isp: 'VNPT', watched: [span] },
        { lineId: 'L2', isp: 'Viettel', watched },
      ],
    };
    // Within the first ten minutes of the cut the other line was heard.
    expect(figures([outage(10, 50)], school)).toMatchObject({
      ...{ watchedMinutes: 70, downMinutes: 0, availability: 1, outages: 1 },
    });
  });

  test('the lines of a provider are added up', () => {
    const lines = ['S', 'T'].map((schoolCode, index) => ({
      lineId: `L${index + 1}`,
      schoolCode,
      watched: [span],
    }));
    expect(figures([outage(10, 30)], { kind: 'isp', isp: 'VNPT', lines })).toMatchObject({
      watchedMinutes: 200,
      downMinutes: 20,
      availability: 0.9,
    });
  });
});

describe('quality of an hour', () => {
  const sample = (minutes: number, p95Ms: number, lost = 0) => ({
    ...{ at: at(minutes), seconds: 300, p50Ms: p95Ms / 2, p95Ms, sent: 10, lost, dnsMs: 20 },
  });

  test('checks and samples of an hour together', () => {
    const runs = [
      checks(0, 29, 'fine'),
      checks(30, 39, 'slow'),
      checks(40, 49, 'line'),
      checks(50, 59, 'fine'),
    ];
    const [hour, ...others] = lessonQuality(runs, [sample(5, 20), sample(10, 20, 5)], 420);
    expect(others).toEqual([]);
    expect(hour).toMatchObject({
      from: at(0),
      minutes: 60,
      badMinutes: 10,
      downMinutes: 10,
      lossPercent: 25,
      dnsMs: 20,
    });
    expect(hour?.p95Ms).toBeCloseTo(20, 3);
  });

  test('one sample of twelve that is slow does not make the hour slow, nor does it vanish', () => {
    const samples = [sample(5, 200), ...Array.from({ length: 11 }, (_, index) => sample(10 + index * 4, 20))];
    const p95 = lessonQuality([], samples, 420)[0]?.p95Ms ?? 0;
    expect(p95).toBeGreaterThan(20);
    expect(p95).toBeLessThan(200);
  });

  test('hours begin where local hours begin, also half-hour zones', () => {
    expect(lessonQuality([checks(0, 70, 'fine')], [], 330).map(({ from }) => from)).toEqual([
      at(-30),
      at(30),
    ]);
    expect(lessonQuality([], [], 420)).toEqual([]);
  });
});
