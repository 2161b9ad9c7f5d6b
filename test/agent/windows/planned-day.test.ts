import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Collector } from '../../../agent/collector.ts';
import { windowsQueries } from '../../../agent/collectors/windows/queries.ts';
import { createInventory } from '../../../agent/inventory.ts';
import { openOutbox } from '../../../agent/outbox.ts';
import { createReporter } from '../../../agent/reporter.ts';
import {
  batchDelayMs,
  batchGapMs,
  dueSections,
  type ReportingMemory,
  seedOf,
} from '../../../agent/schedule.ts';
import type { SectionHashes } from '../../../shared/contract/readings.ts';
import { type Section, sections } from '../../../shared/domain/reading.ts';
import { ok } from '../../../shared/domain/result.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { printedBatch } from '../../support/printed-batch.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const morning = Date.UTC(2026, 8, 7, 0, 30);
const deviceId = 'd-aaaaaaaaaaaaaaaa';
const resources = openResources();
afterAll(() => resources[Symbol.asyncDispose]());

/** What a batch is started for on a real Windows. */
const asked = new Set(windowsQueries.flatMap((query) => query.sections));

/** One session of a lab PC: switched on, used for a while, switched off. */
type Session = {
  readonly atMs: number;
  readonly hours: number;
  readonly isAtOnce?: boolean;
  /** What the broker says that it holds, when it is asked. */
  readonly held?: SectionHashes;
  /** Load of the processors, by the time since it was switched on. */
  readonly load?: (ms: number) => number;
};

/** The agent's own reporter, outbox and inventory through a day; gives when PowerShell was started. */
async function startsOf(sessions: readonly Session[], role: 'student' | 'teacher' = 'student') {
  const clock = createManualClock(morning);
  const starts: number[] = [];
  const read: { readonly atMs: number; readonly due: readonly Section[] }[] = [];
  const recorded = resources.closing(await openRecordedHost({ platform: 'windows', files: {} }));
  const folder = await resources.folder();
  const log = createLog('test', 'error', { write: () => {} });
  for (const { atMs, hours, isAtOnce = false, held = null, load = () => 0 } of sessions) {
    await clock.advance(Math.max(0, morning + atMs - clock.now()));
    const onAt = clock.now();
    const host = {
      ...recorded,
      facts: () => ({ ...recorded.facts(), uptimeSeconds: 40 + (clock.now() - onAt) / 1000 }),
      runToExit: (program: string) => {
        if (program.endsWith('powershell.exe')) starts.push(clock.now() - morning);
        return Promise.resolve(ok({ exitCode: 0, stdout: printedBatch({}) }));
      },
    };
    const boot = starts.length.toString(16).padStart(16, '0');
    const opened = openOutbox(log, {
      path: join(folder, 'outbox.sqlite'),
      boot,
      maxBytes: 1e7,
      maxMemoryBytes: 1e7,
    });
    if (!opened.ok) throw new Error(opened.error.code);
    const collectors = sections.map(
      (section): Collector => ({
        section,
        deadlineMs: 1000,
        collect: async () => ({
          outcome: 'ok',
          facts: section === 'usage' ? { cpuPercent: load(clock.now() - onAt) } : {},
        }),
      }),
    );
    const inventory = createInventory({ host, clock, collectors, log }, { deviceId, isAtOnce });
    const reporter = createReporter(
      {
        ...{ clock, log, outbox: opened.value, batch: inventory.batch },
        random: () => 0.5,
        upSeconds: () => (clock.now() - onAt) / 1000,
        collect: async (due) => {
          read.push({ atMs: clock.now() - onAt, due });
          return await inventory.collect(due);
        },
        policy: () => ({ role, hostname: 'hashed', fingerprintKey: 'a2V5' }),
        cadenceSeconds: () => 300,
        isConnected: () => true,
        onReport: () => {},
        held: () => Promise.resolve(held),
      },
      deviceId,
    );
    reporter.start(0);
    for (let minute = 0; minute < hours * 60; minute += 5) await clock.advance(5 * minuteMs);
    await reporter.stop();
    opened.value.close();
  }
  return { starts, read };
}

const atMost = (starts: readonly number[]) => {
  expect(starts.length).toBeGreaterThan(0);
  expect(starts.length).toBeLessThanOrEqual(10);
};

test('a server that runs for a day', async () => {
  const { starts } = await startsOf([{ atMs: 0, hours: 24 }]);
  atMost(starts);
  expect(starts.length).toBeGreaterThanOrEqual(4);
});

test('PowerShell waits while somebody is at work, for two hours at most', async () => {
  const startsAt = async (load: (ms: number) => number) =>
    (await startsOf([{ atMs: 0, hours: 9, load }])).starts.map((ms) => ms / hourMs);
  const [, planned = 0] = await startsAt(() => 20);
  const [, calm] = await startsAt((ms) => (ms < (planned + 1) * hourMs ? 95 : 20));
  expect(calm).toBeGreaterThanOrEqual(planned + 1);
  expect(calm).toBeLessThan(planned + 1.5);
  const [, busy] = await startsAt(() => 95);
  expect(busy).toBeGreaterThanOrEqual(planned + 2);
  expect(busy).toBeLessThan(planned + 2.5);
});

test('a lab PC through a school day, switched off after every lesson', async () => {
  const lessons = Array.from({ length: 9 }, (_, n) => ({ atMs: n * 0.9 * hourMs, hours: 0.75 }));
  const { starts } = await startsOf(lessons);
  atMost(starts);
  expect(starts.length).toBeLessThanOrEqual(4);
});

test('a machine that starts anew again and again for a whole day', async () => {
  atMost(
    (await startsOf(Array.from({ length: 48 }, (_, n) => ({ atMs: n * 0.5 * hourMs, hours: 0.45 })))).starts,
  );
});

/** Starts of a machine that is looked at after so many minutes each, and starts anew at every third look. */
function plannedStarts(minutes: readonly number[], seed: number): readonly number[] {
  const memory: ReportingMemory = { sections: {} };
  let now = morning;
  let startedAt = now;
  return minutes.flatMap((step, index) => {
    now += step * minuteMs;
    const isStart = index % 3 === 0;
    if (isStart) startedAt = now;
    const batch = { sections: asked, startedAt, isWaiting: false };
    const due = dueSections(memory, { now, isStart, seed, batch });
    for (const section of due) memory.sections[section] = { collectedAt: now };
    return due.some((section) => asked.has(section)) ? [now] : [];
  });
}

test('however a day is divided, planned starts stay so far apart that ten fill it', () => {
  const steps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 10, maxLength: 80 });
  expect(24 * hourMs).toBeLessThan(10 * batchGapMs);
  fc.assert(
    fc.property(steps, fc.nat(), (minutes, seed) => {
      const starts = plannedStarts(minutes, seed);
      const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
      expect(Math.min(batchGapMs, ...gaps)).toBe(batchGapMs);
    }),
  );
});

test('a clock that was set back neither hides a batch for years nor hurries it', () => {
  const memory = {
    sections: Object.fromEntries([...asked].map((section) => [section, { collectedAt: morning }])),
  };
  const now = morning - 5_000 * 24 * hourMs;
  const due = (isWaiting: boolean) =>
    dueSections(memory, {
      now,
      isStart: false,
      seed: 1,
      batch: { sections: asked, startedAt: now, isWaiting },
    });
  expect(due(false)).toEqual(expect.arrayContaining([...asked]));
  expect(due(true).filter((section) => asked.has(section))).toEqual([]);
});

test('each of forty machines switched on together asks PowerShell at its own time, 3 to 13 minutes after', () => {
  const delays = Array.from({ length: 40 }, (_, n) => batchDelayMs(0, seedOf(`d-aaaaaaaaaaaaaa${n}`)));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(3 * minuteMs);
  expect(Math.max(...delays)).toBeLessThanOrEqual(13 * minuteMs);
  expect(new Set(delays.map((ms) => Math.floor(ms / minuteMs))).size).toBeGreaterThan(6);
  expect(batchDelayMs(60, 7)).toBe(batchDelayMs(0, 7) - minuteMs);
  expect(batchDelayMs(800, 7)).toBe(0);
});

test('after the start of the system the first batch waits; heartbeats and what needs no process do not', async () => {
  const { starts, read } = await startsOf([
    { atMs: 0, hours: 1 },
    { atMs: 20 * hourMs, hours: 1 },
  ]);
  const turnMs = batchDelayMs(40, seedOf(deviceId));
  expect(turnMs).toBeGreaterThan(2 * minuteMs);
  const [first, second] = starts;
  // Of a machine that has just joined, at once.
  expect(first).toBe(0);
  expect((second ?? 0) - 20 * hourMs).toBeGreaterThanOrEqual(turnMs);
  expect((second ?? 0) - 20 * hourMs).toBeLessThan(turnMs + 10 * minuteMs);
  const onMorrow = read.slice(read.findLastIndex(({ atMs }) => atMs === 0));
  expect(onMorrow[0]?.due).toEqual(sections.filter((section) => !asked.has(section)));
});

test('nor does a frozen machine hurry whose broker holds other hashes than its disk remembers', async () => {
  const other = Object.fromEntries([...asked].map((section) => [section, 'f'.repeat(16)]));
  const { starts } = await startsOf([
    { atMs: 0, hours: 0.2 },
    { atMs: 20 * hourMs, hours: 1, held: other },
  ]);
  expect(starts).toHaveLength(2);
  expect((starts[1] ?? 0) - 20 * hourMs).toBeGreaterThan(2 * minuteMs);
});

test('where somebody waits for it, and on the one report a day of a teacher, nothing waits', async () => {
  const morrow = 24 * hourMs;
  const atOnce = await startsOf([
    { atMs: 0, hours: 0.2 },
    { atMs: morrow, hours: 0.2, isAtOnce: true },
  ]);
  expect(atOnce.starts).toEqual([0, morrow]);
  const teacher = await startsOf(
    [
      { atMs: 0, hours: 0.2 },
      { atMs: morrow, hours: 0.2 },
    ],
    'teacher',
  );
  expect(teacher.starts).toEqual([0, morrow]);
});
