import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseArpEntry, probeGateway } from '../../../agent/collectors/gateway-probe.linux.ts';
import {
  parseDuplex,
  parseInet6,
  parseIsUp,
  parseNameservers,
  parseSpeed,
} from '../../../agent/collectors/network.linux.ts';
import { network } from '../../../agent/collectors/network.ts';
import { ipv6OfHex, parseIpv6Routes, parseRoutes } from '../../../agent/collectors/routes.linux.ts';
import type { Host } from '../../../agent/host/host.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { requireFixtures } from '../../support/tools.ts';
import { contextOf } from './samples/context.ts';

const route = (name: string, gateway: string, flags: string, metric: number): string =>
  `${name}\t00000000\t${gateway}\t${flags}\t0\t0\t${metric}\t00000000\t0\t0\t0\n`;

test('the default route with the best metric; routes without a gateway are none', () => {
  const table =
    route('wlan0', '0102A8C0', '0003', 600) +
    route('tun0', '00000000', '0001', 0) +
    route('eth0', '0101A8C0', '0003', 100);
  expect(parseRoutes(table)).toEqual([
    { gateway: '192.168.1.1', interfaceName: 'eth0' },
    { gateway: '192.168.2.1', interfaceName: 'wlan0' },
  ]);
});

test('an IPv6 default route, and none of the kernel’s unreachable ones', () => {
  const zero = '0'.repeat(32);
  const line = (gateway: string, flags: string, name: string): string =>
    `${zero} 00 ${zero} 00 ${gateway} 00000400 00000001 00000000 ${flags} ${name}\n`;
  const table = line('fe80000000000000021daafffe000001', '00000003', 'eth0') + line(zero, '00200200', 'lo');
  expect(parseIpv6Routes(table)).toEqual([{ gateway: 'fe80::21d:aaff:fe00:1', interfaceName: 'eth0' }]);
  expect(ipv6OfHex('xyz')).toBeUndefined();
});

test('what a driver does not know stays unknown', () => {
  expect(['1000', '-1', '4294967295', '0', '', undefined].map(parseSpeed)).toEqual([1000, ...Array(5)]);
  expect(['up', 'down', 'lowerlayerdown', 'unknown', undefined].map(parseIsUp)).toEqual([
    true,
    false,
    false,
    undefined,
    undefined,
  ]);
  expect(['full', 'half', 'unknown', undefined].map(parseDuplex)).toEqual([
    true,
    false,
    undefined,
    undefined,
  ]);
});

test('link-local and temporary IPv6 addresses are left out', () => {
  const hex = '20010db8000000000000000000000001';
  expect(
    parseInet6(`${hex} 02 40 00 80 eth0\n${hex} 02 40 00 01 eth0\nfe80${hex.slice(4)} 02 40 20 80 eth0\n`),
  ).toEqual([{ name: 'eth0', address: { family: 'ipv6', address: '2001:db8::1', prefixLength: 64 } }]);
});

test('name servers of resolv.conf', () => {
  expect(
    parseNameservers('; x\nnameserver 8.8.8.8\n nameserver fe80::1%eth0 \nnameserver not-an-address\n'),
  ).toEqual(['8.8.8.8', 'fe80::1%eth0']);
  expect(parseNameservers('search lan\n')).toBeUndefined();
});

test('ARP entries of a recorded table', async (context) => {
  const table = await readFile(join(requireFixtures(context), 'linux-proc/arp'), 'utf8');
  expect(parseArpEntry(table, '192.168.1.1')).toBe(true);
  expect(parseArpEntry(table, '192.168.1.99')).toBeUndefined();
  expect(parseArpEntry('192.168.1.1 0x1 0x0 00:00:00:00:00:00 * eth0', '192.168.1.1')).toBe(false);
});

test.each<
  [string, readonly Awaited<ReturnType<Host['connect']>>[], string, Awaited<ReturnType<typeof probeGateway>>]
>([
  ['answers', [ok(2)], '0x0', ok({ isReachable: true, latencyMs: 2 })],
  ['drops the packet but answered ARP', [err('timed-out')], '0x2', ok({ isReachable: true })],
  ['answers the second time', [err('timed-out'), ok(900)], '0x0', ok({ isReachable: true, latencyMs: 900 })],
  ['is gone, says the kernel', [err('timed-out'), err('unreachable')], '0x0', ok({ isReachable: false })],
  ['is gone, says ARP', [err('timed-out'), err('timed-out')], '0x0', ok({ isReachable: false })],
  ['is silent, and nothing is proven', [err('timed-out'), err('timed-out')], '', err('timed-out')],
])('a gateway that %s', async (_what, answers, arpFlags, expected) => {
  const asked = [...answers];
  const host = await openRecordedHost({
    files: {
      '/proc/net/route': route('eth0', '0101A8C0', '0003', 0),
      '/proc/net/arp': arpFlags === '' ? '' : `192.168.1.1 0x1 ${arpFlags} 00:00:00:00:00:00 * eth0\n`,
    },
    connect: () => Promise.resolve(asked.shift() ?? err('failed')),
  });
  expect(await probeGateway(host)).toEqual(expected);
  expect(asked).toEqual([]);
  await host.close();
});

test('the bridge of a server is listed when the default route is on it, and Wi-Fi is told from cable', async () => {
  const host = await openRecordedHost({
    files: {
      '/proc/net/route': route('br0', '0101A8C0', '0003', 0),
      '/sys/class/net/br0/type': '1\n',
      '/sys/class/net/docker0/type': '1\n',
      '/sys/class/net/wlp3s0/type': '1\n',
      '/sys/class/net/wlp3s0/phy80211/index': '0\n',
      '/sys/class/net/wlp3s0/device/uevent': 'DRIVER=iwlwifi\n',
    },
  });
  const result = await network.collect(contextOf(host));
  await host.close();
  expect(result).toMatchObject({
    outcome: 'ok',
    facts: {
      interfaces: [
        { name: 'br0', kind: 'virtual' },
        { name: 'wlp3s0', kind: 'wifi', driver: 'iwlwifi' },
      ],
    },
    absent: { dnsServers: 'no-data' },
  });
});
