import { mkdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Agent } from '../../agent/agent.ts';
import { readIdentity, readPendingRenewal } from '../../agent/identity.ts';
import { type AgentWorld, advanceUntil, openAgentWorld } from '../support/agent-world.ts';
import { deviceCn } from '../support/broker-pki.ts';
import { eventually } from '../support/eventually.ts';
import { labMachine } from '../support/lab-machine.ts';
import { openRecordedHost } from '../support/recorded-host.ts';
import { openResources, type Resources } from '../support/resources.ts';

const minuteMs = 60_000;
const ownId = deviceCn(40);

/** An agent on the `n`th machine of a lab, that has sent its first report. */
async function startOn(resources: Resources, world: AgentWorld, n: number, folder?: string): Promise<Agent> {
  const host = resources.closing(await openRecordedHost(labMachine(n)));
  const sent = world.reports().length;
  const agent = await world.start(folder, { host });
  await advanceUntil(world.clock, 1, () =>
    world.reports().length > sent && agent.outbox().rows === 0 ? true : undefined,
  );
  return agent;
}

/** Names the present connection of the device in a split order, after which it becomes `ownId`. */
async function orderSplit(world: AgentWorld, over: { readonly id?: string } = {}): Promise<void> {
  world.behaviour.deviceFor = () => ownId;
  const birth = world.statuses().findLast((status) => status.kind === 'birth');
  if (birth === undefined) throw new Error('no birth');
  await world.order({ kind: 'split', boot: birth.boot, conn: birth.conn }, over);
}

test('a copy becomes a device of its own while it runs, and the common id does not die', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await startOn(resources, world, 2);
  const before = readIdentity(world.folder);
  await orderSplit(world, { id: 'split-1' });
  const [birth] = await advanceUntil(world.clock, 1, () =>
    world.reports(ownId).length > 0 ? world.statuses(ownId) : undefined,
  );
  expect(world.answers()).toMatchObject([{ orderId: 'split-1', outcome: 'done' }]);
  expect(world.statuses().map(({ kind }) => kind)).toEqual(['birth']);
  const [shared] = world.reports();
  expect(birth).toMatchObject({ kind: 'birth', boot: shared?.boot, conn: 2 });
  const after = readIdentity(world.folder);
  expect(after).toMatchObject({ ok: true, value: { deviceId: ownId } });
  if (!before.ok || !after.ok) throw new Error('unreadable');
  expect(after.value?.key).not.toBe(before.value?.key);
  expect(birth).toMatchObject({ keyId: after.value?.keyId });
  expect(world.broker().shown.map(({ cn }) => cn)).toEqual([world.deviceId, ownId]);
  expect(world.broker().handshakes().resumed).toBe(0);
  expect(world.door.renewals).toMatchObject([{ orderId: 'split-1', boot: shared?.boot }]);
  // Everything is news of another device; the numbers of the boot go on.
  const [own] = world.reports(ownId);
  expect(own).toMatchObject({ boot: shared?.boot, seq: 2 });
  expect(own?.readings.map(({ section }) => section)).toEqual(shared?.readings.map(({ section }) => section));
  expect(readPendingRenewal(world.folder)).toBeNull();
  expect(agent.connection().kind).toBe('connected');
});

test('a split that names another boot or another connection is refused', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  await startOn(resources, world, 2);
  const [birth] = world.statuses();
  if (birth === undefined) throw new Error('no birth');
  await world.order({ kind: 'split', boot: '0'.repeat(16), conn: birth.conn });
  await world.order({ kind: 'split', boot: birth.boot, conn: birth.conn + 1 });
  const answers = await eventually(() => (world.answers().length === 2 ? world.answers() : undefined));
  expect(answers.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(world.door.renewals).toEqual([]);
});

test('a broker that takes a split machine for the one it knew gives it a new key and nothing else', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await startOn(resources, world, 2);
  await orderSplit(world);
  world.behaviour.deviceFor = () => world.deviceId;
  await advanceUntil(world.clock, 1, () => world.answers()[0]);
  expect(readIdentity(world.folder)).toMatchObject({ value: { deviceId: world.deviceId } });
  expect(agent.connection().kind).toBe('connected');
  expect(world.broker().shown).toHaveLength(1);
});

test('after an answer that was lost the same key is posted again, by the next process too', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const first = await startOn(resources, world, 2);
  world.behaviour.losesAnswers = true;
  await orderSplit(world);
  await advanceUntil(world.clock, minuteMs, () => world.answers()[0]);
  expect(world.answers()).toMatchObject([{ outcome: 'failed' }]);
  expect(readIdentity(world.folder)).toMatchObject({ value: { deviceId: world.deviceId } });
  await first.stop('stopped');
  world.behaviour.losesAnswers = false;
  await startOn(resources, world, 2);
  await orderSplit(world);
  await advanceUntil(world.clock, 1, () => world.statuses(ownId)[0]);
  expect(world.door.renewals.length).toBeGreaterThan(2);
  expect(new Set(world.door.renewals.map(({ csr }) => csr)).size).toBe(1);
});

test('a pending key that was copied with the disk is not used by the copy', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const first = await startOn(resources, world, 1);
  world.behaviour.losesAnswers = true;
  await orderSplit(world);
  await advanceUntil(world.clock, minuteMs, () => world.answers()[0]);
  await first.stop('stopped');
  const image = await world.crashImage();
  expect(readPendingRenewal(image)).not.toBeNull();
  world.behaviour.losesAnswers = false;
  await startOn(resources, world, 2, image);
  await orderSplit(world);
  await advanceUntil(world.clock, 1, () => world.statuses(ownId)[0]);
  expect(new Set(world.door.renewals.map(({ csr }) => csr)).size).toBe(2);
});

test('a door that is busy is asked again; one that stays busy ends the order', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  await startOn(resources, world, 2);
  world.behaviour.doorRefusal = 'SD-JOIN-BUSY';
  await orderSplit(world);
  await advanceUntil(world.clock, 1_000, () => world.door.renewals[2]);
  world.behaviour.doorRefusal = undefined;
  await advanceUntil(world.clock, 1_000, () => world.statuses(ownId)[0]);
  expect(world.answers()).toMatchObject([{ outcome: 'done' }]);
});

test('where the disk takes no writes the new identity holds for this process', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  await startOn(resources, world, 2);
  const identity = `${world.folder}/identity.json`;
  const before = await readFile(identity, 'utf8');
  // A folder of the temporary file's name: root would write through permissions.
  await mkdir(`${identity}.${process.pid}.tmp/held`, { recursive: true });
  await orderSplit(world);
  await advanceUntil(world.clock, 1, () => world.reports(ownId)[0]);
  expect(await readFile(identity, 'utf8')).toBe(before);
  expect(world.broker().shown.at(-1)?.cn).toBe(ownId);
});
