import fc from 'fast-check';
import { expect, test } from 'vitest';
import { availability } from '../../../shared/domain/outage/availability.ts';
import type { Interval, Outage } from '../../../shared/domain/outage/evidence.ts';

const minute = 60_000;
const length = 60;
const span: Interval = { from: 10 * minute, to: (10 + length) * minute };
const nowMs = 65 * minute;

/** Some begin before the span, some end after it. */
const stretch = fc
  .tuple(fc.integer({ min: 0, max: 75 }), fc.integer({ min: 0, max: 30 }))
  .map(([from, minutes]): Interval => ({ from: from * minute, to: (from + minutes) * minute }));
const kinds = [
  { cause: 'line', scope: { kind: 'line', id: 'L1' }, schoolCodes: ['S'] },
  { cause: 'line', scope: { kind: 'line', id: 'L2' }, schoolCodes: ['S'] },
  { cause: 'line', scope: { kind: 'school', id: 'S' }, schoolCodes: ['S'] },
  { cause: 'isp', scope: { kind: 'isp', id: 'VNPT' }, schoolCodes: ['S', 'T'] },
  { cause: 'isp', scope: { kind: 'isp', id: 'VNPT' }, schoolCodes: ['T'] },
  { cause: 'school-power', scope: { kind: 'school', id: 'S' }, schoolCodes: ['S'] },
  { cause: 'lan', scope: { kind: 'school', id: 'S' }, schoolCodes: ['S'] },
  { cause: 'machine-off', scope: { kind: 'device', id: 'd' }, schoolCodes: ['S'] },
] as const satisfies readonly Partial<Outage>[];
const outage = fc
  .record({
    kind: fc.constantFrom(...kinds),
    at: stretch,
    impact: fc.constantFrom('down', 'down', 'degraded'),
    isOpen: fc.boolean(),
  })
  .map(
    ({ kind, at, impact, isOpen }): Outage => ({
      ...{ ...kind, schoolCodes: [...kind.schoolCodes], schoolCode: null, impact },
      ...{ start: { from: at.from, to: at.from }, end: isOpen ? null : { from: at.to, to: at.to } },
      ...{ confidence: 1, witnesses: [], evidence: [] },
    }),
  );

const lines = [
  { lineId: 'L1', isp: 'VNPT' },
  { lineId: 'L2', isp: 'Viettel' },
];
const isOf = ({ lineId, isp }: { lineId: string; isp: string }, { cause, scope, schoolCodes }: Outage) =>
  (cause === 'line' && (scope.id === lineId || scope.id === 'S')) ||
  (cause === 'isp' && scope.id === isp && schoolCodes.includes('S'));
const holds = (at: number, { from, to }: Interval) => from <= at && at < to;
const lasts = (at: number, { start, end }: Outage) => start.from <= at && at < (end?.from ?? nowMs);

type State = 'down' | 'degraded' | 'none';

function stateOf(line: (typeof lines)[number], now: readonly Outage[]): State {
  const impacts = now.filter((each) => isOf(line, each)).map(({ impact }) => impact);
  if (impacts.includes('down')) return 'down';
  return impacts.includes('degraded') ? 'degraded' : 'none';
}

/** What is known of one minute; null is unknown. */
function minuteOf(at: number, outages: readonly Outage[], watched: readonly Interval[], whole: boolean) {
  const now = outages.filter((each) => lasts(at, each));
  if (now.some(({ cause }) => cause === 'school-power')) return null;
  if (whole && now.some(({ cause }) => cause === 'lan')) return 'down';
  const states = (whole ? lines : lines.slice(0, 1)).map((line) => stateOf(line, now));
  if (states.every((each) => each === 'down')) return 'down';
  if (!states.includes('none')) return 'degraded';
  return watched.some((each) => holds(at, each)) ? 'none' : null;
}

/** Minute by minute, as the definition says. */
function counted(outages: readonly Outage[], watched: readonly Interval[], whole: boolean) {
  const known: State[] = [];
  for (let at = span.from; at < nowMs; at += minute) {
    const state = minuteOf(at, outages, watched, whole);
    if (state !== null) known.push(state);
  }
  const [watchedMinutes, downMinutes, degradedMinutes] = [
    known.length,
    known.filter((state) => state === 'down').length,
    known.filter((state) => state === 'degraded').length,
  ];
  const availability = watchedMinutes === 0 ? null : 1 - downMinutes / watchedMinutes;
  return { watchedMinutes, downMinutes, degradedMinutes, availability };
}

test.each(['line', 'school'] as const)('of a %s, availability is what a count of minutes gives', (kind) => {
  fc.assert(
    fc.property(
      fc.array(outage, { maxLength: 6 }),
      fc.array(stretch, { maxLength: 4 }),
      (outages, watched) => {
        const target =
          kind === 'line'
            ? ({ kind, lineId: 'L1', isp: 'VNPT', schoolCode: 'S' } as const)
            : ({ kind, schoolCode: 'S', lines: lines.map((line) => ({ ...line, watched })) } as const);
        const figures = availability({
          ...{ target, span, nowMs, watched, lessons: [] },
          outagesOf: () => outages,
        });
        const { availability: share, ...minutes } = counted(outages, watched, kind === 'school');
        expect(figures).toMatchObject({ ...minutes, lessonAvailability: null });
        if (share === null) expect(figures.availability).toBeNull();
        else expect(figures.availability).toBeCloseTo(share, 9);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  [59_999, null],
  [60_000, 1],
])('of %d ms watched a share is told as %s', (watchedMs, expected) => {
  const figures = availability({
    ...{ target: { kind: 'line', lineId: 'L1', isp: 'VNPT', schoolCode: 'S' }, span, nowMs },
    ...{ watched: [{ from: span.from, to: span.from + watchedMs }], outagesOf: () => [], lessons: [span] },
  });
  expect(figures).toMatchObject({ availability: expected, lessonAvailability: expected });
});
