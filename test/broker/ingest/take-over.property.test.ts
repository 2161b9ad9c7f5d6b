import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Compare } from '../../../broker/ingest/place-status.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { openResources } from '../../support/resources.ts';
import {
  birthPayload,
  deathPayload,
  openTestDatabase,
  reportPayload,
  type StartedIngest,
  startIngest,
  storedRows,
} from './started-ingest.ts';

const cn = deviceCn(1);
const bootOf = (process: number): string => String(process).repeat(16);
/** Processes 0 and 1 are starts of the machine, 2 and 3 of copies of it. */
const isCopy = (process: number): boolean => process >= 2;
const cardOf = (process: number) => ({ macs: [(isCopy(process) ? 'copy' : 'own').padEnd(43, '-')] });
const compare: Compare = (_deviceId, seen) =>
  seen.macs?.[0]?.startsWith('copy') === true ? 'other' : 'same';

const process = fc.integer({ min: 0, max: 3 });
const conn = fc.integer({ min: 1, max: 3 });
/** In any order: wills come late, replaced connections still say something, the broker starts again. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('birth' as const), process, conn }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('death' as const), process, conn }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      process,
      seq: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

type Born = { readonly process: number; readonly conn: number };

/** What an onlooker who sees everything arrive knows. */
function createModel() {
  const born = new Set<number>();
  const reported = new Set<string>();
  const told: string[] = [];
  let last: Born | null = null;
  let alive: Born | null = null;
  return {
    reported,
    told,
    alive: () => alive,
    birth: (one: Born): void => {
      born.add(one.process);
      last = { process: one.process, conn: one.conn };
      alive = last;
    },
    /** Whether it ends what was born last. */
    death: (one: Born): boolean => {
      const counts = last !== null && last.process === one.process && last.conn === one.conn;
      if (counts) alive = null;
      return counts;
    },
    wasBorn: (one: number): boolean => born.has(one),
    report: (one: number, seq: number): void => {
      const key = `${cn} ${bootOf(one)} ${seq}`;
      const isOfCopy = born.has(one) ? isCopy(one) : last !== null && isCopy(last.process);
      if (!reported.has(key) && !isOfCopy) told.push(key);
      reported.add(key);
    },
  };
}

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Sends one message to the broker and to the model, which must agree on what it means. */
async function send(
  run: StartedIngest,
  model: ReturnType<typeof createModel>,
  one: Exclude<Step, { kind: 'restart' }>,
): Promise<void> {
  const boot = bootOf(one.process);
  if (one.kind === 'report') {
    await run.ingest.report(cn, reportPayload(one.seq, { boot }));
    model.report(one.process, one.seq);
  } else if (one.kind === 'birth') {
    const claims = { boot, conn: one.conn, fingerprint: cardOf(one.process) };
    await run.ingest.status(cn, birthPayload(claims));
    model.birth(one);
    expect(run.births.at(-1)?.isForeign).toBe(isCopy(one.process));
  } else {
    await run.ingest.status(cn, deathPayload({ boot, conn: one.conn }));
    const death = run.deaths.at(-1);
    expect(death?.counts).toBe(model.death(one));
    if (model.wasBorn(one.process)) expect(death?.isForeign).toBe(isCopy(one.process));
  }
}

test('no late will, take-over or copy makes a live machine dead, and no report is lost or doubled', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      await using resources = openResources();
      const database = openTestDatabase(resources);
      let now = 1_790_000_000_000;
      const clock = { ...createSystemClock(), now: () => now };
      const runs: StartedIngest[] = [];
      const start = async (): Promise<StartedIngest> => {
        const run = await startIngest(database, { clock, compare });
        runs.push(run);
        return run;
      };
      let run = await start();
      const model = createModel();
      const ended = database.prepare('SELECT ended FROM boot WHERE boot = ?');
      for (const one of steps) {
        now += 1;
        if (one.kind === 'restart') run = await start();
        else await send(run, model, one);
        const alive = model.alive();
        if (alive !== null) expect(ended.get(bootOf(alive.process))?.ended).toBeNull();
      }
      expect(storedRows(database)).toEqual([...model.reported].sort());
      const told = runs.flatMap(({ stored }) => stored);
      expect(told.map(({ boot, seq }) => `${cn} ${boot} ${seq}`)).toEqual(model.told);
    }),
    { numRuns: 100 },
  );
});
