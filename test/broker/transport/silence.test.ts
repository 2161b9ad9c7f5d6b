import { duplexPair } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../../broker/transport/limits.ts';
import { certifiedPeer } from '../../../broker/transport/session.ts';
import type { SessionLoss } from '../../../broker/transport/transport.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { connectRawClient } from '../../support/mqtt-client.ts';
import { connectPacket } from '../../support/open-device.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { startTransport } from './started-transport.ts';

const cn = deviceCn(1);
const start = Date.UTC(2026, 10, 2, 1);

async function watchedTransport(resources: Resources, config: Parameters<typeof startTransport>[2] = {}) {
  const clock = createManualClock(start);
  const losses: SessionLoss[] = [];
  const addresses: string[] = [];
  const broker = await startTransport(
    resources,
    {
      onConnected: (_cn, _clientId, _certificate, address) => addresses.push(address),
      onDisconnected: (_cn, _clientId, loss) => losses.push(loss),
    },
    { clock, ...config },
  );
  const lost = (): Promise<SessionLoss> => eventually(() => losses.at(-1));
  /** The clock runs on while what is sent has time to arrive. */
  const pass = async (seconds: number): Promise<void> => {
    for (let left = seconds; left > 0; left -= 5) await clock.advance(Math.min(5, left) * 1000);
  };
  return { ...broker, clock, losses, addresses, lost, pass };
}

test('a machine that says nothing is closed when its keep-alive ran out, and its last packet is known', async () => {
  await using resources = openResources();
  const { device, lost, losses, pass } = await watchedTransport(resources);
  const { client } = await device(cn);
  await pass(80);
  client.send({ cmd: 'pingreq' });
  await client.next(({ cmd }) => cmd === 'pingresp');
  await pass(85);
  expect(losses).toEqual([]);
  await pass(10);
  expect(await lost()).toEqual({ lastHeardAt: start + 80_000, silenceMs: 90_000, how: 'silent' });
  await client.closed;
});

test('the same holds for what is no TLS socket', async () => {
  await using resources = openResources();
  const { enrol, transport, lost, pass, addresses } = await watchedTransport(resources);
  await enrol({ kind: 'device', cn });
  const [ours, theirs] = duplexPair();
  transport.attach(ours, { cn, certificateSha256: 'a'.repeat(64), remoteAddress: '192.0.2.7' });
  theirs.write(connectPacket(cn, { keepalive: 120 }));
  theirs.resume();
  await eventually(() => addresses.at(0));
  await pass(190);
  expect(await lost()).toEqual({ lastHeardAt: start, silenceMs: 180_000, how: 'silent' });
});

test('whose packets we hold back ourselves is not silent', async () => {
  await using resources = openResources();
  const limits = { ...defaultLimits, packets: { burst: 2, perSecond: 0.001 }, packetsAtOnce: 1 };
  const { enrol, port, losses, pass, seen } = await watchedTransport(resources, { limits });
  const credentials = await enrol({ kind: 'device', cn });
  const { client } = await connectRawClient({ port, credentials }, { clientId: cn, keepalive: 2 });
  resources.defer(client.close);
  for (const text of ['one', 'two', 'three', 'four']) void client.publish(`drum/1/${cn}/report`, text);
  await eventually(() => (seen.length > 1 ? true : undefined));
  const before = seen.length;
  await pass(9);
  expect(losses).toEqual([]);
  expect(seen.length).toBe(before);
  await pass(30);
  await eventually(() => (seen.length === 4 ? true : undefined));
});

test('who ended a connection is told apart', async () => {
  await using resources = openResources();
  const { device, transport, losses } = await watchedTransport(resources);
  const endings = async (count: number) => {
    await eventually(() => (losses.length === count ? true : undefined));
    return losses.map(({ how }) => how);
  };
  const first = await device(cn);
  first.client.close();
  expect(await endings(1)).toEqual(['closed']);
  await device(cn);
  transport.disconnect(cn);
  expect(await endings(2)).toEqual(['closed', 'broker']);
  await device(cn);
  const { client } = await device(cn);
  expect(await endings(3)).toEqual(['closed', 'broker', 'replaced']);
  await client.publish('drum/1/elsewhere', 'x').catch(() => {});
  expect(await endings(4)).toEqual(['closed', 'broker', 'replaced', 'broker']);
  await device(cn);
  await transport.stop();
  expect((await endings(5)).at(-1)).toBe('broker');
});

test('an address of IPv4 is told as such, whatever the listener calls it', () => {
  const addressOf = (remoteAddress: string): string =>
    certifiedPeer({ remoteAddress, getPeerX509Certificate: () => undefined } as unknown as TLSSocket)
      .remoteAddress;
  expect(addressOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
  expect(addressOf('203.0.113.9')).toBe('203.0.113.9');
  expect(addressOf('2001:db8::ffff:1')).toBe('2001:db8::ffff:1');
});
