import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../shared/domain/jitter.ts';
import type { MachineEvidence, SchoolEvidence } from '../../../shared/domain/outage/evidence.ts';
import { outageEvidenceCodes } from '../../../shared/domain/outage/evidence-codes.ts';
import { joinOutages } from '../../../shared/domain/outage/join-outages.ts';
import { judgedSchool, judgeSchool } from '../../../shared/domain/outage/judge-school.ts';
import { reconcile } from '../../../shared/domain/outage/reconcile.ts';
import { at, checks, machine, session } from './machines.ts';
import { live, startMs } from './timeline.ts';
import type { TrueEvent } from './true-world.ts';

// The same days each time, so that a change is judged by what it changes; another number, other days.
fc.configureGlobal({ seed: 20_261_122 });

const seconds = 6000;
const context = {
  nowMs: startMs + seconds * 1000,
  sinceMs: startMs,
  brokerGaps: [],
  isClosedDay: () => false,
};
const what = fc.constantFrom<TrueEvent['what']>(
  'power',
  'room',
  'machine',
  'lan',
  'line',
  'shutdown',
  'agent',
  'slow',
  'broker',
);
const of = fc.constantFrom('A', 'A/LAB', 'A/LAB/1', 'A/server', 'L1', 'broker');
const event = fc
  .record({ what, of, from: fc.integer({ min: 0, max: 5000 }), lasts: fc.integer({ min: 10, max: 4000 }) })
  .map(({ lasts, ...each }): TrueEvent => ({ ...each, to: each.from + lasts }));
const evidence = fc
  .record({
    events: fc.array(event, { maxLength: 4 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
    until: fc.integer({ min: 600, max: seconds }),
  })
  .map(({ events, seed, until }): SchoolEvidence => {
    const lines = [{ lineId: 'L1', isp: 'VNPT', asns: [45899], duty: 'main' as const }];
    const school = {
      code: 'A',
      rooms: { LAB: 4, HALL: 3 },
      hasServer: true,
      lines,
      probers: ['A/server', 'A/LAB/1'],
    };
    return live(school, events, until, seededRandom(seed));
  });

function shuffled(given: SchoolEvidence, seed: number): SchoolEvidence {
  const draw = seededRandom(seed);
  const mix = <T>(list: readonly T[]): T[] =>
    list
      .map((each) => ({ each, key: draw() }))
      .sort((a, b) => a.key - b.key)
      .map(({ each }) => each);
  const machines = given.machines.map((each: MachineEvidence) => ({
    ...{ ...each, sessions: mix(each.sessions), proofs: mix(each.proofs), runs: mix(each.runs) },
  }));
  return { ...given, machines: mix(machines), lines: mix(given.lines) };
}

describe('whatever the evidence', () => {
  test('its order does not matter', () => {
    fc.assert(
      fc.property(evidence, fc.integer({ min: 0, max: 1e6 }), (given, seed) => {
        expect(judgeSchool(shuffled(given, seed), context)).toEqual(judgeSchool(given, context));
      }),
      { numRuns: 80 },
    );
  });

  test('incidents have sane times, confidence, witnesses and known evidence', () => {
    const codes: readonly string[] = outageEvidenceCodes;
    fc.assert(
      fc.property(evidence, (given) => {
        for (const { start, end, confidence, witnesses, evidence: facts } of judgeSchool(given, context)) {
          const moments = [start.from, start.to, ...(end === null ? [] : [end.from, end.to])];
          expect(moments.filter((each) => !Number.isSafeInteger(each))).toEqual([]);
          expect(start.from).toBeLessThanOrEqual(start.to);
          expect(start.from).toBeGreaterThanOrEqual(context.sinceMs - 300_000);
          expect(start.to).toBeLessThanOrEqual(context.nowMs);
          if (end !== null) {
            expect(end.from).toBeLessThanOrEqual(end.to);
            expect(end.to).toBeGreaterThanOrEqual(start.from);
            expect(end.to).toBeLessThanOrEqual(context.nowMs);
          }
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThan(1);
          expect(witnesses).toEqual([...new Set(witnesses)].sort());
          expect(facts.filter(({ code }) => !codes.includes(code))).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a machine that was fine throughout never makes an incident more', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const before = judgeSchool(given, context);
        const fine = machine('fine', [session(-60, 99)], { room: 'STUDIO', runs: [checks(-5, 99, 'fine')] });
        const after = judgeSchool({ ...given, machines: [...given.machines, fine] }, context);
        const wide = ['line', 'lan', 'school-power', 'holiday'];
        // What lasted when everybody began to look has no beginning, until somebody who was fine gives it one.
        const count = (all: typeof before, is: (cause: string) => boolean) =>
          all.filter(({ cause, start }) => is(cause) && start.to > startMs + 180_000).length;
        expect(count(after, (cause) => cause === 'line' || cause === 'school-power')).toBeLessThanOrEqual(
          count(before, (cause) => wide.includes(cause)),
        );
      }),
      { numRuns: 80 },
    );
  });

  test('judged again, nothing is new', () => {
    fc.assert(
      fc.property(evidence, (given) => {
        const judged = joinOutages([judgedSchool(given, context)], context);
        const stored = judged.map((outage, index) => ({ ...outage, outageId: index + 1 }));
        expect(reconcile(stored, judged, context)).toEqual({ opened: [], revised: [], withdrawn: [] });
      }),
      { numRuns: 60 },
    );
  });

  test('a day of forty-five machines that were fine is nothing', () => {
    const machines = Array.from({ length: 45 }, (_, index) =>
      machine(`m${index}`, [session(-60, 99)], {
        runs:
          index < 2
            ? Array.from({ length: 288 }, (_each, run) => checks(run / 4, (run + 0.9) / 4, 'fine'))
            : [],
      }),
    );
    expect(
      judgeSchool({ schoolCode: 'A', machines, lines: [], services: [] }, { ...context, nowMs: at(100) }),
    ).toEqual([]);
  });
});
