import { expect, test } from 'vitest';
import { createWayOut } from '../../../agent/line/way-out.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';
import { worldStartMs } from './line-world.ts';

const clock = createManualClock(worldStartMs);

test.each([
  ['windows', ['fe80::1%12', '192.168.1.1', '8.8.8.8'], ['192.168.1.1', '8.8.8.8']],
  ['windows', ['fec0:0:0:ffff::1', '[fe80::1%12]', '127.0.0.1', '::1', '2405:4800::53'], ['2405:4800::53']],
  ['windows', ['fe80::1%12'], []],
  ['darwin', ['feb0::9', 'fd00::53'], ['fd00::53']],
] as const)(
  'of the name servers of %s, %j, those are asked that can be: %j',
  async (platform, dnsServers, expected) => {
    await using resources = openResources();
    const host = resources.closing(await openRecordedHost({ files: {}, platform, facts: { dnsServers } }));
    expect(await createWayOut({ host, clock }).resolvers()).toEqual(expected);
  },
);

test('of Linux too: what a router announces of itself over IPv6, and the stub of this machine, cannot be asked', async () => {
  await using resources = openResources();
  const files = {
    '/etc/resolv.conf': 'nameserver 127.0.0.53\nnameserver fe80::1%eth0\n',
    '/run/systemd/resolve/resolv.conf': 'nameserver fe80::1%eth0\nnameserver 192.168.1.1\n',
  };
  const host = resources.closing(await openRecordedHost({ files }));
  expect(await createWayOut({ host, clock }).resolvers()).toEqual(['192.168.1.1']);
});
