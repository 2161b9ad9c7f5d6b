import { expect, test } from 'vitest';
import type { Report } from '../../shared/contract/report.ts';
import { advanceUntil, openAgentWorld } from '../support/agent-world.ts';
import { eventually } from '../support/eventually.ts';
import { openResources } from '../support/resources.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What a broker keeps: one of each (boot, seq). */
function ledger(reports: readonly Report[]): Map<string, Set<number>> {
  const boots = new Map<string, Set<number>>();
  for (const { boot, seq } of reports) boots.set(boot, (boots.get(boot) ?? new Set()).add(seq));
  return boots;
}

const isContiguous = (numbers: Set<number>): boolean =>
  [...numbers].sort((a, b) => a - b).every((seq, index) => seq === index + 1);

test('three days offline, a crash, a restart: all arrive, earlier boots first, none is missing', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  await world.brokerDown();
  const first = await world.start();
  await world.clock.advance(3 * dayMs);
  const offlineRows = first.outbox().rows;
  expect(offlineRows).toBeGreaterThan(60);
  // The first agent is left where it stands: its timers belong to a clock that its successor does not share.
  const image = await world.crashImage();
  await world.brokerUp();
  const successor = await openAgentWorld(resources, { addresses: [world.broker().address] });
  const second = await successor.start(image);
  await advanceUntil(successor.clock, 1, () => (second.connection().kind === 'connected' ? true : undefined));
  await eventually(() => second.outbox().rows === 0 || undefined);
  const boots = ledger(world.reports());
  expect([...boots.values()].map((numbers) => numbers.size)).toEqual([offlineRows, 1]);
  expect([...boots.values()].every(isContiguous)).toBe(true);
});

test('a connection that breaks while a backlog drains loses nothing', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  await world.brokerDown();
  const agent = await world.start();
  await advanceUntil(world.clock, 10 * minuteMs, () => (agent.outbox().rows >= 120 ? true : undefined));
  let acknowledged = 0;
  world.behaviour.acknowledge = ({ topic }) => {
    if (!topic.endsWith('/report')) return Promise.resolve();
    acknowledged += 1;
    // One in 25 is stored, but its acknowledgement is lost with the connection.
    return acknowledged % 25 === 0 ? Promise.reject(new Error('cut')) : Promise.resolve();
  };
  await world.brokerUp();
  await advanceUntil(world.clock, minuteMs, () => (agent.outbox().rows === 0 ? true : undefined));
  const [numbers = new Set<number>()] = ledger(world.reports()).values();
  expect(numbers.size).toBeGreaterThanOrEqual(120);
  expect(isContiguous(numbers)).toBe(true);
  expect(world.reports().length).toBeGreaterThan(numbers.size);
});

test('at most ten reports are on the wire at once, in their order', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  await world.brokerDown();
  const agent = await world.start();
  await advanceUntil(world.clock, 10 * minuteMs, () => (agent.outbox().rows >= 40 ? true : undefined));
  const waiting: (() => void)[] = [];
  world.behaviour.acknowledge = ({ topic }) =>
    topic.endsWith('/report') ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
  await world.brokerUp();
  await advanceUntil(world.clock, 10_000, () => (waiting.length >= 10 ? true : undefined));
  await new Promise((resolve) => setImmediate(resolve));
  expect(waiting.length).toBe(10);
  expect(world.reports().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  // This broker reads on only when all of what it has read is acknowledged.
  for (const acknowledge of waiting.splice(0)) acknowledge();
  await eventually(() => waiting.length >= 10 || undefined);
  await new Promise((resolve) => setImmediate(resolve));
  expect(waiting.length).toBe(10);
  expect(world.reports().at(-1)?.seq).toBe(20);
});

test('behind an external broker a report stays until it is stored, and is sent again when that is not said', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () =>
    agent.outbox().rows === 0 && world.reports()[0] ? true : undefined,
  );
  const welcome = { kind: 'welcome', schoolCode: 'S1', schoolName: 'TH Kim Đồng', role: 'student' } as const;
  await world.order({ ...welcome, state: 'approved', ack: 'stored', cadenceSeconds: 300, hostname: 'plain' });
  await advanceUntil(world.clock, 10_000, () => world.reports()[1]);
  expect(agent.outbox().rows).toBe(1);
  const again = await advanceUntil(world.clock, 10_000, () => world.reports()[2]);
  expect(again.seq).toBe(2);
  await world.order({ kind: 'stored', boot: again.boot, upTo: 1, also: [2] });
  await eventually(() => agent.outbox().rows === 0 || undefined);
});
