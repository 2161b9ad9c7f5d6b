import { expect, test } from 'vitest';
import { createSpeedLeases, type LeaseDeps } from '../../../agent/line/speed-lease.ts';
import { type SpeedTest, speedTest } from '../../../shared/contract/line-facts.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { openNdt7Rig } from '../../support/ndt7-rig.ts';
import { openResources } from '../../support/resources.ts';
import { openSilentServer } from './line-world.ts';

const clock = createSystemClock();

function openLeases(over: Partial<LeaseDeps> = {}) {
  const results: Omit<SpeedTest, 'startedAgo'>[] = [];
  const states = new Map<string, string>();
  const outbox: LeaseDeps['outbox'] = {
    state: (key) => states.get(key),
    setState: (changes) => {
      for (const [key, value] of Object.entries(changes)) states.set(key, value);
    },
  };
  const leases = createSpeedLeases({
    ...{ clock, outbox },
    upSeconds: () => clock.monotonicMs() / 1000,
    brokerNow: clock.now,
    ca: () => '',
    hindrance: () => null,
    publicAddress: () => '203.0.113.7',
    onResult: (result) => void results.push(result),
    ...over,
  });
  return { leases, results, outbox };
}

const lease = (serverUrl: string, budgetBytes = 20_000_000) =>
  ({
    kind: 'probe-lease',
    lineId: 'line-1',
    until: clock.now() + 60_000,
    budgetBytes,
    serverUrl,
    isOurs: true,
  }) as const;

test('a lease is used once at a time, against the installation’s own server, and its result names it', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const { leases, results } = openLeases({ ca: () => rig.caPem });
  const first = leases.run({ ...lease(rig.serverUrl), ticket: rig.ticket() }, 'lease-1');
  expect(leases.isRunning()).toBe(true);
  expect(await leases.run(lease(rig.serverUrl), 'lease-2')).toBe('a speed test is running');
  expect(results.splice(0)).toMatchObject([{ leaseId: 'lease-2', totalBytes: 0 }]);
  expect(await first).toBeNull();
  expect(leases.isRunning()).toBe(false);
  const [result] = results;
  expect(result).toMatchObject({ leaseId: 'lease-1', lineId: 'line-1', publicAddress: '203.0.113.7' });
  expect(result?.server).toBe(new URL(rig.serverUrl).host);
  expect(result?.totalBytes).toBeLessThanOrEqual(20_000_000);
  expect(speedTest.safeParse({ ...result, startedAgo: 0 }).success).toBe(true);
});

test('a test that fails says why, and its bytes are told all the same', async () => {
  await using resources = openResources();
  const silent = await openSilentServer(resources);
  const { leases, results } = openLeases();
  const running = leases.run({ ...lease(`ws://127.0.0.1:${silent.port}`), isOurs: false }, 'lease-1');
  leases.stop();
  expect(await running).toEqual(expect.any(String));
  expect(results[0]).toMatchObject({
    leaseId: 'lease-1',
    totalBytes: expect.any(Number),
    failure: expect.any(String),
  });
});

test('no lease is used after its time, nor while something stands against it; it costs nothing then', async () => {
  const { leases, results } = openLeases({ hindrance: () => 'the line is bad at the moment' });
  expect(await leases.run({ ...lease('ws://127.0.0.1:9'), until: clock.now() - 1 }, 'l1')).toBe(
    'the lease has run out',
  );
  expect(await leases.run(lease('ws://127.0.0.1:9'), 'l2')).toBe('the line is bad at the moment');
  expect(results).toMatchObject([
    { leaseId: 'l1', lineId: 'line-1', totalBytes: 0, failure: 'the lease has run out' },
    { leaseId: 'l2', totalBytes: 0, failure: 'the line is bad at the moment' },
  ]);
});

test('whether a lease holds is judged by the clock of whoever gave it', async () => {
  await using resources = openResources();
  const silent = await openSilentServer(resources);
  const brokerNow = () => clock.now() - 86_400_000;
  const given = { ...lease(`ws://127.0.0.1:${silent.port}`), isOurs: false, until: brokerNow() + 60_000 };
  const { leases } = openLeases({ brokerNow });
  const running = leases.run(given, 'l1');
  expect(leases.isRunning()).toBe(true);
  leases.stop();
  await running;
});

test('a lease whose test was under way when the process was killed is not used again', async () => {
  await using resources = openResources();
  const silent = await openSilentServer(resources);
  const theirs = { ...lease(`ws://127.0.0.1:${silent.port}`), isOurs: false };
  const killed = openLeases();
  void killed.leases.run(theirs, 'lease-1');
  const next = openLeases({ outbox: killed.outbox });
  expect(await next.leases.run(theirs, 'lease-1')).toBe('the lease was used before');
  // What it cost is not known: the whole of it stays booked.
  expect(next.results).toEqual([]);
  killed.leases.stop();
});
