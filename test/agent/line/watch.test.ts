import { expect, test } from 'vitest';
import { advanceUntil } from '../../support/agent-world.ts';
import { openResources } from '../../support/resources.ts';
import {
  gatewayRoute,
  loopback,
  openEcho,
  openLineWorld,
  openNameServer,
  openSilentServer,
  probeOrder,
} from './line-world.ts';

test('a prober measures its way out each minute and reports it every five', async () => {
  await using resources = openResources();
  const anchor = await openSilentServer(resources);
  const broker = await openSilentServer(resources);
  const echo = await openEcho(resources, () => ({ status: 204, headers: { 'x-address': '203.0.113.7' } }));
  const names = await openNameServer(resources);
  const world = await openLineWorld(
    resources,
    {
      files: { '/proc/net/route': gatewayRoute('127.0.0.1'), '/etc/resolv.conf': 'nameserver 192.0.2.53\n' },
      network: loopback(names.port),
    },
    { broker: () => ({ host: '127.0.0.1', port: broker.port }) },
  );
  world.watch.start();
  expect(
    await world.watch.probe(probeOrder({ anchors: [{ host: '127.0.0.1', port: anchor.port }], echo })),
  ).toBeNull();
  const [first] = await advanceUntil(world.clock, 1_000, () =>
    world.reports().length > 0 ? world.reports() : undefined,
  );
  const line = first?.line;
  expect(line).toMatchObject({ lineId: 'line-1', publicAddresses: ['203.0.113.7'], captivePortal: false });
  expect(line?.seconds).toBeGreaterThanOrEqual(300);
  expect(line?.log).toEqual([
    {
      fromAgo: expect.closeTo(line?.seconds ?? 0, 0),
      toAgo: 0,
      checks: expect.any(Number),
      ...{ gateway: 'ok', firstHop: 'unknown', broker: 'ok', internet: 'ok', quality: 'good' },
      dns: 'ok',
      publicAddress: '203.0.113.7',
    },
  ]);
  // One that is no anchor is not asked for names either.
  expect(line?.dns?.map(({ server }) => server)).toEqual(['192.0.2.53']);
  expect(echo.asked[0]).toBe(`GET /generate_204 127.0.0.1:${echo.port}`);
  expect(line?.targets?.map(({ kind, method, lost }) => [kind, method, lost])).toEqual([
    ['gateway', 'tcp', 0],
    ['broker', 'tcp', 0],
    ['anchor', 'tcp', 0],
  ]);
  // The weekly look at the first hop and the packet size; afterwards no child process.
  expect(world.host.started).toEqual(['traceroute', 'ping', 'ping']);
  await advanceUntil(world.clock, 5_000, () => world.reports()[2]);
  expect(world.host.started).toHaveLength(3);
});
