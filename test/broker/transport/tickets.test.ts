import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createEmbeddedTransport } from '../../../broker/transport/embedded-transport.ts';
import { createTicketKeys } from '../../../broker/transport/ticket-keys.ts';
import { createManualClock, type ManualClock } from '../../../shared/runtime/clock.ts';
import {
  type BrokerPki,
  type ClientCredentials,
  createBrokerPki,
  deviceCn,
} from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { connectRawClient, type RawClientOptions } from '../../support/mqtt-client.ts';
import { openResources, type Resources } from '../../support/resources.ts';

const log = pino({ level: 'silent' });
const weekMs = 7 * 86_400_000;
const cn = deviceCn(1);

/** One life of a broker's process; `keys` is the file that it leaves to the next. */
async function openLife(
  resources: Resources,
  {
    pki,
    clock,
    keys,
    isRevoked = false,
  }: { pki: BrokerPki; clock: ManualClock; keys?: string; isRevoked?: boolean },
) {
  const ignore = () => Promise.resolve();
  const transport = createEmbeddedTransport(
    {
      handlers: {
        authenticate: () => (isRevoked ? 'revoked' : 'ok'),
        identityOf: () => ({ kind: 'device', cn }),
        ...{ onReport: ignore, onStatus: ignore, onAnswer: ignore, onAsk: ignore },
        ...{ onConnected: () => {}, onDisconnected: () => {}, isInSubtree: () => false },
      },
      ...{ clock, log },
    },
    {
      ...{ port: 0, host: '127.0.0.1', credentials: await pki.server() },
      ...(keys === undefined ? {} : { ticketKeys: createTicketKeys({ clock, log }, keys) }),
    },
  );
  const started = await transport.start();
  if (!started.ok) throw new Error(started.error.code);
  resources.defer(() => transport.stop());
  return { port: started.value.port, stop: transport.stop };
}

async function come(resources: Resources, options: RawClientOptions) {
  const { client, returnCode } = await connectRawClient(options, { clientId: cn });
  resources.defer(client.close);
  return { client, returnCode, isResumed: client.isResumed };
}

/** Connects, and gives a ticket of that connection. */
async function ticketOf(resources: Resources, port: number, credentials: ClientCredentials): Promise<Buffer> {
  const { client } = await come(resources, { port, credentials });
  return await eventually(() => client.socket.getSession());
}

test('after a restart machines resume; revoked ones do too, and are refused', async () => {
  await using resources = openResources();
  const pki = await createBrokerPki();
  const credentials = await pki.client(cn);
  const clock = createManualClock(0);
  const keys = join(await resources.folder(), 'ticket-keys.json');
  const first = await openLife(resources, { pki, clock, keys });
  const session = await ticketOf(resources, first.port, credentials);
  await first.stop();

  const second = await openLife(resources, { pki, clock, keys });
  const came = await come(resources, { port: second.port, credentials, session });
  expect([came.isResumed, came.returnCode]).toEqual([true, 0]);

  const strict = await openLife(resources, { pki, clock, keys, isRevoked: true });
  const refused = await come(resources, { port: strict.port, credentials, session });
  expect([refused.isResumed, refused.returnCode]).toEqual([true, 5]);

  const forgetful = await openLife(resources, { pki, clock });
  expect(await come(resources, { port: forgetful.port, credentials, session })).toMatchObject({
    ...{ isResumed: false, returnCode: 0 },
  });
});

test('a running broker takes new keys too', async () => {
  await using resources = openResources();
  const pki = await createBrokerPki();
  const credentials = await pki.client(cn);
  const clock = createManualClock(0);
  const keys = join(await resources.folder(), 'ticket-keys.json');
  const { port } = await openLife(resources, { pki, clock, keys });
  const session = await ticketOf(resources, port, credentials);
  await clock.advance(weekMs - 1);
  expect((await come(resources, { port, credentials, session })).isResumed).toBe(true);
  await clock.advance(3_600_000);
  expect((await come(resources, { port, credentials, session })).isResumed).toBe(false);
});

describe('the file of keys', () => {
  test('is for its owner alone, lasts a week, and is made anew when it is of no use', async () => {
    await using resources = openResources();
    const path = join(await resources.folder(), 'ticket-keys.json');
    const clock = createManualClock(Date.UTC(2026, 10, 22));
    const read = () => createTicketKeys({ clock, log }, path)();
    const first = read();
    expect(first).toHaveLength(48);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await clock.advance(weekMs - 1);
    expect(read()).toEqual(first);
    await clock.advance(1);
    const second = read();
    expect(second).not.toEqual(first);
    const written = readFileSync(path, 'utf8');
    for (const text of [
      '',
      '{}',
      written.replace(/"keys":"..../, '"keys":"'),
      written.replace('"madeAt":1', '"madeAt":9'),
    ]) {
      writeFileSync(path, text);
      expect(read()).not.toEqual(second);
    }
  });

  test('that cannot be written costs no connection', () => {
    const keys = createTicketKeys({ clock: createManualClock(0), log }, '/proc/none/ticket-keys.json');
    expect(keys()).toHaveLength(48);
    expect(keys()).toBe(keys());
  });
});
