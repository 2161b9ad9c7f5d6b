import { beforeAll, describe, expect, test } from 'vitest';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { type BrokerPki, createBrokerPki } from '../support/broker-pki.ts';
import { cn, openBroker, over, works } from '../support/carried-session.ts';
import { openConnectProxy } from '../support/connect-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { failures, isConnected, openSession } from '../support/observed-session.ts';
import { openResources } from '../support/resources.ts';
import { openSmallBroker } from '../support/small-broker.ts';

describe('through a proxy', () => {
  test.each(['mqtt', 'websocket'] as const)('%s is tunnelled', async (carrier) => {
    await using resources = openResources();
    const setting = await openBroker(resources);
    const credentials = 'school:secret';
    const proxy = await openConnectProxy(resources, { credentials });
    const route = { carrier, proxy: { host: proxy.host, port: proxy.port, credentials } };
    const observed = openSession(resources, setting.credentials, [setting.broker.address], over(route));
    observed.session.start();
    expect(await works(setting, observed)).toBe(carrier);
    const { mqttPort, httpsPort } = setting.broker.address;
    expect(proxy.asked.map(({ to }) => to)).toEqual([
      `127.0.0.1:${carrier === 'mqtt' ? mqttPort : httpsPort}`,
    ]);
  });

  test('auto asks for the web port first, and comes back after the proxy was restarted', async () => {
    await using resources = openResources();
    const setting = await openBroker(resources);
    const proxy = await openConnectProxy(resources, { ports: [setting.broker.webPort] });
    const route = { carrier: 'auto', proxy } as const;
    const observed = openSession(resources, setting.credentials, [setting.broker.address], over(route));
    observed.session.start();
    expect(await works(setting, observed)).toBe('websocket');
    observed.states.length = 0;
    proxy.cut();
    await eventually(() => failures(observed.states)[0]);
    expect(await works(setting, observed)).toBe('websocket');
    expect(new Set(proxy.asked.map(({ to }) => to))).toEqual(
      new Set([`127.0.0.1:${setting.broker.webPort}`]),
    );
  });

  test.each([
    ['407', { credentials: 'a:b' }],
    ['403', { ports: [] }],
  ] as const)('its own no is told as its own: %s, without the password', async (status, options) => {
    await using resources = openResources();
    const setting = await openBroker(resources);
    const { host, port } = await openConnectProxy(resources, options);
    const clock = createManualClock(0);
    const proxy = { host, port, credentials: 'school:secret' };
    const { session, states } = openSession(resources, setting.credentials, [setting.broker.address], {
      ...over({ carrier: 'auto', proxy }),
      clock,
    });
    session.start();
    await clock.advance(0);
    expect(await eventually(() => failures(states)[0])).toMatchObject({
      ...{ why: 'unreachable', detail: `proxy ${status}`, hasMetBroker: false },
    });
    expect(JSON.stringify(states)).not.toContain('secret');
  });
});

describe('tickets', () => {
  let pki: BrokerPki;
  beforeAll(async () => {
    pki = await createBrokerPki();
  });

  test('of the last connection are used over WebSocket too', async () => {
    await using resources = openResources();
    const { broker, credentials } = await openBroker(resources);
    let kept: Buffer | undefined;
    let saved = 0;
    const ticket = {
      load: () => kept,
      save: (session: Buffer) => {
        kept = session;
        saved += 1;
      },
    };
    const options = { ...over({ carrier: 'websocket' }), ticket };
    const first = openSession(resources, credentials, [broker.address], options);
    first.session.start();
    await eventually(() => (isConnected(first.session)() && saved > 0) || undefined);
    await first.session.stop();
    // The ticket names the machine also where no certificate is shown.
    const { ca } = credentials;
    const bare = await pki.client(cn);
    const second = openSession(resources, { ...bare, ca }, [broker.address], options);
    second.session.start();
    await eventually(isConnected(second.session));
    expect(broker.presence.at(-1)).toBe(`connected ${cn}`);
  });

  test('a broker that has none of our WebSockets is left for its MQTT port', async () => {
    await using resources = openResources();
    const broker = await openSmallBroker(pki);
    resources.defer(() => broker.close());
    const { session } = openSession(resources, await pki.client(cn), [broker.address], {
      route: { carrier: 'auto', proxy: await openConnectProxy(resources) },
    });
    session.start();
    await eventually(isConnected(session));
    expect(session.state()).toMatchObject({ carrier: 'mqtt' });
  });
});
