import { expect, test } from 'vitest';
import { createFirstHops, hopsBeyond, parseHops } from '../../../agent/line/first-hop.ts';
import { checkGateway } from '../../../agent/line/gateway-check.ts';
import { measureMtu } from '../../../agent/line/mtu.ts';
import { parsePing, ping, tellsUnreachable } from '../../../agent/line/ping.ts';
import { createWayOut } from '../../../agent/line/way-out.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';
import { worldStartMs } from './line-world.ts';

/** As the console of each language prints it: its own code page, read byte by byte. */
const printed = {
  english:
    'Pinging 192.168.1.1 with 32 bytes of data:\r\nReply from 192.168.1.1: bytes=32 time=3ms TTL=64\r\nRequest timed out.\r\nReply from 192.168.1.1: bytes=32 time<1ms TTL=64\r\n\r\nPing statistics for 192.168.1.1:\r\n    Packets: Sent = 3, Received = 2, Lost = 1 (33% loss),\r\n    Minimum = 0ms, Maximum = 3ms, Average = 1ms\r\n',
  vietnamese:
    'Dang Ping 192.168.1.1 voi 32 byte du lieu:\r\nTra loi tu 192.168.1.1: byte=32 thoi gian=3ms TTL=64\r\nYeu cau da het thoi gian.\r\nTra loi tu 192.168.1.1: byte=32 thoi gian<1ms TTL=64\r\n    Toi thieu = 0ms, Toi da = 3ms, Trung binh = 1ms\r\n',
  french:
    'Envoi d\x92une requ\x88te \x27Ping\x27 192.168.1.1 avec 32 octets de donn\x82es :\r\nR\x82ponse de 192.168.1.1 : octets=32 temps=3 ms TTL=64\r\nD\x82lai d\x92attente de la demande d\x82pass\x82.\r\nR\x82ponse de 192.168.1.1 : octets=32 temps<1ms TTL=64\r\n    Minimum = 0ms, Maximum = 3ms, Moyenne = 1ms\r\n',
  german:
    'Antwort von 192.168.1.1: Bytes=32 Zeit=3ms TTL=64\r\nZeit\x81berschreitung der Anforderung.\r\nAntwort von 192.168.1.1: Bytes=32 Zeit<1ms TTL=64\r\n    Minimum = 0ms, Maximum = 3ms, Mittelwert = 1ms\r\n',
} as const;

test.each(Object.entries(printed))(
  'ping in %s: two answers of three, the sums left alone',
  (_language, text) => {
    expect(parsePing(text, 3)).toEqual([3, 1, null]);
  },
);

test('the ping of Linux has decimals, and may print more than was asked', () => {
  const text =
    'PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.\n64 bytes from 10.0.0.1: icmp_seq=1 ttl=63 time=0.412 ms\n64 bytes from 10.0.0.1: icmp_seq=1 ttl=63 time=0.5 ms (DUP!)\nFrom 10.9.9.9 icmp_seq=2 Destination Host Unreachable\n\n--- 10.0.0.1 ping statistics ---\nrtt min/avg/max/mdev = 0.412/0.412/0.412/0.000 ms\n';
  expect(parsePing(text, 2)).toEqual([0.412, 0.5]);
  expect(parsePing('', 2)).toEqual([null, null]);
  expect(parsePing('Reply from 10.9.9.9: Destination host unreachable.\r\n', 1)).toEqual([null]);
});

test('a machine without a ping knows nothing, and is not told that all was lost', async () => {
  await using resources = openResources();
  const host = resources.closing(await openRecordedHost({ files: {} }));
  expect(await ping(host, '192.0.2.1', 2)).toEqual({ tries: [], isUnreachable: false });
  expect(host.started).toEqual(['ping']);
});

const tracert = {
  english:
    '\r\nTracing route to 203.162.4.190 over a maximum of 4 hops\r\n\r\n  1    <1 ms    <1 ms    <1 ms  192.168.1.1 \r\n  2     3 ms     2 ms     3 ms  113.160.0.1 \r\n  3     *        *        *     Request timed out.\r\n  4     5 ms     5 ms     6 ms  203.162.4.190 \r\n\r\nTrace complete.\r\n',
  french:
    '\r\nD\x82termination de l\x92itin\x82raire vers 203.162.4.190 avec un maximum de 4 sauts.\r\n\r\n  1    <1 ms    <1 ms    <1 ms  192.168.1.1 \r\n  2     3 ms     2 ms     3 ms  113.160.0.1 \r\n  3     *        *        *     D\x82lai d\x92attente de la demande d\x82pass\x82.\r\n',
  vietnamese:
    '\r\nTheo doi duong di den 203.162.4.190 toi da 4 buoc nhay\r\n\r\n  1     1 ms     1 ms     1 ms  192.168.1.1 \r\n  2     3 ms     2 ms     3 ms  113.160.0.1 \r\n',
  unix: ' 1  192.168.1.1  0.345 ms\n 2  113.160.0.1  3.1 ms\n 3  *\n',
} as const;

test.each(Object.entries(tracert))('a trace in %s: the first router of the provider', (_language, text) => {
  const hops = parseHops(text);
  expect([hops.get(1), hops.get(2), hops.get(3)]).toEqual(['192.168.1.1', '113.160.0.1', undefined]);
  expect(hopsBeyond(hops, '192.168.1.1', '203.162.4.190')).toEqual(['113.160.0.1']);
});

test('a second router of the school is not the provider’s; where there is nothing else it has to do', () => {
  const hops = new Map([
    [1, '192.168.1.1'],
    [2, '192.168.100.1'],
    [3, '10.100.0.1'],
  ]);
  expect(hopsBeyond(hops, '192.168.1.1', '203.162.4.190')).toEqual(['10.100.0.1', '192.168.100.1']);
  hops.delete(3);
  expect(hopsBeyond(hops, '192.168.1.1', '203.162.4.190')).toEqual(['192.168.100.1']);
  expect(hopsBeyond(new Map([[1, '192.168.1.1']]), '192.168.1.1', '203.162.4.190')).toEqual([]);
});

test.each([
  // A firewall behind a router for the rooms; then the provider's own private network.
  ['10.1.0.1', ['10.1.9.1', '10.200.0.1'], ['10.200.0.1', '10.1.9.1']],
  ['192.168.1.1', ['10.200.0.1', '113.160.0.1'], ['10.200.0.1', '113.160.0.1']],
  ['192.168.1.1', ['100.64.0.1', '113.160.0.1'], ['100.64.0.1', '113.160.0.1']],
  // A 4G modem hands out the carrier's own network.
  ['100.64.0.1', ['100.64.8.1', '113.160.0.1'], ['100.64.8.1', '113.160.0.1']],
  ['172.16.0.1', ['172.16.1.1', '172.20.0.1'], ['172.20.0.1', '172.16.1.1']],
])('behind %s the routers %j are taken as %j', (gateway, beyond, expected) => {
  const hops = new Map([[1, gateway], ...beyond.map((each, index) => [index + 2, each] as const)] as const);
  expect(hopsBeyond(hops, gateway, '203.162.4.190')).toEqual(expected);
});

test('hostile traces give no hop', () => {
  for (const text of ['', '\0'.repeat(9_999), '2 999.999', ' 2 1.2.3.4.5.6\n', ' 999 1.2.3.4\n'])
    expect(parseHops(text).size).toBe(0);
});

const route =
  'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\n';
const dayMs = 86_400_000;

const pongs = (address: string): string =>
  `PING ${address} (${address}) 56(84) bytes of data.\n64 bytes from ${address}: icmp_seq=1 ttl=254 time=3.1 ms\n`;
const answering = {
  'ping -n -c 2 -W 1 113.160.0.1': { exitCode: 0, stdout: pongs('113.160.0.1') },
};
const traced = {
  'traceroute -n -m 4 -q 2 -w 1 203.162.4.190': { exitCode: 0, stdout: tracert.unix },
  ...answering,
};

async function openHops(
  resources: ReturnType<typeof openResources>,
  exits: Readonly<Record<string, { readonly exitCode: number; readonly stdout: string }>> = traced,
) {
  const host = resources.closing(
    await openRecordedHost({
      files: { '/proc/net/route': route },
      exits,
      connect: () => Promise.resolve({ ok: false, error: 'timed-out' }),
    }),
  );
  const clock = createManualClock(worldStartMs);
  const states = new Map<string, string>();
  const outbox = {
    state: (key: string) => states.get(key),
    setState: (changes: Readonly<Record<string, string>>) => {
      for (const [key, value] of Object.entries(changes)) states.set(key, value);
    },
  };
  const make = () => createFirstHops({ host, clock, outbox, wayOut: createWayOut({ host, clock }) });
  return { host, clock, make };
}

test('the first hop is learnt once a week, kept over restarts, and anew behind another gateway', async () => {
  await using resources = openResources();
  const { host, clock, make } = await openHops(resources);
  const hops = make();
  await hops.refresh('203.162.4.190');
  expect(hops.current()).toEqual({ address: '113.160.0.1', method: 'ping', port: 0 });
  await hops.refresh('203.162.4.190');
  const again = make();
  await again.refresh('203.162.4.190');
  expect(again.current()?.address).toBe('113.160.0.1');
  expect(host.started).toEqual(['traceroute', 'ping']);
  await clock.advance(8 * dayMs);
  await again.refresh('203.162.4.190');
  expect(host.started).toHaveLength(4);
  await host.write('/proc/net/route', route.replace('0101A8C0', '0102A8C0'));
  await again.refresh('203.162.4.190');
  expect(host.started).toHaveLength(6);
});

test('where one packet of two is lost on the way to it, the first hop is found all the same', async () => {
  expect(parseHops(' 2  * 113.160.0.1  3.1 ms\n').get(2)).toBe('113.160.0.1');
  await using resources = openResources();
  const header = 'PING 203.162.4.190 (203.162.4.190) 56(84) bytes of data.\n';
  const stdout = `${header}From 113.160.0.1 icmp_seq=2 Time to live exceeded\n`;
  const { make } = await openHops(resources, {
    'ping -n -c 2 -W 1 -t 2 203.162.4.190': { exitCode: 1, stdout },
    'ping -n -c 2 -W 1 -t 3 203.162.4.190': { exitCode: 1, stdout: header },
    ...answering,
  });
  const hops = make();
  await hops.refresh('203.162.4.190');
  expect(hops.current()?.address).toBe('113.160.0.1');
});

test('a router that shows on the way and answers nothing itself is passed over: its silence would tell of an outage', async () => {
  await using resources = openResources();
  const stdout = ' 1  192.168.1.1  0.3 ms\n 2  113.160.0.1  3.1 ms\n 3  113.160.9.9  4 ms\n';
  const silence = 'PING 113.160.0.1 (113.160.0.1) 56(84) bytes of data.\n';
  const { make } = await openHops(resources, {
    'traceroute -n -m 4 -q 2 -w 1 203.162.4.190': { exitCode: 0, stdout },
    'ping -n -c 2 -W 1 113.160.0.1': { exitCode: 1, stdout: silence },
    'ping -n -c 2 -W 1 113.160.9.9': { exitCode: 0, stdout: pongs('113.160.9.9') },
  });
  const hops = make();
  await hops.refresh('203.162.4.190');
  expect(hops.current()).toEqual({ address: '113.160.9.9', method: 'ping', port: 0 });
  const { host: mute, make: makeMute } = await openHops(resources, {
    'traceroute -n -m 4 -q 2 -w 1 203.162.4.190': { exitCode: 0, stdout },
  });
  const none = makeMute();
  await none.refresh('203.162.4.190');
  expect(none.current()).toBeNull();
  // A day later, not a week.
  const asked = mute.started.length;
  await none.refresh('203.162.4.190');
  expect(mute.started).toHaveLength(asked);
});

/** Of a gateway that is there and drops pings, of one that is gone, of one that another router has no way to. */
const failed: readonly (readonly [string, string, boolean])[] = [
  [
    'silence in English',
    'Pinging 192.168.1.1 with 32 bytes of data:\r\nRequest timed out.\r\nRequest timed out.\r\n\r\nPing statistics for 192.168.1.1:\r\n    Packets: Sent = 2, Received = 0, Lost = 2 (100% loss),\r\n',
    false,
  ],
  [
    'silence in Vietnamese',
    'Dang Ping 192.168.1.1 voi 32 byte du lieu:\r\nYeu cau da het thoi gian.\r\nYeu cau da het thoi gian.\r\n\r\nThong ke Ping cho 192.168.1.1:\r\n    Goi tin: Da gui = 2, Da nhan = 0, Mat = 2 (mat 100%),\r\n',
    false,
  ],
  [
    'silence of Linux',
    'PING 192.168.1.1 (192.168.1.1) 56(84) bytes of data.\n\n--- 192.168.1.1 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 1001ms\n',
    false,
  ],
  [
    'no ARP in English',
    'Pinging 192.168.1.1 with 32 bytes of data:\r\nReply from 192.168.1.50: Destination host unreachable.\r\n',
    true,
  ],
  [
    'no ARP in Vietnamese',
    'Dang Ping 192.168.1.1 voi 32 byte du lieu:\r\nTra loi tu 192.168.1.50: Khong the tiep can may chu dich.\r\n',
    true,
  ],
  [
    'no ARP of Linux',
    'PING 192.168.1.1 (192.168.1.1) 56(84) bytes of data.\nFrom 192.168.1.50 icmp_seq=1 Destination Host Unreachable\n',
    true,
  ],
];

test.each(failed)('a ping that fails: %s', (_name, text, isUnreachable) => {
  expect(tellsUnreachable(text, '192.168.1.1')).toBe(isUnreachable);
  expect(parsePing(text, 2)).toEqual([null, null]);
});

test.each(failed.filter(([name]) => !name.includes('Linux')))(
  'a gateway of Windows that answers no TCP, and %s',
  async (_name, stdout, isUnreachable) => {
    await using resources = openResources();
    const host = resources.closing(
      await openRecordedHost({
        ...{ files: {}, platform: 'windows', facts: { systemRoot: 'C:\\Windows' } },
        exits: { 'C:\\Windows\\System32\\PING.EXE -n 2 -w 1000 192.168.1.1': { exitCode: 1, stdout } },
        connect: () => Promise.resolve({ ok: false, error: 'timed-out' }),
      }),
    );
    const wayOut = {
      gateway: () => Promise.resolve('192.168.1.1'),
      hadGateway: () => true,
      resolvers: () => Promise.resolve([]),
    };
    const { reach } = await checkGateway({ host, wayOut, knownPorts: new Map() }, false);
    expect(reach).toBe(isUnreachable ? 'bad' : 'unknown');
  },
);

test('the largest packet that passes: PPPoE, or not known where nothing answers pings', async () => {
  await using resources = openResources();
  const answer = '64 bytes from 1.1.1.1: icmp_seq=1 ttl=57 time=3.1 ms\n';
  const call = (payload: number): string => `ping -n -M do -s ${payload} -c 1 -W 1 1.1.1.1`;
  const host = resources.closing(
    await openRecordedHost({
      files: {},
      exits: {
        [call(1472)]: { exitCode: 1, stdout: 'ping: local error: message too long, mtu=1492\n' },
        [call(1464)]: { exitCode: 0, stdout: answer },
      },
    }),
  );
  expect(await measureMtu(host, '1.1.1.1')).toEqual({ mtuBytes: 1492 });
  const mute = resources.closing(await openRecordedHost({ files: {} }));
  expect(await measureMtu(mute, '1.1.1.1')).toEqual({});
  expect(await measureMtu(mute, undefined)).toEqual({});
});
