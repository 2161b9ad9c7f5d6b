import { describe, expect, test } from 'vitest';
import type { Report } from '../../shared/contract/report.ts';
import { advanceInTouch, advanceUntil, openAgentWorld, worldStartMs } from '../support/agent-world.ts';
import { eventually } from '../support/eventually.ts';
import { openResources } from '../support/resources.ts';

const minuteMs = 60_000;
const hours = { stepMs: 60 * minuteMs, steps: 50 };

describe('a start', () => {
  test('reports everything at once, after a birth', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    const agent = await world.start();
    await advanceUntil(world.clock, 1, () => world.reports()[0]);
    const [birth] = world.statuses();
    expect(birth).toMatchObject({ kind: 'birth', bootNo: 1, conn: 1, keyId: '0123456789abcdef' });
    expect(world.broker().arrivals[0]).toMatchObject({
      topic: `drum/1/${world.deviceId}/status`,
      retain: true,
    });
    const [first] = world.reports();
    expect(first).toMatchObject({ seq: 1, boot: birth?.boot });
    expect(first?.readings.map(({ section }) => section)).toContain('usage');
    expect(new Set(first?.readings.map(({ section }) => section)).size).toBeGreaterThan(3);
    await eventually(() => agent.outbox().rows === 0 || undefined);
  });

  test('twice counts two starts and makes two boots', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    const first = await world.start();
    await advanceUntil(world.clock, 1, () => world.statuses()[0]);
    await first.stop('stopped');
    await world.start();
    const births = await advanceUntil(world.clock, 1, () => {
      const found = world.statuses().flatMap((status) => (status.kind === 'birth' ? [status] : []));
      return found.length === 2 ? found : undefined;
    });
    expect(births.map(({ bootNo }) => bootNo)).toEqual([1, 2]);
    expect(births[0]?.boot).not.toBe(births[1]?.boot);
  });

  test('needs a machine that has joined, and the folder for itself', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    await world.start();
    await expect(world.start()).rejects.toThrow('SD-AGENT-RUNNING');
    await expect(world.start(await resources.folder())).rejects.toThrow('SD-AGENT-NOT-JOINED');
  });
});

test('a heartbeat is small and carries no unchanged section', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  await advanceUntil(world.clock, minuteMs, () => world.reports()[1]);
  const heartbeat = world.reports()[1];
  expect(heartbeat?.readings.map(({ section }) => section)).toEqual(['usage']);
  expect(heartbeat?.outcomes).toEqual([]);
});

test('in touch, two of three heartbeats are spared; what a lost connection was to speak for is told', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  await advanceInTouch(world, agent, { stepMs: minuteMs, steps: 40 }, () => world.reports()[2]);
  const [first, second, third] = world.reports();
  expect(minutesBetween(first, second)).toBeCloseTo(15, 0);
  expect(minutesBetween(second, third)).toBeCloseTo(15, 0);
  // The next one is spared at five minutes; at six the line is cut.
  const six = { stepMs: minuteMs, steps: 6 };
  await expect(advanceInTouch(world, agent, six, () => world.reports()[3])).rejects.toThrow('nothing within');
  world.broker().cut();
  const late = await advanceUntil(world.clock, 1_000, () => world.reports()[3]);
  expect(minutesBetween(third, late)).toBeCloseTo(5, 0);
  expect(late.readings.map(({ section }) => section)).toEqual(['usage']);
});

function minutesBetween(before: Report | undefined, after: Report | undefined): number {
  return ((after?.at ?? Number.NaN) - (before?.at ?? Number.NaN)) / minuteMs;
}

test('a section is sent again when it changes, with the next reading of it', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  world.facts.system = { osVersion: '13' };
  const changed = await advanceInTouch(world, agent, hours, () =>
    world
      .reports()
      .slice(1)
      .find(({ readings }) => readings.some(({ section }) => section === 'system')),
  );
  expect(changed.readings.map(({ section }) => section).sort()).toEqual(['system', 'usage']);
  expect(changed.at - worldStartMs).toBeGreaterThan(19 * 60 * minuteMs);
});

test('once a day the hashes of everything sent are reported', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  const marked = await advanceInTouch(world, agent, hours, () =>
    world
      .reports()
      .slice(1)
      .find(({ hashes }) => hashes),
  );
  const sent = world.reports()[0]?.readings.filter(({ section }) => section !== 'usage') ?? [];
  expect(marked.hashes).toMatchObject(Object.fromEntries(sent.map(({ section, hash }) => [section, hash])));
  expect(marked.at - worldStartMs).toBeGreaterThanOrEqual(24 * 60 * minuteMs);
});

test('a process that crashes again and again does not read everything again', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const first = await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  await first.stop('stopped');
  await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[1]);
  expect(world.reports()[1]?.readings.map(({ section }) => section)).toEqual(['usage']);
  expect(world.reports()[1]?.outcomes).toEqual([]);
});

test('a new device id forgets what the old one had sent', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const first = await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  await first.stop('stopped');
  const other = await openAgentWorld(resources, { deviceId: 'd-bbbbbbbbbbbbbbbb' });
  const { cp } = await import('node:fs/promises');
  await cp(`${other.folder}/identity.json`, `${world.folder}/identity.json`);
  await world.start();
  const [report] = await advanceUntil(world.clock, 1, () => {
    const arrived = other.broker().arrivals.filter(({ topic }) => topic.endsWith('/report'));
    return arrived.length > 0 ? arrived : undefined;
  });
  expect(report?.payload[0]).toBe(1);
});

test('a clean stop says goodbye for this connection', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  await agent.stop('shutdown');
  const [birth, ...deaths] = world.statuses();
  expect(deaths).toEqual([{ v: 1, kind: 'death', boot: birth?.boot, conn: birth?.conn, reason: 'shutdown' }]);
});

test('a lost connection is told by its will, and the next one is numbered', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  world.broker().cut();
  const statuses = await advanceUntil(world.clock, 1_000, () =>
    world.statuses().length >= 3 ? world.statuses() : undefined,
  );
  const { boot } = statuses[0] ?? {};
  expect(statuses.map(({ kind, boot: of, conn }) => [kind, of === boot, conn])).toEqual([
    ['birth', true, 1],
    ['death', true, 1],
    ['birth', true, 2],
  ]);
});
