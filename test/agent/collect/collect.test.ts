import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect } from '../../../agent/collect.ts';
import { type Collector, type Measured, measured } from '../../../agent/collector.ts';
import type { Section } from '../../../shared/domain/reading.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openRecordedHost, type RecordedHost } from '../../support/recorded-host.ts';

let host: RecordedHost;
beforeAll(async () => {
  host = await openRecordedHost({ files: {} });
});
afterAll(() => host.close());

const startMs = Date.UTC(2026, 10, 22);

function collectorOf<S extends Section>(section: S, run: Collector<S>['collect']): Collector<S> {
  return { section, deadlineMs: 1_000, collect: run };
}

const run = (collectors: readonly Collector[], sections: readonly Section[]) =>
  collect({ host, clock: createManualClock(startMs), collectors }, sections);

const good = collectorOf('accounts', () => Promise.resolve({ outcome: 'ok', facts: { total: 4 } }));

test('a collector that hangs is given up at its deadline and told so; the next one runs', async () => {
  const clock = createManualClock(startMs);
  let aborted = false;
  const hanging = collectorOf('updates', ({ signal }) => {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    return new Promise(() => {});
  });
  const running = collect({ host, clock, collectors: [hanging, good] }, ['updates', 'accounts']);
  await clock.advance(999);
  expect(aborted).toBe(false);
  await clock.advance(1);
  const { readings, outcomes } = await running;
  expect(aborted).toBe(true);
  expect(outcomes).toEqual([
    { collector: 'updates', outcome: 'timed-out', ms: 1000 },
    { collector: 'accounts', outcome: 'ok', ms: 0 },
  ]);
  expect(readings.map(({ section }) => section)).toEqual(['accounts']);
});

test('one that fails after its deadline disturbs nobody', async () => {
  const clock = createManualClock(startMs);
  const late = Promise.withResolvers<never>();
  const running = collect({ host, clock, collectors: [collectorOf('updates', () => late.promise)] }, [
    'updates',
  ]);
  await clock.advance(1_000);
  expect((await running).outcomes).toEqual([{ collector: 'updates', outcome: 'timed-out', ms: 1000 }]);
  late.reject(new Error('too late'));
});

test.each<[string, Collector<'updates'>['collect']]>([
  [
    'throws',
    () => {
      throw new Error('a bug');
    },
  ],
  ['rejects', () => Promise.reject(new Error('a bug'))],
])('one that %s has failed, and says why', async (_how, body) => {
  const result = await run([collectorOf('updates', body), good], ['updates', 'accounts']);
  expect(result.outcomes.map(({ outcome }) => outcome)).toEqual(['failed', 'ok']);
  expect(result.details).toEqual({ updates: 'a bug' });
});

test('facts that break the contract do not leave the machine', async () => {
  const wrong = collectorOf('hardware', () =>
    Promise.resolve({ outcome: 'ok', facts: { vendor: 'x', memoryBytes: -1 } }),
  );
  const { readings, outcomes, details } = await run([wrong], ['hardware']);
  expect(readings).toEqual([]);
  expect(outcomes).toEqual([{ collector: 'hardware', outcome: 'failed', ms: 0 }]);
  expect(details.hardware).toContain('facts.memoryBytes');
});

test('an outcome other than ok is passed on without a reading', async () => {
  const denied = collectorOf('accounts', () => Promise.resolve({ outcome: 'denied' }));
  expect(await run([denied], ['accounts'])).toEqual({
    readings: [],
    outcomes: [{ collector: 'accounts', outcome: 'denied', ms: 0 }],
    details: {},
  });
});

test('only the sections that were asked for run, one after the other', async () => {
  const steps: string[] = [];
  const stepping = (section: Section): Collector =>
    collectorOf(section, async () => {
      steps.push(`+${section}`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`-${section}`);
      return { outcome: 'ok', facts: {} };
    });
  await run([stepping('updates'), stepping('accounts'), stepping('software')], ['software', 'updates']);
  expect(steps).toEqual(['+updates', '-updates', '+software', '-software']);
});

test('the hash depends on facts and absences, not on the order of keys', async () => {
  const hashOf = async (result: Awaited<ReturnType<Collector<'accounts'>['collect']>>): Promise<string> => {
    const { readings } = await run([collectorOf('accounts', () => Promise.resolve(result))], ['accounts']);
    return readings[0]?.hash ?? '';
  };
  const plain = await hashOf({ outcome: 'ok', facts: { total: 4, interactive: 2 } });
  expect(plain).toMatch(/^[0-9a-f]{16}$/);
  expect(await hashOf({ outcome: 'ok', facts: { interactive: 2, total: 4 } })).toBe(plain);
  expect(await hashOf({ outcome: 'ok', facts: { interactive: 2, total: 5 } })).not.toBe(plain);
  expect(
    await hashOf({
      outcome: 'ok',
      facts: { total: 4, interactive: 2 },
      absent: { withoutPassword: 'denied' },
    }),
  ).not.toBe(plain);
});

test('a fact without a value goes to absent with its reason; nothing known at all is an outcome', () => {
  const known = { ok: true, value: 4 } as const;
  const isKnown = { ok: true, value: true } as const;
  const denied = { ok: false, error: 'denied' } as const;
  const all = {
    total: known,
    interactive: known,
    administrators: known,
    withoutPassword: known,
    minPasswordLength: known,
    isGuestEnabled: isKnown,
    hasAutoLogon: isKnown,
    storesAutoLogonPassword: isKnown,
  };
  const { withoutPassword: _, ...facts } = Object.fromEntries(
    Object.entries(all).map(([name, { value }]) => [name, value]),
  );
  expect(measured<'accounts'>({ ...all, withoutPassword: denied })).toEqual({
    outcome: 'ok',
    facts,
    absent: { withoutPassword: 'denied' },
  });
  const none = Object.fromEntries(Object.keys(all).map((name) => [name, denied]));
  expect(measured<'accounts'>(none as Measured<'accounts'>)).toEqual({ outcome: 'denied' });
});
