import { expect, test } from 'vitest';
import { advanceUntil, openAgentWorld } from '../../support/agent-world.ts';
import { openResources } from '../../support/resources.ts';
import {
  gatewayRoute,
  type LineWorld,
  openLineWorld,
  probeOrder,
  quietNetwork,
  worldStartMs,
} from './line-world.ts';

const broker = () => ({ host: '192.0.2.1', port: 8883 });
const network = { ...quietNetwork, connect: () => Promise.resolve({ ok: true as const, value: 2 }) };
const machine = { files: { '/proc/net/route': gatewayRoute('192.168.1.1') }, network };
const hourMs = 3_600_000;

async function reportsAfter(world: LineWorld, ms: number): Promise<number> {
  await world.clock.advance(ms);
  return world.reports().length;
}

test('a machine that belongs to one person, and one behind a proxy, refuse with their reason', async () => {
  await using resources = openResources();
  const world = await openLineWorld(resources, machine, { broker });
  world.isPersonal = true;
  expect(await world.watch.probe(probeOrder())).toBe(
    'this machine belongs to one person and measures no line',
  );
  const lease = {
    kind: 'probe-lease',
    lineId: 'line-1',
    until: worldStartMs + hourMs,
    budgetBytes: 1,
    serverUrl: 'ws://127.0.0.1:9',
    isOurs: true,
  } as const;
  expect(await world.watch.probeLease(lease, 'l1')).toBe(
    'this machine belongs to one person and measures no line',
  );
  const proxied = await openLineWorld(resources, machine);
  expect(await proxied.watch.probe(probeOrder())).toContain('through a proxy');
  // It takes no duty, and need none to give one up.
  expect(await proxied.watch.probe(probeOrder({ duty: 'none' }))).toBeNull();
});

test('a machine that becomes somebody’s own stops at once, and what it had measured stays', async () => {
  await using resources = openResources();
  const world = await openLineWorld(resources, machine, { broker });
  await world.watch.probe(probeOrder());
  await reportsAfter(world, 240_000);
  world.isPersonal = true;
  world.watch.stop();
  expect(world.reports()).toEqual([]);
});

test('a duty lasts until it ends, is given up by order, and survives a restart', async () => {
  await using resources = openResources();
  const world = await openLineWorld(resources, machine, { broker });
  await world.watch.probe(probeOrder({ duty: 'standby', until: worldStartMs + 2 * hourMs }));
  expect(await reportsAfter(world, 660_000)).toBe(2);
  world.watch.stop();
  const again = world.again();
  again.start();
  expect(await reportsAfter(world, 660_000)).toBeGreaterThanOrEqual(4);
  await again.probe(probeOrder({ duty: 'none' }));
  const whenEnded = world.reports().length;
  expect(await reportsAfter(world, 660_000)).toBe(whenEnded);
  await again.probe(probeOrder({ until: worldStartMs + 4 * hourMs }));
  await reportsAfter(world, 4 * hourMs);
  const whenOver = world.reports().length;
  expect(whenOver).toBeGreaterThan(whenEnded + 20);
  expect(await reportsAfter(world, hourMs)).toBe(whenOver);
});

test('a clock that is days ahead does not end a duty before it began', async () => {
  await using resources = openResources();
  const world = await openLineWorld(resources, machine, { broker });
  await world.watch.probe(probeOrder({ until: worldStartMs - 3 * 24 * hourMs }));
  expect(await reportsAfter(world, 660_000)).toBe(2);
  // Nor does one that is years behind let it last for years.
  await world.watch.probe(probeOrder({ until: worldStartMs + 365 * 24 * hourMs }));
  world.watch.stop();
  await world.clock.advance(8 * 24 * hourMs);
  const again = world.again();
  again.start();
  const before = world.reports().length;
  expect(await reportsAfter(world, 660_000)).toBe(before);
});

test('an agent takes the order, measures, and its reports are acknowledged like all others', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => (agent.outbox().rows === 0 ? world.reports()[0] : undefined));
  await world.order(probeOrder({ until: world.clock.now() + hourMs }));
  const sample = await advanceUntil(world.clock, 2_000, () =>
    world.reports().find(({ line }) => line !== undefined),
  );
  expect(world.answers()[0]).toMatchObject({ outcome: 'done' });
  expect(sample.line).toMatchObject({ lineId: 'line-1', log: [{ broker: 'ok', internet: 'unknown' }] });
  expect(sample.readings).toEqual([]);
  await world.order({
    kind: 'probe-lease',
    lineId: 'line-1',
    until: world.clock.now() - 1,
    budgetBytes: 1,
    serverUrl: 'ws://127.0.0.1:9',
    isOurs: true,
  });
  const refused = await advanceUntil(world.clock, 100, () => world.answers()[1]);
  expect(refused).toMatchObject({ outcome: 'failed', detail: 'the lease has run out' });
});
