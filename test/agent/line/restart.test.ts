import { expect, test } from 'vitest';
import type { NetworkAccess } from '../../../agent/host/network-port.ts';
import type { Report } from '../../../shared/contract/report.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { gatewayRoute, type LineWorld, openLineWorld, probeOrder, quietNetwork } from './line-world.ts';

const broker = { host: '192.0.2.1', port: 8883 };
const order = probeOrder({ anchors: [{ host: '198.51.100.1', port: 443 }] });
const files = {
  '/proc/net/route': gatewayRoute('192.168.1.1'),
  '/etc/resolv.conf': 'nameserver 192.168.1.1\n',
};

function lineWith(isOn: () => boolean): NetworkAccess {
  const isThere = (address: string): boolean =>
    address === '192.168.1.1' || (isOn() && (address === broker.host || address === '198.51.100.1'));
  return {
    ...quietNetwork,
    connect: (address) => Promise.resolve(isThere(address) ? ok(20) : err('timed-out')),
    resolve: () => Promise.resolve(isOn() ? ok({ ms: 8, addresses: [] }) : err('timed-out')),
  };
}

/** A prober that is ten minutes into its duty, on a line that is cut then. */
async function openCutLine(resources: Resources): Promise<{ world: LineWorld; cutAt: number }> {
  let isOn = true;
  const network = lineWith(() => isOn);
  const world = await openLineWorld(resources, { files, network }, { broker: () => broker });
  await world.watch.probe(order);
  await world.clock.advance(600_000);
  isOn = false;
  world.isConnected = false;
  return { world, cutAt: upOf(world) };
}

const upOf = (world: LineWorld): number => world.clock.monotonicMs() / 1000;

/** What was found bad, in seconds of the machine, by the reports that are in the outbox now. */
function badRuns(reports: readonly Report[]) {
  return reports.flatMap(({ up, line }) =>
    (line?.log ?? [])
      .filter(({ internet }) => internet === 'bad')
      .map(({ fromAgo, toAgo }) => ({ from: up - fromAgo, to: up - toAgo })),
  );
}

test('an agent that is stopped in order during a cut hands over all of it, and the next one goes on at once', async () => {
  await using resources = openResources();
  const { world, cutAt } = await openCutLine(resources);
  await world.clock.advance(427_000);
  world.watch.stop();
  const stoppedAt = upOf(world);
  const before = badRuns(world.reports());
  expect((before[0]?.from ?? 0) - cutAt).toBeLessThanOrEqual(60);
  expect(stoppedAt - (before.at(-1)?.to ?? 0)).toBeLessThanOrEqual(15);
  const next = world.again();
  next.start();
  await world.clock.advance(1_000);
  next.stop();
  const after = badRuns(world.reports()).slice(before.length);
  expect((after[0]?.from ?? Number.POSITIVE_INFINITY) - stoppedAt).toBeLessThanOrEqual(1);
});

test('of an agent that is killed during a cut the beginning is kept, and no more than five minutes of the rest are lost', async () => {
  await using resources = openResources();
  const { world, cutAt } = await openCutLine(resources);
  await world.clock.advance(75_000);
  // Nothing is handed over any more from here: this is what the disk holds.
  const early = badRuns(world.reports());
  expect(early).toHaveLength(1);
  expect((early[0]?.from ?? 0) - cutAt).toBeLessThanOrEqual(60);
  await world.clock.advance(700_000);
  const late = badRuns(world.reports());
  expect(upOf(world) - (late.at(-1)?.to ?? 0)).toBeLessThanOrEqual(310);
});

test('a line that is cut again and again does not fill the disk', async () => {
  await using resources = openResources();
  let checks = 0;
  const network = lineWith(() => checks % 2 === 0);
  const counted: NetworkAccess = {
    ...network,
    resolve: (question) => {
      checks += 1;
      return network.resolve(question);
    },
  };
  const world = await openLineWorld(resources, { files, network: counted }, { broker: () => broker });
  await world.watch.probe(order);
  await world.clock.advance(3_600_000);
  expect(checks).toBeGreaterThan(60);
  expect(world.reports().length).toBeLessThanOrEqual(checks);
});

test('a check during which the machine fell asleep says nothing: what was asked before was not answered after', async () => {
  await using resources = openResources();
  let sleptSeconds = 0;
  let isAsleep = false;
  const network = lineWith(() => !isAsleep);
  const sleepy: NetworkAccess = {
    ...network,
    connect: (address, port, timeoutMs) => {
      // The lid is closed between the question and its answer.
      if (isAsleep && sleptSeconds === 0) sleptSeconds = 30_000;
      return network.connect(address, port, timeoutMs);
    },
  };
  const world = await openLineWorld(
    resources,
    { files, network: sleepy },
    { broker: () => broker, upSeconds: () => upOf(world) + sleptSeconds },
  );
  await world.watch.probe(order);
  await world.clock.advance(130_000);
  isAsleep = true;
  await world.clock.advance(60_000);
  isAsleep = false;
  await world.clock.advance(600_000);
  expect(sleptSeconds).toBe(30_000);
  const all = world.reports();
  expect(badRuns(all)).toEqual([]);
  expect(all.flatMap(({ line }) => line?.targets ?? []).every(({ lost }) => lost === 0)).toBe(true);
});
