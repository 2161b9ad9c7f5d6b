import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../shared/domain/jitter.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { type BrokerPki, type ClientCredentials, createBrokerPki, deviceCn } from '../support/broker-pki.ts';
import { eventually } from '../support/eventually.ts';
import { freePort, openGap } from '../support/network-gap.ts';
import {
  failures,
  isConnected,
  type Observed,
  openSession as openObserved,
} from '../support/observed-session.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { openSmallBroker, type SmallBroker, type SmallBrokerBehaviour } from '../support/small-broker.ts';

let pki: BrokerPki;
let credentials: ClientCredentials;

beforeAll(async () => {
  pki = await createBrokerPki();
  credentials = await pki.client(deviceCn(1));
});

async function openBroker(
  resources: Resources,
  behaviour: SmallBrokerBehaviour = {},
  at: { readonly host?: string; readonly port?: number } = {},
): Promise<SmallBroker> {
  const broker = await openSmallBroker(pki, behaviour, at);
  resources.defer(() => broker.close());
  return broker;
}

function openSession(resources: Resources, ...rest: Tail<Parameters<typeof openObserved>>): Observed {
  return openObserved(resources, credentials, ...rest);
}

type Tail<T extends readonly unknown[]> = T extends [unknown, unknown, ...infer R] ? R : never;

describe('connecting', () => {
  test('subscriptions are granted before onConnect', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const { session, messages } = openSession(resources, broker.address, {
      onConnect: () => broker.publish('orders', Buffer.from('first')),
    });
    session.start();
    await eventually(() => messages.includes('first') || undefined);
  });

  test('a refused CONNACK says so and waits', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources, { refuseWith: 5 });
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, broker.address, { clock });
    session.start();
    await clock.advance(0);
    await eventually(() => failures(states)[0]);
    expect(failures(states)[0]).toMatchObject({ why: 'refused', detail: '5' });
  });

  test('a refused subscription is a refusal too', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources, { refuseSubscriptions: true });
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, broker.address, { clock });
    session.start();
    await clock.advance(0);
    await eventually(() => failures(states)[0]);
    expect(failures(states)[0]).toMatchObject({ why: 'refused', detail: 'subscription' });
  });

  test('a server of another authority is not trusted', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const stranger = await (await createBrokerPki()).client(deviceCn(1));
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, broker.address, {
      clock,
      credentials: () => ({ ca: stranger.ca, certificate: stranger.cert, key: stranger.key }),
    });
    session.start();
    await clock.advance(0);
    const failure = await eventually(() => failures(states)[0]);
    expect(failure.why).toBe('unreachable');
    expect(failure.detail).toMatch(/CERT|VERIFY|SIGNED/);
  });

  test('a certificate for another host name is not accepted', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources, {}, { host: '127.0.0.2' });
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, broker.address, { clock });
    session.start();
    await clock.advance(0);
    const failure = await eventually(() => failures(states)[0]);
    expect(failure.detail).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('the addresses are tried in turn, and the one that worked comes first again', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const closed = { ...broker.address, mqttPort: await freePort() };
    const { session, states } = openSession(resources, [closed, broker.address]);
    session.start();
    await eventually(isConnected(session));
    states.length = 0;
    broker.cut();
    await eventually(() => states.some(({ kind }) => kind === 'connected') || undefined);
    const tried = states.flatMap((state) => (state.kind === 'connecting' ? [state.address.mqttPort] : []));
    expect(tried).toEqual([broker.address.mqttPort]);
  });

  test('the TLS session is resumed with the ticket of the last connection', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    let kept: Buffer | undefined;
    const ticket = {
      load: () => kept,
      save: (session: Buffer) => {
        kept = session;
      },
    };
    const first = openSession(resources, broker.address, { ticket });
    first.session.start();
    await eventually(() => (isConnected(first.session)() && kept !== undefined) || undefined);
    await first.session.stop();
    const second = openSession(resources, broker.address, { ticket });
    second.session.start();
    await eventually(isConnected(second.session));
    expect(broker.handshakes()).toEqual({ all: 2, resumed: 1 });
  });

  test('a damaged ticket costs no connection', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const ticket = { load: () => Buffer.from('not a ticket'), save: () => {} };
    const { session } = openSession(resources, broker.address, { ticket });
    session.start();
    await eventually(isConnected(session));
  });
});

describe('coming back', () => {
  test('waits grow to five minutes, jittered over the whole of it, and never end', async () => {
    await using resources = openResources();
    const address = { host: '127.0.0.1', mqttPort: await freePort() };
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, address, { clock, random: seededRandom(7) });
    session.start();
    for (let attempt = 0; attempt < 24; attempt += 1) {
      await clock.advance(failures(states).at(-1)?.retryInMs ?? 0);
      await eventually(() => failures(states)[attempt]);
    }
    const waits = failures(states).map(({ retryInMs }) => retryInMs);
    waits.forEach((wait, attempt) => {
      expect(wait).toBeLessThan(Math.min(300_000, 1_000 * 2 ** attempt));
    });
    const late = waits.slice(10);
    expect(Math.min(...late)).toBeLessThan(100_000);
    expect(Math.max(...late)).toBeGreaterThan(200_000);
  });

  test('a connection that does not last counts as a failure', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, broker.address, { clock, random: () => 0.999 });
    session.start();
    for (let cut = 0; cut < 4; cut += 1) {
      await clock.advance(failures(states).at(-1)?.retryInMs ?? 0);
      await eventually(isConnected(session));
      broker.cut();
      await eventually(() => failures(states)[cut]);
    }
    expect(failures(states).map(({ retryInMs }) => retryInMs)).toEqual([999, 1998, 3996, 7992]);
  });

  test('a connection that lasted begins anew', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, broker.address, { clock, random: () => 0.999 });
    session.start();
    for (let cut = 0; cut < 3; cut += 1) {
      await clock.advance(failures(states).at(-1)?.retryInMs ?? 0);
      await eventually(isConnected(session));
      await clock.advance(60_000);
      broker.cut();
      await eventually(() => failures(states)[cut]);
    }
    expect(failures(states).map(({ retryInMs }) => retryInMs)).toEqual([999, 999, 999]);
  });
});

describe('publishing', () => {
  test('resolves on the PUBACK and not before', async () => {
    await using resources = openResources();
    const stored = Promise.withResolvers<void>();
    const broker = await openBroker(resources, { acknowledge: () => stored.promise });
    const { session } = openSession(resources, broker.address);
    session.start();
    await eventually(isConnected(session));
    let result: unknown;
    const publishing = session.publish('report', Buffer.from('1')).then((given) => {
      result = given;
      return given;
    });
    await eventually(() => broker.arrivals[0]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(result).toBeUndefined();
    stored.resolve();
    expect(await publishing).toEqual({ ok: true, value: undefined });
  });

  test('what is in flight when the connection goes fails as closed', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources, { acknowledge: () => new Promise(() => {}) });
    const { session } = openSession(resources, broker.address);
    session.start();
    await eventually(isConnected(session));
    const publishing = Array.from({ length: 20 }, (_, n) => session.publish('report', Buffer.from(`${n}`)));
    await eventually(() => broker.arrivals[19]);
    broker.cut();
    expect(
      new Set((await Promise.all(publishing)).map((result) => (result.ok ? 'ok' : result.error))),
    ).toEqual(new Set(['closed']));
    expect(await session.publish('report', Buffer.from('later'))).toEqual({ ok: false, error: 'offline' });
  });

  test('a half-open connection is given up when no PUBACK comes within a minute', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const clock = createManualClock(0);
    const gap = await openGap(resources, broker.address.mqttPort);
    const { session, states } = openSession(resources, { host: '127.0.0.1', mqttPort: gap.port }, { clock });
    session.start();
    await clock.advance(0);
    await eventually(isConnected(session));
    gap.swallow();
    const publishing = [
      session.publish('report', Buffer.from('1')),
      session.publish('report', Buffer.from('2')),
    ];
    await clock.advance(60_000);
    expect(await Promise.all(publishing)).toEqual([
      { ok: false, error: 'timed-out' },
      { ok: false, error: 'closed' },
    ]);
    expect(failures(states)).toMatchObject([{ why: 'lost', detail: 'not-acknowledged' }]);
  });
});

describe('receiving and ending', () => {
  test('a message is acknowledged after its handler', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const handled = Promise.withResolvers<void>();
    const seen: string[] = [];
    const { session } = openSession(resources, broker.address, {
      onMessage: async (_topic, payload) => {
        seen.push(payload.toString());
        await handled.promise;
      },
    });
    session.start();
    await eventually(isConnected(session));
    await Promise.all([
      broker.publish('orders', Buffer.from('a')),
      broker.publish('orders', Buffer.from('b')),
    ]);
    await eventually(() => seen[0]);
    expect(seen).toEqual(['a']);
    handled.resolve();
    await eventually(() => seen[1]);
    expect(seen).toEqual(['a', 'b']);
  });

  test('a clean stop leaves no will, a cut does', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources);
    const will = () => ({ topic: 'status', payload: Buffer.from('gone') });
    const polite = openSession(resources, broker.address, { will });
    polite.session.start();
    await eventually(isConnected(polite.session));
    await polite.session.stop();
    await eventually(() => broker.connected() === 0 || undefined);
    expect(broker.arrivals).toEqual([]);
    const other = openSession(resources, broker.address, { will });
    other.session.start();
    await eventually(isConnected(other.session));
    broker.cut();
    const left = await eventually(() => broker.arrivals[0]);
    expect(left).toMatchObject({ topic: 'status', retain: true });
  });

  test('a stop does not wait for acknowledgements that never come', async () => {
    await using resources = openResources();
    const broker = await openBroker(resources, { acknowledge: () => new Promise(() => {}) });
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, broker.address, { clock });
    session.start();
    await clock.advance(0);
    await eventually(isConnected(session));
    const publishing = session.publish('report', Buffer.from('1'));
    await eventually(() => broker.arrivals[0]);
    const stopping = session.stop();
    await clock.advance(2_000);
    await stopping;
    expect(await publishing).toEqual({ ok: false, error: 'closed' });
    expect(states.at(-1)).toEqual({ kind: 'stopped' });
  });
});
