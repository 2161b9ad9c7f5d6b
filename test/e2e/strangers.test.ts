import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode } from '../../shared/contract/codec.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import { createSystemClock, delay } from '../../shared/runtime/clock.ts';
import { openMqttSession, type SessionState } from '../../shared/runtime/mqtt-session.ts';
import { type AskingUser, openAskingUser } from '../support/asking-user.ts';
import { type JoinedMachine, joinMachines } from '../support/join-machines.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';

const clock = createSystemClock();
let installation: Installation;
let ca: string;
let machines: readonly JoinedMachine[];
let admin: AskingUser;

beforeAll(async () => {
  installation = createInstallation();
  await installation.serve();
  ({ ca, machines } = await joinMachines(installation.token(), 4));
  admin = await openAskingUser(installation.profile, clock);
}, 60_000);

afterAll(async () => {
  await admin?.stop();
  await installation?.[Symbol.asyncDispose]();
});

/** Opens a session and gives its first word: connected, or why not. */
async function firstWord(who: {
  certificate: string;
  key: string;
  ca?: string;
  clientId: string;
  port?: number;
}): Promise<SessionState> {
  let heard = (_: SessionState): void => {};
  const word = new Promise<SessionState>((resolve) => {
    heard = resolve;
  });
  const address = {
    host: '127.0.0.1',
    mqttPort: who.port ?? installation.mqttPort,
    httpsPort: installation.httpsPort,
  };
  const session = openMqttSession(
    {
      addresses: () => [address],
      credentials: () => ({ ca: who.ca ?? ca, certificate: who.certificate, key: who.key }),
      // On this port alone: the broker itself listens for WebSockets.
      route: { carrier: 'mqtt' },
      ...{ clientId: who.clientId, keepaliveSeconds: 30, subscriptions: [] },
    },
    {
      ...{
        clock,
        random: Math.random,
        onConnect: () => Promise.resolve(),
        onMessage: () => Promise.resolve(),
      },
      onState: (state) => {
        if (state.kind === 'connected' || state.kind === 'waiting') heard(state);
      },
    },
  );
  session.start();
  const state = await word;
  await session.stop();
  return state;
}

const machine = (index: number): JoinedMachine =>
  machines[index] ??
  (() => {
    throw new Error('no such machine');
  })();

describe('the door', () => {
  test('opens for a joined machine', async () => {
    const { certificate, key, deviceId } = machine(0);
    expect(await firstWord({ certificate, key, clientId: deviceId })).toMatchObject({ kind: 'connected' });
  });

  test('stays shut for a machine of another installation', async () => {
    const other = createInstallation();
    try {
      await other.serve();
      const {
        machines: [stranger],
      } = await joinMachines(other.token(), 1);
      expect(stranger).toBeDefined();
      const { certificate, key, deviceId } = stranger ?? machine(0);
      expect(await firstWord({ certificate, key, clientId: deviceId })).toMatchObject({ kind: 'waiting' });
    } finally {
      await other[Symbol.asyncDispose]();
    }
  }, 60_000);

  test('shuts behind a revoked machine, and cuts its session', async () => {
    const { certificate, key, deviceId } = machine(1);
    await admin.ask('deviceRevoke', { deviceId });
    expect(await firstWord({ certificate, key, clientId: deviceId })).toMatchObject({ kind: 'waiting' });
  });

  test('a device certificate cannot pose as the broker', async () => {
    const { certificate, key } = machine(2);
    const server = createServer({ cert: certificate + ca, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { certificate: mine, key: myKey, deviceId } = machine(0);
    const word = await firstWord({ certificate: mine, key: myKey, clientId: deviceId, port });
    expect(word).toMatchObject({ kind: 'waiting', why: 'unreachable' });
    server.close();
  });

  test('a device that asks or publishes as another is cut, counted, and changes nothing', async () => {
    const { certificate, key, deviceId } = machine(3);
    const before = await refusals();
    for (const topic of [
      buildTopic({ kind: 'ask', cn: installation.profile.userId }),
      buildTopic({ kind: 'report', cn: machine(0).deviceId }),
    ]) {
      const states: SessionState['kind'][] = [];
      const session = openMqttSession(
        {
          addresses: () => installation.profile.addresses,
          credentials: () => ({ ca, certificate, key }),
          ...{ clientId: deviceId, keepaliveSeconds: 30, subscriptions: [] },
        },
        {
          ...{
            clock,
            random: () => 0.9,
            onMessage: () => Promise.resolve(),
            onState: ({ kind }: SessionState) => void states.push(kind),
          },
          onConnect: async () =>
            void (await session.publish(
              topic,
              encode({ v: 1, id: 'x', window: 'aaaaaaaa', kind: 'userList', params: {} }),
            )),
        },
      );
      session.start();
      for (let i = 0; i < 400 && !states.includes('waiting'); i += 1) await delay(clock, 25);
      await session.stop();
      expect(states).toContain('waiting');
    }
    expect(await refusals()).toBeGreaterThan(before);
  }, 60_000);
});

async function refusals(): Promise<number> {
  const [page] = await admin.ask('brokerStatus', {});
  return Object.values(page?.refused ?? {}).reduce((sum, count) => sum + count, 0);
}
