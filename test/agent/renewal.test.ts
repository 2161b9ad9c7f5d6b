import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type Identity, readIdentity } from '../../agent/identity.ts';
import { createRenewalWatch } from '../../agent/renewal-watch.ts';
import { ok } from '../../shared/domain/result.ts';
import { createRequestFor } from '../../shared/runtime/certificate-request.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { callAgent } from '../support/agent-call.ts';
import { type AgentWorld, advanceUntil, openAgentWorld, worldStartMs } from '../support/agent-world.ts';
import { createBrokerPki, deviceCn } from '../support/broker-pki.ts';
import { eventually } from '../support/eventually.ts';
import { openResources } from '../support/resources.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

function identityIn(folder: string): Identity {
  const identity = readIdentity(folder);
  if (!identity.ok || identity.value === null) throw new Error('no identity');
  return identity.value;
}

const serialOf = (certificate: string): string => new X509Certificate(certificate).serialNumber;

/** A certificate of the machine's own key, by another authority or for another device if told so. */
async function certified(world: AgentWorld, pki = world.pki, deviceId = world.deviceId): Promise<string> {
  const { csrPem } = await createRequestFor(identityIn(world.folder).key);
  return await pki.certify(deviceId, csrPem);
}

describe('an order to renew', () => {
  test('is kept, and used from the next connection on', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    await world.start();
    await advanceUntil(world.clock, 1, () => world.reports()[0]);
    const certificate = await certified(world);
    await world.order({ kind: 'renew', certificate });
    expect(await eventually(() => world.answers()[0])).toMatchObject({ outcome: 'done' });
    expect(world.broker().shown).toHaveLength(1);
    expect(identityIn(world.folder)).toMatchObject({ certificate, deviceId: world.deviceId });
    world.broker().cut();
    await advanceUntil(world.clock, 1_000, () => world.broker().shown[1]);
    expect(world.broker().shown[1]?.serialNumber).toBe(serialOf(certificate));
    expect(world.broker().handshakes().resumed).toBe(0);
    expect(world.door.renewals).toEqual([]);
  });

  test('is refused when the certificate is another machine’s, another device’s, another authority’s, or noise', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    await world.start();
    await advanceUntil(world.clock, 1, () => world.reports()[0]);
    const before = identityIn(world.folder);
    const foreign = await createBrokerPki();
    for (const certificate of [
      (await world.pki.client(world.deviceId)).cert,
      await certified(world, world.pki, deviceCn(9)),
      await certified(world, foreign),
      'noise',
    ]) {
      await world.order({ kind: 'renew', certificate });
    }
    await world.order({ kind: 'renew', certificate: await certified(world, foreign), ca: 'noise' });
    const answers = await eventually(() => (world.answers().length === 5 ? world.answers() : undefined));
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(5).fill('failed'));
    expect(identityIn(world.folder)).toEqual(before);
  });

  test('may bring the next authority: the machine comes again with the new certificate, and trusts both', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    const next = await createBrokerPki();
    await world.start();
    await advanceUntil(world.clock, 1, () => world.reports()[0]);
    const ca = `${world.pki.ca}${next.ca}`;
    const certificate = await certified(world);
    await world.order({ kind: 'renew', certificate, ca });
    const births = await advanceUntil(world.clock, 100, () =>
      world.statuses().length > 1 ? world.statuses() : undefined,
    );
    expect(world.answers()).toMatchObject([{ outcome: 'done' }]);
    // Left politely: nobody sees it dead in between.
    expect(births.map(({ kind }) => kind)).toEqual(['birth', 'birth']);
    expect(world.broker().shown[1]?.serialNumber).toBe(serialOf(certificate));
    expect(identityIn(world.folder)).toMatchObject({ ca, certificate });
    await world.order({ kind: 'renew', certificate: await certified(world, next) });
    expect(await eventually(() => world.answers()[1])).toMatchObject({ outcome: 'done' });
  });

  test('without a certificate makes a new key of the same device', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    await world.start();
    await advanceUntil(world.clock, 1, () => world.reports()[0]);
    const before = identityIn(world.folder);
    await world.order({ kind: 'renew' });
    expect(await eventually(() => world.answers()[0])).toMatchObject({ outcome: 'done' });
    const after = identityIn(world.folder);
    expect(after.deviceId).toBe(before.deviceId);
    expect(after.key).not.toBe(before.key);
    world.broker().cut();
    const births = await advanceUntil(world.clock, 1_000, () =>
      world.statuses().filter(({ kind }) => kind === 'birth').length === 2 ? world.statuses() : undefined,
    );
    expect(births.at(-1)).toMatchObject({ keyId: after.keyId });
    expect(world.broker().shown[1]?.serialNumber).toBe(serialOf(after.certificate));
  });
});

describe('at the door', () => {
  test('a machine whose certificate is over by both clocks comes back by itself', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources, {}, { issuedAt: worldStartMs - 500 * dayMs });
    const agent = await world.start();
    await advanceUntil(world.clock, 1_000, () => world.reports()[0]);
    expect(world.door.renewals).toHaveLength(1);
    expect(serialOf(identityIn(world.folder).certificate)).toBe(world.broker().shown[0]?.serialNumber);
    expect(identityIn(world.folder).deviceId).toBe(world.deviceId);
    await eventually(() => agent.outbox().rows === 0 || undefined);
  });

  test('a certificate that the broker refuses is renewed after three times, and no more than hourly', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    world.behaviour.refuseWith = 5;
    await world.start();
    await advanceUntil(world.clock, 1_000, () => world.door.renewals[0]);
    const firstAt = world.clock.now();
    await advanceUntil(world.clock, 120_000, () => world.door.renewals[1]);
    expect(world.clock.now() - firstAt).toBeGreaterThan(hourMs);
    expect(world.broker().handshakes().all).toBeGreaterThan(5);
    expect(world.door.renewals).toHaveLength(2);
  });

  test('a broker that is not reached says nothing about the certificate', async () => {
    const clock = createManualClock(worldStartMs);
    const { cert } = await (await createBrokerPki()).client(deviceCn(1));
    let asked = 0;
    const watch = createRenewalWatch({
      ...{ clock, random: () => 0.5, log: createLog('test', 'error', { write: () => {} }) },
      certificate: () => cert,
      onRefused: () => {},
      renew: () => {
        asked += 1;
        return Promise.resolve(ok(undefined));
      },
    });
    const waiting = { kind: 'waiting', detail: '', retryInMs: 0 } as const;
    for (let n = 0; n < 10; n += 1) {
      watch.onState({ ...waiting, why: 'unreachable', hasMetBroker: false });
      watch.onState({ ...waiting, why: 'lost', hasMetBroker: true });
    }
    await clock.advance(hourMs);
    expect(asked).toBe(0);
    for (let n = 0; n < 3; n += 1) watch.onState({ ...waiting, why: 'unreachable', hasMetBroker: true });
    await clock.advance(60_000);
    expect(asked).toBe(1);
  });

  test('a key that was revoked is not asked for again before hours have passed', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    world.behaviour.refuseWith = 5;
    world.behaviour.doorRefusal = 'SD-JOIN-KEY-REVOKED';
    const before = identityIn(world.folder);
    await world.start();
    await advanceUntil(world.clock, 1_000, () => world.door.renewals[0]);
    const firstAt = world.clock.now();
    await advanceUntil(world.clock, 300_000, () => world.door.renewals[1]);
    expect(world.clock.now() - firstAt).toBeGreaterThan(6 * hourMs);
    expect(identityIn(world.folder)).toEqual(before);
  });

  test('who was shut out hears it from the doctor, until the broker lets it in again', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    const told = async (): Promise<boolean> => {
      const doctor = await callAgent(['doctor', '--state', world.folder]);
      return doctor.stdout.includes('đã bị thu hồi');
    };
    world.behaviour.refuseWith = 5;
    world.behaviour.doorRefusal = 'SD-JOIN-KEY-REVOKED';
    const agent = await world.start();
    await advanceUntil(world.clock, 1_000, () => world.door.renewals[0]);
    await eventually(async () => ((await told()) ? true : undefined));
    world.behaviour.refuseWith = undefined;
    world.behaviour.doorRefusal = undefined;
    await advanceUntil(world.clock, 1_000, () =>
      agent.connection().kind === 'connected' ? true : undefined,
    );
    await eventually(async () => ((await told()) ? undefined : true));
  });

  test('new addresses and authorities are learned', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    const next = await createBrokerPki();
    const moved = { ...world.address, host: 'localhost' };
    const ca = `${next.ca}${world.pki.ca}`;
    world.behaviour.refuseWith = 5;
    world.behaviour.change = (response) => ({ ...response, addresses: [moved], ca });
    const agent = await world.start();
    await advanceUntil(world.clock, 1_000, () => world.door.renewals[0]);
    world.behaviour.refuseWith = undefined;
    const state = await advanceUntil(world.clock, 1_000, () => {
      const now = agent.connection();
      return now.kind === 'connected' ? now : undefined;
    });
    expect(state.address).toEqual(moved);
    expect(identityIn(world.folder)).toMatchObject({ addresses: [moved], ca });
  });

  test('an answer for another key, or of an authority that it does not name, changes nothing', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    const before = identityIn(world.folder);
    const stranger = await world.pki.client(world.deviceId);
    const foreign = await createBrokerPki();
    world.behaviour.refuseWith = 5;
    for (const change of [{ certificate: stranger.cert }, { ca: foreign.ca }, { deviceId: deviceCn(7) }]) {
      const asked = world.door.renewals.length;
      world.behaviour.change = (response) => ({ ...response, ...change });
      await using each = openResources();
      const agent = await world.start(await world.crashImage());
      each.defer(() => agent.stop('stopped'));
      await advanceUntil(world.clock, 1_000, () => world.door.renewals[asked]);
      await advanceUntil(world.clock, 1_000, () => (world.clock.now() % 60_000 < 1_000 ? true : undefined));
    }
    expect(identityIn(world.folder)).toEqual(before);
  });

  test('a machine whose key turns out to be another’s becomes a device of its own', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources, {}, { issuedAt: worldStartMs - 500 * dayMs });
    const ownId = deviceCn(40);
    world.behaviour.deviceFor = () => ownId;
    await world.start();
    await advanceUntil(world.clock, 1_000, () => world.reports(ownId)[0]);
    expect(world.statuses()).toEqual([]);
    expect(identityIn(world.folder).deviceId).toBe(ownId);
  });
});

test('an identity as earlier versions wrote it still works', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const path = `${world.folder}/identity.json`;
  const { v, deviceId, certificate, ca, key, keyId, ...rest } = JSON.parse(await readFile(path, 'utf8'));
  const { addresses, schoolCode, schoolName, room, seat, role, state, fingerprintKey } = rest;
  const older = { v, deviceId, certificate, ca, addresses, schoolCode, schoolName, room, seat, role, state };
  await writeFile(path, JSON.stringify({ ...older, fingerprintKey, key, keyId }));
  await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[0]);
  await world.order({ kind: 'renew', certificate: await certified(world) });
  expect(await eventually(() => world.answers()[0])).toMatchObject({ outcome: 'done' });
});
