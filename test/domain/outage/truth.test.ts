import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../shared/domain/jitter.ts';
import type { Outage } from '../../../shared/domain/outage/evidence.ts';
import { middleOf } from '../../../shared/domain/outage/interval.ts';
import { joinOutages } from '../../../shared/domain/outage/join-outages.ts';
import { judgedSchool } from '../../../shared/domain/outage/judge-school.ts';
import { live, startMs } from './timeline.ts';
import type { TrueEvent, TrueSchool } from './true-world.ts';

// The same days each time, so that a change is judged by what it changes; another number, other days.
fc.configureGlobal({ seed: 20_261_122 });

const seconds = 7800;
const context = {
  nowMs: startMs + seconds * 1000,
  sinceMs: startMs,
  brokerGaps: [],
  isClosedDay: () => false,
};

const causes = {
  power: 'school-power',
  room: 'room',
  machine: 'machine-off',
  lan: 'lan',
  line: 'line',
  agent: 'agent-stopped',
} as const;

const schools = fc.record({
  lab: fc.integer({ min: 2, max: 12 }),
  hall: fc.integer({ min: 2, max: 8 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
});
const span = fc.record({
  from: fc.integer({ min: 1200, max: 3600 }),
  lasts: fc.integer({ min: 150, max: 3000 }),
});
const places = {
  power: ['A'],
  room: ['A/LAB', 'A/HALL'],
  machine: ['A/LAB/2'],
  lan: ['A', 'A/LAB'],
  line: ['L1'],
  agent: ['A/LAB/2'],
};
const happenings = fc
  .record({
    what: fc.constantFrom(...(Object.keys(causes) as (keyof typeof causes)[])),
    nth: fc.nat(1),
    when: span,
  })
  .map(({ what, nth, when }): TrueEvent => {
    const of = places[what][nth % places[what].length] ?? 'A';
    // A connection outlives three minutes without its network, and who is no prober then saw nothing.
    const lasts = what === 'lan' ? Math.max(when.lasts, 240) : when.lasts;
    return { what, of, from: when.from, to: when.from + lasts };
  });

function schoolOf({ lab, hall }: { readonly lab: number; readonly hall: number }): TrueSchool {
  return {
    ...{ code: 'A', rooms: { LAB: lab, HALL: hall }, hasServer: true, probers: ['A/server', 'A/LAB/1'] },
    lines: [{ lineId: 'L1', isp: 'VNPT', asns: [45899], duty: 'main' }],
  };
}

function told(school: TrueSchool, events: readonly TrueEvent[], seed: number): readonly Outage[] {
  return joinOutages([judgedSchool(live(school, events, seconds, seededRandom(seed)), context)], context);
}

/** What is missing of an event: nothing, when it is told with its cause, place, start and end. */
function isTold(event: TrueEvent, outages: readonly Outage[]): boolean {
  const near = (at: number, second: number) => Math.abs(at - startMs - second * 1000) <= 60_000;
  return outages.some(
    ({ cause, scope, start, end }) =>
      cause === causes[event.what as keyof typeof causes] &&
      scope.id === event.of &&
      near(middleOf(start), event.from) &&
      end !== null &&
      near(middleOf(end), event.to),
  );
}

describe('what truly happened is told', () => {
  test('one event: one incident, its cause, place, start and end to the minute', () => {
    fc.assert(
      fc.property(schools, happenings, (given, event) => {
        const outages = told(schoolOf(given), [event], given.seed);
        expect(outages).toHaveLength(1);
        expect(isTold(event, outages)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  test('a line that is cut, and meanwhile a room or a machine without power, or an agent that stops', () => {
    const inner = fc.constantFrom('room', 'machine', 'agent', 'power' as const);
    fc.assert(
      fc.property(
        schools,
        inner,
        fc.integer({ min: 300, max: 900 }),
        fc.integer({ min: 300, max: 900 }),
        (given, what, from, lasts) => {
          const line: TrueEvent = { what: 'line', of: 'L1', from: 1500, to: 4500 };
          const event: TrueEvent = {
            what,
            of: places[what][0] ?? 'A',
            from: 1500 + from,
            to: 1500 + from + lasts,
          };
          const outages = told(schoolOf(given), [line, event], given.seed);
          expect(outages).toHaveLength(2);
          expect(isTold(line, outages)).toBe(true);
          expect(isTold(event, outages)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the broker is gone, and meanwhile somebody goes or comes: no line and no network is blamed', () => {
    const other = fc.constantFrom('room', 'machine', 'agent', 'power', 'shutdown' as const);
    fc.assert(
      fc.property(schools, other, span, fc.boolean(), (given, what, { from, lasts }, isBalanced) => {
        const broker: TrueEvent = { what: 'broker', of: 'broker', from: 2400, to: 3900 };
        const of = what === 'shutdown' ? 'A/LAB' : (places[what][0] ?? 'A');
        const second = { lineId: 'L2', isp: 'Viettel', asns: [7552], duty: 'parallel' as const };
        const school = schoolOf(given);
        const lines = isBalanced ? [...school.lines, second] : school.lines;
        const evidence = live(
          { ...school, lines },
          [broker, { what, of, from, to: from + lasts }],
          seconds,
          seededRandom(given.seed),
        );
        const gap = { from: { from: startMs + 2400_000, to: startMs + 2400_000 }, to: startMs + 3900_000 };
        const judged = judgedSchool(evidence, { ...context, brokerGaps: [gap] });
        expect(judged.outages.filter(({ cause }) => cause === 'line' || cause === 'lan')).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  test('ordinary lives: nothing', () => {
    fc.assert(
      fc.property(schools, span, fc.constantFrom('A', 'A/LAB', 'A/HALL/1'), (given, { from, lasts }, of) => {
        expect(told(schoolOf(given), [{ what: 'shutdown', of, from, to: from + lasts }], given.seed)).toEqual(
          [],
        );
      }),
      { numRuns: 60 },
    );
  });

  test('provider: all of its lines at one moment are one incident', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 300, max: 3000 }), (seed, lasts) => {
        const judged = ['A', 'B', 'C'].map((code, index) => {
          const lines = [{ lineId: `L${code}`, isp: 'VNPT', asns: [45899], duty: 'main' as const }];
          const school = {
            code,
            rooms: { LAB: 3 + index },
            hasServer: true,
            lines,
            probers: [`${code}/server`],
          };
          const cut: TrueEvent = { what: 'line', of: `L${code}`, from: 1500, to: 1500 + lasts };
          return judgedSchool(live(school, [cut], seconds, seededRandom(seed + index)), context);
        });
        const [outage, ...others] = joinOutages(judged, context);
        expect(others).toEqual([]);
        expect(outage).toMatchObject({
          cause: 'isp',
          scope: { kind: 'isp', id: 'VNPT' },
          schoolCodes: ['A', 'B', 'C'],
        });
        expect(Math.abs(middleOf(outage!.start) - startMs - 1500_000)).toBeLessThanOrEqual(60_000);
        expect(Math.abs(middleOf(outage!.end!) - startMs - (1500 + lasts) * 1000)).toBeLessThanOrEqual(
          60_000,
        );
      }),
      { numRuns: 20 },
    );
  });
});
