import { describe, expect, test } from 'vitest';
import { createManualClock } from '../../shared/runtime/clock.ts';
import type { NetworkRoute } from '../../shared/runtime/network-route.ts';
import { createWays } from '../../shared/runtime/ways.ts';
import { createBrokerPki } from '../support/broker-pki.ts';
import { cn, openBroker, over, report, works } from '../support/carried-session.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/network-gap.ts';
import { failures, isConnected, openSession } from '../support/observed-session.ts';
import { openResources } from '../support/resources.ts';

describe('ways', () => {
  const a = { host: 'a', mqttPort: 1, httpsPort: 2 };
  const b = { host: 'b', mqttPort: 1, httpsPort: 2 };
  const proxy = { host: 'p', port: 3128 };
  const taken = (route: NetworkRoute, addresses = [a, b]): string[] => {
    const ways = createWays(() => addresses, route);
    return Array.from({ length: 5 }, () => {
      const { address, carrier } = ways.current();
      return `${address.host} ${carrier}${ways.next() ? ' +' : ''}`;
    });
  };

  test('address by address, the carriers of one beside each other', () => {
    expect(taken({ carrier: 'auto' })).toEqual([
      ...['a mqtt +', 'a websocket', 'b mqtt +', 'b websocket'],
      'a mqtt +',
    ]);
    expect(taken({ carrier: 'auto', proxy })).toEqual([
      ...['a websocket +', 'a mqtt', 'b websocket +', 'b mqtt'],
      'a websocket +',
    ]);
    expect(taken({ carrier: 'mqtt', proxy })).toEqual(['a mqtt', 'b mqtt', 'a mqtt', 'b mqtt', 'a mqtt']);
    expect(taken({ carrier: 'websocket' }, [a])).toEqual(Array(5).fill('a websocket'));
  });

  test('back at the first address the carrier stays', () => {
    const ways = createWays(() => [a, b], { carrier: 'auto' });
    for (let step = 0; step < 3; step += 1) ways.next();
    ways.toFirst();
    expect(ways.current()).toEqual({ address: a, carrier: 'websocket' });
  });
});

describe('the carrier', () => {
  test.each([
    ['mqtt', 'mqtt'],
    ['auto', 'mqtt'],
    ['websocket', 'websocket'],
  ] as const)('%s goes over %s', async (carrier, expected) => {
    await using resources = openResources();
    const setting = await openBroker(resources);
    const observed = openSession(resources, setting.credentials, [setting.broker.address], over({ carrier }));
    observed.session.start();
    expect(await works(setting, observed)).toBe(expected);
    await observed.session.stop();
    await eventually(() => setting.broker.transport.connectedCount() === 0 || undefined);
  });

  test('a packet of many pieces and many packets at once are whole over WebSocket', async () => {
    await using resources = openResources();
    const setting = await openBroker(resources);
    const { session } = openSession(
      resources,
      setting.credentials,
      [setting.broker.address],
      over({ carrier: 'websocket' }),
    );
    session.start();
    await eventually(isConnected(session));
    const sizes = [1, 10, 1_000, 16_384, 32_768, 48_000];
    const sent = sizes.map((bytes) => session.publish(report, Buffer.alloc(bytes, 'x')));
    for (const result of await Promise.all(sent)) expect(result).toEqual({ ok: true, value: undefined });
    expect(setting.broker.seen.map(({ payload }) => payload.length)).toEqual(sizes);
  });

  test('auto goes to WebSocket at once where the MQTT port is closed, stays there, and comes back when only that one is open', async () => {
    await using resources = openResources();
    const setting = await openBroker(resources);
    const { address } = setting.broker;
    const open = { ...address };
    const closed = await freePort();
    const clock = createManualClock(0);
    const addresses = [{ ...address, mqttPort: closed }];
    const observed = openSession(resources, setting.credentials, addresses, {
      ...over({ carrier: 'auto' }),
      clock,
    });
    observed.session.start();
    await clock.advance(0);
    expect(await works(setting, observed)).toBe('websocket');
    expect(failures(observed.states)).toEqual([]);

    setting.broker.transport.disconnect(cn);
    await eventually(() => failures(observed.states)[0]);
    const [{ retryInMs } = { retryInMs: 0 }] = failures(observed.states);
    observed.states.length = 0;
    await clock.advance(retryInMs);
    await eventually(isConnected(observed.session));
    expect(observed.states.map((state) => 'carrier' in state && state.carrier)).toEqual([
      'websocket',
      'websocket',
    ]);

    addresses[0] = { ...open, httpsPort: closed };
    setting.broker.transport.disconnect(cn);
    await eventually(() => setting.broker.transport.connectedCount() === 0 || undefined);
    await eventually(async () => {
      await clock.advance(1_000);
      return isConnected(observed.session)();
    });
    expect(await works(setting, observed)).toBe('mqtt');
  });

  test('only the first attempt falls over without waiting', async () => {
    await using resources = openResources();
    const pki = await createBrokerPki();
    const port = await freePort();
    const clock = createManualClock(0);
    const addresses = [{ host: '127.0.0.1', mqttPort: port, httpsPort: port }];
    const { session, states } = openSession(resources, await pki.client(cn), addresses, {
      ...{ clock, random: () => 0.5 },
      route: { carrier: 'auto' },
    });
    session.start();
    await clock.advance(0);
    for (let failure = 0; failure < 4; failure += 1) {
      await eventually(() => failures(states)[failure]);
      await clock.advance(failures(states)[failure]?.retryInMs ?? 0);
    }
    await eventually(() => failures(states)[4]);
    const told = states.map((state) => (state.kind === 'connecting' ? state.carrier : state.kind));
    expect(told.slice(0, 3)).toEqual(['mqtt', 'websocket', 'waiting']);
    expect(told.slice(3)).toEqual(
      ['mqtt', 'websocket', 'mqtt', 'websocket'].flatMap((carrier) => [carrier, 'waiting']),
    );
    expect(failures(states).map(({ retryInMs }) => retryInMs)).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  });

  test('a no of the broker is not asked again by the other carrier', async () => {
    await using resources = openResources();
    const setting = await openBroker(resources);
    setting.broker.revoked.add(setting.credentials.sha256);
    const clock = createManualClock(0);
    const { session, states } = openSession(resources, setting.credentials, [setting.broker.address], {
      ...over({ carrier: 'auto' }),
      clock,
    });
    session.start();
    await clock.advance(0);
    expect(await eventually(() => failures(states)[0])).toMatchObject({
      ...{ why: 'refused', detail: '5', hasMetBroker: true },
    });
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'waiting']);
  });

  test.each(['mqtt', 'websocket'] as const)(
    'a certificate of another authority is refused over %s',
    async (carrier) => {
      await using resources = openResources();
      const { broker, credentials } = await openBroker(resources);
      const stranger = { ...(await (await createBrokerPki()).client(cn)), ca: credentials.ca };
      const clock = createManualClock(0);
      const { session, states } = openSession(resources, stranger, [broker.address], {
        ...over({ carrier }),
        clock,
      });
      session.start();
      await clock.advance(0);
      const failure = await eventually(() => failures(states)[0]);
      expect(failure).toMatchObject({ hasMetBroker: true });
      if (carrier === 'websocket') expect(failure).toMatchObject({ why: 'refused', detail: 'HTTP 401' });
    },
  );

  test.each(['mqtt', 'websocket'] as const)(
    'a server that is not ours is told as such over %s',
    async (carrier) => {
      await using resources = openResources();
      const { broker, credentials } = await openBroker(resources);
      const other = await (await createBrokerPki()).client(cn);
      const clock = createManualClock(0);
      const connect = (ca: string, host: string) => {
        const address = { ...broker.address, host };
        const { session, states } = openSession(resources, { ...credentials, ca }, [address], {
          ...over({ carrier }),
          clock,
        });
        session.start();
        return states;
      };
      const [foreign, renamed] = [connect(other.ca, '127.0.0.1'), connect(credentials.ca, '127.0.0.2')];
      await clock.advance(0);
      expect(await eventually(() => failures(foreign)[0])).toMatchObject({ hasMetBroker: false });
      // Nothing listens there; over IPv4 the whole of 127/8 is this machine.
      await eventually(() => failures(renamed)[0]);
    },
  );
});
