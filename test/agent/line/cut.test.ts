import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Report } from '../../../shared/contract/report.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { advanceUntil } from '../../support/agent-world.ts';
import { openResources } from '../../support/resources.ts';
import {
  gatewayRoute,
  type LineWorld,
  loopback,
  openEcho,
  openLineWorld,
  openNameServer,
  openSilentServer,
  probeOrder,
  quietNetwork,
} from './line-world.ts';

/** Network of a school whose parts are switched on and off. */
function switchable() {
  const on = { gateway: true, broker: true, anchor: true, dns: true };
  const of = (address: string): boolean =>
    address === '192.168.1.1'
      ? on.gateway
      : address === '192.0.2.1'
        ? on.broker && on.gateway
        : address === '198.51.100.1' && on.anchor && on.gateway;
  return {
    on,
    network: {
      ...quietNetwork,
      connect: (address: string) =>
        Promise.resolve(of(address) ? ok(address === '192.168.1.1' ? 1 : 20) : err('timed-out' as const)),
      resolve: () =>
        Promise.resolve(on.dns && on.gateway ? ok({ ms: 8, addresses: [] }) : err('timed-out' as const)),
    },
  };
}

const broker = { host: '192.0.2.1', port: 8883 };
const order = probeOrder({ anchors: [{ host: '198.51.100.1', port: 443 }] });
const files = {
  '/proc/net/route': gatewayRoute('192.168.1.1'),
  '/etc/resolv.conf': 'nameserver 192.168.1.1\n',
};

function runsOf(reports: readonly Report[]) {
  return reports.flatMap(({ up, line }) =>
    (line?.log ?? []).map(({ fromAgo, toAgo, ...run }) => ({ ...run, from: up - fromAgo, to: up - toAgo })),
  );
}

const pass = (world: LineWorld, seconds: number): Promise<void> => world.clock.advance(seconds * 1_000);

test('a cut of the line is in the log to ten seconds, with what still answered', async () => {
  await using resources = openResources();
  const { on, network } = switchable();
  const world = await openLineWorld(resources, { files, network }, { broker: () => broker });
  await world.watch.probe(order);
  await pass(world, 600);
  on.broker = on.anchor = on.dns = false;
  world.isConnected = false;
  const cutAt = world.clock.monotonicMs() / 1000;
  await pass(world, 420);
  on.broker = on.anchor = on.dns = true;
  const backAt = world.clock.monotonicMs() / 1000;
  await pass(world, 400);
  const bad = runsOf(world.reports()).filter((run) => run.internet === 'bad');
  expect(bad.length).toBeGreaterThan(0);
  for (const run of bad)
    expect(run).toMatchObject({ gateway: 'ok', broker: 'bad', dns: 'bad', quality: 'unknown' });
  const first = bad[0]?.from ?? 0;
  const last = bad.at(-1)?.to ?? 0;
  expect(first - cutAt).toBeGreaterThanOrEqual(0);
  expect(first - cutAt).toBeLessThanOrEqual(60);
  // Each ten seconds, until it is good again.
  expect(backAt - last).toBeLessThanOrEqual(15);
  const good = runsOf(world.reports()).filter((run) => run.internet === 'ok' && run.from > last);
  expect((good[0]?.from ?? 0) - backAt).toBeLessThanOrEqual(15);
  // What it learnt goes out at once, and the session with it.
  expect(world.reconnects()).toBe(1);
});

test('only the broker is gone: the line is well, and its quality that of the rest', async () => {
  await using resources = openResources();
  const { on, network } = switchable();
  const world = await openLineWorld(resources, { files, network }, { broker: () => broker });
  on.broker = false;
  await world.watch.probe(order);
  await pass(world, 400);
  const [run] = runsOf(world.reports());
  expect(run).toMatchObject({ broker: 'bad', internet: 'ok', gateway: 'ok', quality: 'good', dns: 'ok' });
});

test('a line that answers slowly, or loses too much, is bad and not cut', async () => {
  await using resources = openResources();
  const { network } = switchable();
  let tries = 0;
  const slow = {
    ...network,
    connect: async (address: string) => {
      const answered = await network.connect(address);
      return answered.ok && answered.value > 1 ? ok(900) : answered;
    },
  };
  const lossy = {
    ...network,
    connect: (address: string) => {
      tries += 1;
      return address !== '192.168.1.1' && tries % 3 === 0
        ? Promise.resolve(err('timed-out' as const))
        : network.connect(address);
    },
  };
  for (const each of [slow, lossy]) {
    const world = await openLineWorld(resources, { files, network: each }, { broker: () => broker });
    await world.watch.probe(order);
    await pass(world, 400);
    const all = runsOf(world.reports());
    expect(all.some((run) => run.quality === 'bad' && run.broker === 'ok')).toBe(true);
    expect(all.every((run) => run.broker === 'ok' && run.internet === 'ok')).toBe(true);
  }
});

test('one packet lost now and then is no bad minute', async () => {
  await using resources = openResources();
  const { network } = switchable();
  let tries = 0;
  const rare = {
    ...network,
    connect: (address: string) => {
      tries += 1;
      return address !== '192.168.1.1' && tries % 50 === 0
        ? Promise.resolve(err('timed-out' as const))
        : network.connect(address);
    },
  };
  const world = await openLineWorld(resources, { files, network: rare }, { broker: () => broker });
  await world.watch.probe(order);
  await pass(world, 1_800);
  expect(runsOf(world.reports()).every((run) => run.quality === 'good')).toBe(true);
  expect(world.reports().some(({ line }) => line?.targets?.some(({ lost }) => lost > 0))).toBe(true);
});

test('a machine without duty that lost its broker looks at its gateway alone, once a minute, and comes back with it', async () => {
  await using resources = openResources();
  const { on, network } = switchable();
  const asked: string[] = [];
  const watched = {
    ...network,
    connect: (address: string) => {
      asked.push(address);
      return network.connect(address);
    },
  };
  const world = await openLineWorld(resources, { files, network: watched }, { broker: () => broker });
  world.watch.start();
  await pass(world, 300);
  expect(asked).toEqual([]);
  expect(world.reports()).toEqual([]);
  world.isConnected = false;
  await pass(world, 120);
  on.gateway = false;
  await pass(world, 180);
  on.gateway = true;
  await pass(world, 60);
  expect(world.reconnects()).toBe(1);
  world.isConnected = true;
  await pass(world, 60);
  expect(new Set(asked)).toEqual(new Set(['192.168.1.1']));
  const log = runsOf(world.reports());
  expect(log.map(({ gateway }) => gateway)).toEqual(['ok', 'bad', 'ok']);
  for (const run of log)
    expect(run).toMatchObject({
      firstHop: 'unknown',
      broker: 'unknown',
      internet: 'unknown',
      dns: 'unknown',
    });
  expect(world.reports().every(({ line }) => line?.lineId === undefined && line?.targets === undefined)).toBe(
    true,
  );
});

test('a gateway that answers no TCP: by what lies behind it, by ARP, by a ping in the end', async () => {
  await using resources = openResources();
  const { on, network } = switchable();
  const mute = {
    ...network,
    connect: (address: string) =>
      address === '192.168.1.1' ? Promise.resolve(err('timed-out' as const)) : network.connect(address),
  };
  const world = await openLineWorld(resources, { files, network: mute }, { broker: () => broker });
  await world.watch.probe(order);
  await pass(world, 120);
  const startedWhenWell = world.host.started.length;
  on.broker = on.anchor = false;
  const arp = (flags: string): string =>
    `IP address HW type Flags HW address Mask Device\n192.168.1.1 0x1 ${flags} 34:17:eb:00:00:01 * eth0\n`;
  await world.host.write('/proc/net/arp', arp('0x2'));
  await pass(world, 60);
  await world.host.write('/proc/net/arp', arp('0x0'));
  await pass(world, 60);
  await world.host.write('/proc/net/arp', 'IP address\n');
  await pass(world, 300);
  world.watch.stop();
  const gateways = runsOf(world.reports()).map(({ gateway }) => gateway);
  expect(gateways.filter((each, index) => each !== gateways[index - 1])).toEqual(['ok', 'bad', 'unknown']);
  expect(world.host.started.slice(startedWhenWell).every((program) => program === 'ping')).toBe(true);
});

test('a machine that slept says nothing of the time in between', async () => {
  await using resources = openResources();
  const { network } = switchable();
  let sleptSeconds = 0;
  const world = await openLineWorld(
    resources,
    { files, network },
    { broker: () => broker, upSeconds: () => world.clock.monotonicMs() / 1000 + sleptSeconds },
  );
  await world.watch.probe(order);
  await pass(world, 150);
  sleptSeconds = 30_000;
  await pass(world, 400);
  const all = runsOf(world.reports());
  expect(all).toHaveLength(2);
  expect((all[0]?.to ?? 0) - (all[0]?.from ?? 0)).toBeLessThan(200);
  expect((all[1]?.from ?? 0) - (all[0]?.to ?? 0)).toBeGreaterThan(29_000);
  for (const { line } of world.reports()) expect(line?.seconds).toBeLessThan(500);
});

test('a captive portal is seen, by a redirect and by a page; an echo of today, and a broken one, is none', async () => {
  await using resources = openResources();
  const names = await openNameServer(resources);
  const answers = [
    { status: 302, headers: { location: 'http://10.0.0.1/login' } },
    { status: 200, headers: {}, body: 'x'.repeat(5_000_000) },
    { status: 204, headers: { 'x-address': '2001:db8::7' } },
    { status: 500, headers: {} },
    { status: 204, headers: { 'x-address': '<script>' } },
  ];
  const seen: unknown[] = [];
  for (const answer of answers) {
    const echo = await openEcho(resources, () => answer);
    const anchor = await openSilentServer(resources);
    const watched = await openLineWorld(
      resources,
      { network: loopback(names.port) },
      { broker: () => ({ host: '127.0.0.1', port: anchor.port }) },
    );
    await watched.watch.probe(probeOrder({ echo }));
    await advanceUntil(watched.clock, 5_000, () => (echo.asked.length > 1 ? true : undefined));
    watched.watch.stop();
    const [report] = watched.reports();
    seen.push([report?.line?.captivePortal, report?.line?.publicAddresses]);
    anchor.server.close();
    await once(anchor.server, 'close');
  }
  expect(seen).toEqual([
    [true, undefined],
    [true, undefined],
    [false, ['2001:db8::7']],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});
