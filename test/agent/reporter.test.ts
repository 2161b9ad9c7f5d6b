import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Outbox, openOutbox } from '../../agent/outbox.ts';
import { createReporter, type Reporter } from '../../agent/reporter.ts';
import { decode } from '../../shared/contract/codec.ts';
import type { Reading, SectionHashes } from '../../shared/contract/readings.ts';
import { type Report, report } from '../../shared/contract/report.ts';
import type { Role } from '../../shared/domain/device.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { openResources, type Resources } from '../support/resources.ts';

const startMs = Date.UTC(2026, 9, 5, 1);
const cadenceMs = 300_000;
const log = createLog('test', 'error', { write: () => {} });
const system: Reading = { section: 'system', hash: '1'.repeat(16), facts: { hostname: 'pm1-01' } };

/** A machine in touch with the broker, which reads a heartbeat and its system, and nothing of either changes. */
async function openMachine(resources: Resources) {
  const going = createManualClock(startMs);
  const now = { role: 'student' as Role, held: null as SectionHashes | null, setByMs: 0 };
  const clock = { ...going, now: () => going.now() + now.setByMs };
  const path = join(await resources.folder(), 'outbox.db');
  const opened = openOutbox(log, { path, boot: '0'.repeat(16), maxBytes: 1_000_000, maxMemoryBytes: 10_000 });
  if (!opened.ok) throw new Error(opened.error.code);
  const outbox: Outbox = resources.closing(opened.value);
  const reporter: Reporter = createReporter(
    {
      ...{ clock, log, outbox, random: () => 0.5, onReport: () => {} },
      upSeconds: () => (going.now() - startMs) / 1000,
      collect: (due) =>
        Promise.resolve({
          readings: [
            { section: 'usage' as const, hash: '0'.repeat(16), facts: { gatewayReachable: true } },
            ...(due.includes('system') ? [system] : []),
          ],
          outcomes: [],
        }),
      policy: () => ({ role: now.role, hostname: 'plain', fingerprintKey: 'AA' }),
      cadenceSeconds: () => cadenceMs / 1000,
      isConnected: () => true,
      batch: { sections: new Set(), waitMs: 0 },
      held: () => Promise.resolve(now.held),
    },
    'd-aaaaaaaaaaaaaaaa',
  );
  const reports = (): Report[] =>
    outbox.next(100, new Set()).flatMap(({ payload }) => {
      const read = decode(payload, report);
      return read.ok ? [read.value] : [];
    });
  reporter.start(0);
  await clock.advance(1_000);
  expect(reports()).toHaveLength(1);
  // Its first heartbeat that is spared.
  await clock.advance(cadenceMs);
  expect(reports()).toHaveLength(1);
  return { clock, reporter, reports, now };
}

test('what somebody asked for is told, also where nothing has changed', async () => {
  await using resources = openResources();
  const { reporter, reports } = await openMachine(resources);
  await reporter.resend(['usage']);
  expect(reports().map(({ readings }) => readings.map(({ section }) => section))[1]).toEqual(['usage']);
  await reporter.collectNow(['usage']);
  expect(reports()).toHaveLength(3);
  await reporter.resend(['system']);
  expect(reports()[3]?.readings).toContainEqual(system);
});

test('another device tells of itself at once, also where the broker holds all of it', async () => {
  await using resources = openResources();
  const { clock, reporter, reports, now } = await openMachine(resources);
  now.held = { system: system.hash };
  reporter.begin('d-bbbbbbbbbbbbbbbb');
  await clock.advance(1_000);
  expect(reports()[1]?.readings.map(({ section }) => section)).toEqual(['usage']);
});

test('a lost connection brings the spared heartbeat to light, once', async () => {
  await using resources = openResources();
  const { reporter, reports } = await openMachine(resources);
  reporter.connectionLost();
  reporter.connectionLost();
  expect(reports().map(({ at }) => at - startMs)).toEqual([0, cadenceMs]);
});

test('of a machine that became one person’s, or ended, no spared heartbeat comes to light', async () => {
  await using resources = openResources();
  const personal = await openMachine(resources);
  personal.now.role = 'teacher';
  personal.reporter.connectionLost();
  expect(personal.reports()).toHaveLength(1);
  const ended = await openMachine(resources);
  await ended.reporter.stop();
  ended.reporter.connectionLost();
  expect(ended.reports()).toHaveLength(1);
});

test.each([3, -3, 26, -26])('a clock that is set by %i hours does not silence a machine', async (hours) => {
  await using resources = openResources();
  const { clock, reports, now } = await openMachine(resources);
  now.setByMs = hours * 3_600_000;
  await clock.advance(12 * cadenceMs);
  const told = reports().map(({ up }) => Math.round(up));
  const silences = [...told, 3_900].map((up, index) => up - (told[index - 1] ?? 0));
  expect(Math.max(...silences)).toBeLessThanOrEqual(900);
  // Each third one, and a marker of the day that a clock set back asks for.
  expect(told.length).toBeLessThanOrEqual(6);
});
