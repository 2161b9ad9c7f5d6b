import { expect, test } from 'vitest';
import type { NetworkAccess } from '../../../agent/host/network-port.ts';
import { isStandIn } from '../../../agent/line/decoys.ts';
import type { Report } from '../../../shared/contract/report.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { gatewayRoute, type LineWorld, openLineWorld, probeOrder, quietNetwork } from './line-world.ts';

const gateway = '192.168.1.1';
const broker = { host: '192.0.2.1', port: 8883 };
const anchor = { host: '198.51.100.1', port: 443 };
const echo = { host: broker.host, port: 8080 };
const files = { '/proc/net/route': gatewayRoute(gateway), '/etc/resolv.conf': `nameserver ${gateway}\n` };

type School = {
  readonly on: { line: boolean; broker: boolean };
  readonly asked: string[];
  readonly network: NetworkAccess;
};

/** A school whose line is cut and mended, and what stands between it and the rest: when it answers handshakes to a port, in ms. */
function schoolBehind(standIn: (port: number, isLineOn: boolean) => number | null): School {
  const on = { line: true, broker: true };
  const asked: string[] = [];
  const beyond = (address: string): boolean =>
    on.line && (address === anchor.host || (on.broker && address === broker.host));
  const network: NetworkAccess = {
    ...quietNetwork,
    connect: (address, port) => {
      asked.push(`${address}:${port}`);
      if (address === gateway) return Promise.resolve(ok(1));
      const standInMs = standIn(port, on.line);
      if (standInMs !== null && !(beyond(address) && !isFilter(standIn, port)))
        return Promise.resolve(ok(standInMs));
      return Promise.resolve(beyond(address) ? ok(20) : err('timed-out'));
    },
    resolve: () => Promise.resolve(on.line ? ok({ ms: 8, addresses: [] }) : err('failed')),
    http: () => {
      const headers = { 'x-address': '113.160.1.2' };
      return Promise.resolve(
        on.line && on.broker ? ok({ status: 204, headers, body: '' }) : err('timed-out'),
      );
    },
  };
  return { on, asked, network };
}

/** A filter takes every connection itself; a router only refuses what it cannot send on. */
function isFilter(standIn: (port: number, isLineOn: boolean) => number | null, port: number): boolean {
  return standIn(port, true) === filterMs;
}

const filterMs = 0.7;
const everything = (): number => filterMs;
const webOnly = (port: number): number | null => (port === 443 ? filterMs : null);
const onceCut = (_port: number, isLineOn: boolean): number | null => (isLineOn ? null : 0.4);
/** Refuses the addresses that nobody has, always. */
const bogons = (): number => 0.5;

const openWorld = (resources: Resources, { network }: School): Promise<LineWorld> =>
  openLineWorld(resources, { files, network }, { broker: () => broker });

async function seconds(world: LineWorld, count: number): Promise<Report[]> {
  const before = world.reports().length;
  await world.clock.advance(count * 1_000);
  return world.reports().slice(before);
}

const runsOf = (reports: readonly Report[]) => reports.flatMap(({ line }) => line?.log ?? []);
const last = <T>(all: readonly T[]): T | undefined => all.at(-1);

test.each([
  ['everything', everything],
  ['the web alone', webOnly],
] as const)(
  'a filter that takes connections to %s itself hides no cut and measures no line',
  async (_name, standIn) => {
    await using resources = openResources();
    const school = schoolBehind(standIn);
    const world = await openWorld(resources, school);
    await world.watch.probe(probeOrder({ anchors: [anchor], echo }));
    const well = await seconds(world, 900);
    for (const run of runsOf(well))
      expect(run).toMatchObject({ broker: 'ok', internet: 'ok', gateway: 'ok' });
    expect(well.flatMap(({ line }) => line?.targets ?? []).some(({ kind }) => kind === 'anchor')).toBe(false);
    school.on.line = false;
    const cut = runsOf(await seconds(world, 400));
    expect(last(cut)).toMatchObject({ gateway: 'ok', broker: 'bad', internet: 'bad', dns: 'bad' });
    expect(cut.filter(({ internet }) => internet === 'bad').length).toBe(
      cut.filter(({ dns }) => dns === 'bad').length,
    );
    school.on.line = true;
    expect(last(runsOf(await seconds(world, 400)))).toMatchObject({ broker: 'ok', internet: 'ok' });
  },
);

test('behind such a filter a broker that is gone is no cut of the line', async () => {
  await using resources = openResources();
  const school = schoolBehind(webOnly);
  const world = await openWorld(resources, school);
  await world.watch.probe(probeOrder({ anchors: [anchor], echo }));
  await seconds(world, 300);
  school.on.broker = false;
  expect(last(runsOf(await seconds(world, 400)))).toMatchObject({ broker: 'bad', internet: 'ok', dns: 'ok' });
});

test('a router that refuses everything once its line is gone does not stand for the world', async () => {
  await using resources = openResources();
  const school = schoolBehind(onceCut);
  const world = await openWorld(resources, school);
  await world.watch.probe(probeOrder({ anchors: [anchor], echo }));
  const well = await seconds(world, 900);
  expect(last(well)?.line?.targets?.map(({ kind, p50Ms }) => [kind, p50Ms])).toEqual([
    ['gateway', 1],
    ['broker', 20],
    ['anchor', 20],
  ]);
  school.on.line = false;
  const cut = runsOf(await seconds(world, 700));
  expect(last(cut)).toMatchObject({ broker: 'bad', internet: 'bad', gateway: 'ok' });
  expect(cut.some(({ internet, dns }) => internet === 'ok' && dns === 'bad')).toBe(false);
  school.on.line = true;
  const after = await seconds(world, 700);
  expect(last(runsOf(after))).toMatchObject({ broker: 'ok', internet: 'ok', quality: 'good' });
  expect(last(after)?.line?.targets?.some(({ kind }) => kind === 'broker')).toBe(true);
});

test('a router that always refuses what nobody has spoils no measurement', async () => {
  await using resources = openResources();
  const school = schoolBehind(bogons);
  const world = await openWorld(resources, school);
  await world.watch.probe(probeOrder({ anchors: [anchor], echo }));
  const [report] = await seconds(world, 600);
  expect(report?.line?.targets?.map(({ p50Ms }) => p50Ms)).toEqual([1, 20, 20]);
  expect(report?.line?.log).toMatchObject([{ quality: 'good', internet: 'ok', broker: 'ok' }]);
});

test('whether somebody stands in is asked once an hour, and where what is heard begins not to fit', async () => {
  await using resources = openResources();
  const school = schoolBehind(() => null);
  const world = await openWorld(resources, school);
  await world.watch.probe(probeOrder({ anchors: [anchor], echo }));
  const asked = (): number => school.asked.filter((each) => each.startsWith('192.0.2.254')).length;
  await seconds(world, 3_000);
  expect(asked()).toBe(2);
  await seconds(world, 3_600);
  expect(asked()).toBe(4);
  school.on.broker = false;
  await seconds(world, 70);
  expect(asked()).toBe(6);
  await seconds(world, 1_750);
  expect(asked()).toBeLessThanOrEqual(12);
});

test('what answers no sooner than nobody would is its own answer', () => {
  expect(isStandIn(undefined, [0.1])).toBe(false);
  expect(isStandIn(0.5, [])).toBe(false);
  expect(isStandIn(0.5, [40, 1.9])).toBe(true);
  expect(isStandIn(0.5, [2.1, 40])).toBe(false);
});

test('a machine with IPv6 alone asks what it can, and its line is not cut for the rest', async () => {
  await using resources = openResources();
  const asked: string[] = [];
  const network: NetworkAccess = {
    ...quietNetwork,
    connect: (address) => {
      asked.push(address);
      return Promise.resolve(address.includes(':') ? ok(12) : err('unreachable'));
    },
    lookup: () => Promise.resolve(ok(['192.0.2.1', '2001:db8::7'])),
  };
  const six = { name: 'eth0', mac: '', isInternal: false };
  const interfaces = [
    { ...six, family: 'ipv6' as const, address: '2405:4800::5' },
    { ...six, family: 'ipv4' as const, address: '169.254.7.7' },
  ];
  const world = await openLineWorld(
    resources,
    { files: {}, network, facts: { interfaces } },
    { broker: () => ({ host: 'drum.example.vn', port: 8883 }) },
  );
  await world.watch.probe(probeOrder({ anchors: [anchor] }));
  const [report] = await seconds(world, 400);
  expect(report?.line?.log).toMatchObject([{ broker: 'ok', internet: 'unknown', gateway: 'ok' }]);
  expect(asked.every((address) => address.includes(':') || address === '192.0.2.254')).toBe(true);
});
