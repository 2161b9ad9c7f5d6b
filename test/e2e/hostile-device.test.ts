import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxFrameBytes, maxWireBytes } from '../../shared/contract/limits.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { type MqttSession, openMqttSession } from '../../shared/runtime/mqtt-session.ts';
import { type AskingUser, openAskingUser } from '../support/asking-user.ts';
import { eventually } from '../support/eventually.ts';
import { type JoinedMachine, joinMachines } from '../support/join-machines.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';
import { type SteadyDrummer, startSteadyDrummer } from '../support/steady-drummer.ts';

const clock = createSystemClock();
let installation: Installation;
let admin: AskingUser;
let hostile: JoinedMachine;
let honest: SteadyDrummer;
let ca: string;

/** What a certified, broken or hostile device may send on its own report topic. */
const payloads: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['bytes that mean nothing', Buffer.from([0xff, 0x00, 0x80, 0x01])],
  ['JSON cut short', Buffer.from('{"v":1,"boot":"')],
  ['JSON 50,000 levels deep', deflated(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
  ['a deflate bomb of 64 MB', deflated('a'.repeat(64 * 1024 * 1024))],
  ['a version of later', Buffer.from('{"v":7,"boot":"00","news":true}')],
  ['prototype keys', Buffer.from('{"v":1,"__proto__":{"boot":1},"constructor":{}}')],
  ['more than 48 KiB', Buffer.alloc(maxWireBytes + 1, 0x20)],
];

function deflated(json: string): Buffer {
  return Buffer.concat([Buffer.of(1), deflateRawSync(Buffer.from(json))]);
}

function openSession(onState: (kind: string) => void): MqttSession {
  return openMqttSession(
    {
      addresses: () => installation.profile.addresses,
      credentials: () => ({ ca, certificate: hostile.certificate, key: hostile.key }),
      ...{ clientId: hostile.deviceId, keepaliveSeconds: 30, subscriptions: [] },
    },
    {
      ...{ clock, random: () => 0.001, onConnect: () => Promise.resolve() },
      ...{ onMessage: () => Promise.resolve(), onState: ({ kind }) => onState(kind) },
    },
  );
}

beforeAll(async () => {
  installation = createInstallation();
  await installation.serve();
  const joined = await joinMachines(installation.token(), 2);
  ca = joined.ca;
  const [first, second] = joined.machines;
  const [address] = installation.profile.addresses;
  if (first === undefined || second === undefined || address === undefined) throw new Error('not joined');
  hostile = first;
  honest = startSteadyDrummer(second, { address, ca }, { clock, random: Math.random });
  admin = await openAskingUser(installation.profile, clock);
}, 60_000);

afterAll(async () => {
  await honest?.finish();
  await admin?.stop();
  await installation?.[Symbol.asyncDispose]();
});

describe('a certified device that sends what it should not', () => {
  test('is acknowledged, its messages are kept aside, and an honest one goes on', async () => {
    const topic = buildTopic({ kind: 'report', cn: hostile.deviceId });
    const session = openSession(() => {});
    session.start();
    await eventually(() => (session.state().kind === 'connected' ? true : undefined), 20_000);
    for (const [what, payload] of payloads) {
      const before = honest.acknowledged.size;
      expect([what, await session.publish(topic, payload)]).toEqual([what, { ok: true, value: undefined }]);
      await eventually(() => (honest.acknowledged.size > before + 20 ? true : undefined), 20_000);
    }
    await session.stop();
    const kept = (await admin.ask('quarantineList', { deviceId: hostile.deviceId })).flatMap(
      (page) => page.messages,
    );
    expect(kept).toHaveLength(payloads.length);
    const [status] = await admin.ask('brokerStatus', {});
    expect(status?.quarantined).toBeGreaterThanOrEqual(payloads.length);
  }, 60_000);

  test('is cut at the header of a frame above 64 KiB, and the honest one still goes on', async () => {
    const states: string[] = [];
    const session = openSession((kind) => void states.push(kind));
    session.start();
    await eventually(() => (session.state().kind === 'connected' ? true : undefined), 20_000);
    const before = honest.acknowledged.size;
    const topic = buildTopic({ kind: 'report', cn: hostile.deviceId });
    expect(await session.publish(topic, Buffer.alloc(maxFrameBytes + 1, 0x20))).toEqual({
      ok: false,
      error: 'closed',
    });
    expect(states).toContain('waiting');
    await session.stop();
    await eventually(() => (honest.acknowledged.size > before + 20 ? true : undefined), 20_000);
  }, 60_000);
});
