import { cp } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readAssignment } from '../../agent/assignment.ts';
import { readIdentity } from '../../agent/identity.ts';
import type { SectionHashes } from '../../shared/contract/readings.ts';
import type { Report } from '../../shared/contract/report.ts';
import { callAgent } from '../support/agent-call.ts';
import { type AgentWorld, advanceUntil, openAgentWorld, worldStartMs } from '../support/agent-world.ts';
import { eventually } from '../support/eventually.ts';
import { openResources, type Resources } from '../support/resources.ts';

const sectionsOf = ({ readings }: Report): string[] => readings.map(({ section }) => section).sort();

function hashesOf(report: Report | undefined): SectionHashes {
  const readings = report?.readings.filter(({ section }) => section !== 'usage') ?? [];
  return Object.fromEntries(readings.map(({ section, hash }) => [section, hash]));
}

/** The disk as it was when it was frozen. */
async function restored(resources: Resources, frozen: string): Promise<string> {
  const image = await resources.folder();
  await cp(frozen, image, { recursive: true });
  return image;
}

/** One boot on what the disk held when it was frozen; gives its first report. */
async function boot(world: AgentWorld, folder: string): Promise<Report> {
  const sent = world.reports().length;
  const agent = await world.start(folder);
  const first = await advanceUntil(world.clock, 1, () =>
    agent.outbox().rows === 0 ? world.reports()[sent] : undefined,
  );
  await agent.stop('stopped');
  return first;
}

test('a machine whose disk forgets sends its inventory once, and then what changed', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const frozen = await world.crashImage();
  const first = await boot(world, world.folder);
  world.behaviour.held = hashesOf(first);
  const wholeBytes = world.broker().arrivals.reduce((sum, { payload }) => sum + payload.length, 0);
  for (let n = 0; n < 10; n += 1) {
    await world.clock.advance(24 * 3_600_000);
    const report = await boot(world, await restored(resources, frozen));
    expect(sectionsOf(report)).toEqual(['usage']);
    expect(report.hashes).toBeUndefined();
  }
  const bytes = world.broker().arrivals.reduce((sum, { payload }) => sum + payload.length, 0) - wholeBytes;
  expect(bytes / 10).toBeLessThan(wholeBytes);
  world.facts.antivirus = { products: [] };
  expect(sectionsOf(await boot(world, frozen))).toEqual(['antivirus', 'usage']);
});

test('a broker that lacks a section gets it, and one that never says what it holds gets everything', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const frozen = await world.crashImage();
  const first = await boot(world, world.folder);
  const { hardware: _hardware, ...rest } = hashesOf(first);
  world.behaviour.held = rest;
  expect(sectionsOf(await boot(world, await restored(resources, frozen)))).toEqual(['hardware', 'usage']);
  world.behaviour.isSilent = true;
  const agent = await world.start(frozen);
  const before = world.clock.now();
  const whole = await advanceUntil(world.clock, 1_000, () => world.reports()[2]);
  expect(sectionsOf(whole)).toEqual(sectionsOf(first));
  expect(world.clock.now() - before).toBeGreaterThanOrEqual(20_000);
  expect(whole.at).toBe(before);
  await eventually(() => agent.outbox().rows === 0 || undefined);
});

test('nothing waits for a broker that is out of reach, nor while earlier reports wait', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  world.behaviour.isSilent = true;
  await world.brokerDown();
  const first = await world.start();
  await advanceUntil(world.clock, 1, () => (first.outbox().rows === 1 ? true : undefined));
  expect(world.clock.now() - worldStartMs).toBeLessThan(20_000);
  await first.stop('stopped');
  await world.brokerUp();
  const startedAt = world.clock.now();
  await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[1]);
  expect(world.clock.now() - startedAt).toBeLessThan(20_000);
});

test('a section that was just read is not read again, and sent again only when the broker lacks it', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const first = await boot(world, world.folder);
  world.behaviour.held = { ...hashesOf(first), system: '0'.repeat(16) };
  await boot(world, world.folder);
  const reports = await eventually(() => (world.reports().length === 3 ? world.reports() : undefined));
  expect(reports.slice(1).map(sectionsOf)).toEqual([['usage'], ['system']]);
});

test('what the broker noticed of the disk is said by the doctor', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  const welcome = {
    kind: 'welcome',
    schoolCode: 'S1',
    schoolName: 'S',
    role: 'student',
    state: 'approved',
  } as const;
  const terms = { ...welcome, ack: 'puback', cadenceSeconds: 300, hostname: 'plain' } as const;
  const isFrozen = (): boolean | undefined => {
    const identity = readIdentity(world.folder);
    return identity.ok && identity.value !== null
      ? readAssignment(world.folder, identity.value).frozen === true
      : undefined;
  };
  await world.order({ ...terms, frozen: true });
  await eventually(() => isFrozen() || undefined);
  await agent.stop('stopped');
  const doctor = await callAgent(['doctor', '--state', world.folder]);
  expect(doctor.stdout).toContain('máy đang đóng băng');
  await world.start();
  await world.order(terms);
  await advanceUntil(world.clock, 1, () => isFrozen() === false || undefined);
});
