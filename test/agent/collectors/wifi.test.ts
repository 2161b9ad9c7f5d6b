import { expect, test } from 'vitest';
import { parseIwLink, parseWireless, readWifi } from '../../../agent/collectors/wifi.linux.ts';
import { channelOf } from '../../../agent/collectors/wifi.ts';
import { parseInterfaces } from '../../../agent/collectors/wifi.windows.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';

const iw = `Connected to 50:c7:bf:11:22:33 (on wlan0)
	SSID: freq: 2412
	freq: 5180
	RX: 123456 bytes (234 packets)
	TX: 4567 bytes (45 packets)
	signal: -52 dBm
	rx bitrate: 780.0 MBit/s VHT-MCS 8 80MHz VHT-NSS 2
	tx bitrate: 866.7 MBit/s VHT-MCS 9 80MHz short GI VHT-NSS 2
`;

const wireless = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   58.  -52.  -256        0      0      0      0      4        0
 wlan1: 0000   40.  170.     0        0      0      0      0      0        0
`;

test('iw: band, channel, signal and rate; no name of a network or a station', () => {
  const link = parseIwLink(iw);
  expect(link).toEqual({ band: '5', channel: 36, signalDbm: -50, rateMbps: 870 });
  expect(parseIwLink('Not connected.\n')).toBeUndefined();
  expect(JSON.stringify(link)).not.toContain('50:c7');
});

test('without iw the kernel’s file tells the signal, where it is in dBm', async () => {
  await using resources = openResources();
  expect(parseWireless(wireless, 'wlan1')).toBeUndefined();
  expect(parseWireless('', 'wlan0')).toBeUndefined();
  const host = resources.closing(await openRecordedHost({ files: { '/proc/net/wireless': wireless } }));
  expect(await readWifi(host, 'wlan0', AbortSignal.timeout(5_000))).toEqual({ signalDbm: -50 });
});

test.each([
  [2412, '2.4', 1],
  [2472, '2.4', 13],
  [2484, '2.4', 14],
  [5180, '5', 36],
  [5825, '5', 165],
  [5955, '6', 1],
  [7115, '6', 233],
])('%s MHz is channel %s GHz / %s', (mhz, band, channel) => {
  expect(channelOf(mhz)).toEqual({ band, channel });
});

test('a frequency of no Wi-Fi band has none', () => expect(channelOf(3600)).toEqual({}));

const labels = {
  english: [
    'Name',
    'Description',
    'GUID',
    'Physical address',
    'State',
    'SSID',
    'BSSID',
    'Network type',
    'Radio type',
    'Authentication',
    'Cipher',
    'Connection mode',
    'Band',
    'Channel',
    'Receive rate (Mbps)',
    'Transmit rate (Mbps)',
    'Signal',
    'Profile',
  ],
  vietnamese: [
    'Tên',
    'Mô tả',
    'GUID',
    'Địa chỉ vật lý',
    'Trạng thái',
    'SSID',
    'BSSID',
    'Kiểu mạng',
    'Kiểu vô tuyến',
    'Xác thực',
    'Mật mã',
    'Chế độ kết nối',
    'Băng tần',
    'Kênh',
    'Tốc độ nhận (Mbps)',
    'Tốc độ truyền (Mbps)',
    'Tín hiệu',
    'Hồ sơ',
  ],
  french: [
    'Nom',
    'Description',
    'GUID',
    'Adresse physique',
    'État',
    'SSID',
    'BSSID',
    'Type de réseau',
    'Type de radio',
    'Authentification',
    'Chiffrement',
    'Mode de connexion',
    'Bande',
    'Canal',
    'Réception (Mbits/s)',
    'Transmission (Mbits/s)',
    'Signal',
    'Profil',
  ],
} as const;

type Language = keyof typeof labels;
const values = (over: Partial<Record<number, string>> = {}): string[] =>
  [
    'Wi-Fi',
    'Intel(R) Wi-Fi 6 AX201 160MHz',
    '5f9c9b6f-3c1e-4b0e-8f53-1f8f3a6f3a11',
    '34:17:eb:aa:bb:cc',
    'connected',
    'THCS Nguyen Du',
    '50:c7:bf:11:22:33',
    'Infrastructure',
    '802.11ac',
    'WPA2-Personal',
    'CCMP',
    'Profile',
    '5 GHz',
    '36',
    '780',
    '866.7',
    '86%',
    'THCS Nguyen Du',
  ].map((value, index) => over[index] ?? value);

function netsh(language: Language, given: readonly string[], without: readonly number[] = []): string {
  const lines = given.flatMap((value, index) =>
    without.includes(index) ? [] : [`    ${(labels[language][index] ?? '').padEnd(23)}: ${value}`],
  );
  return Buffer.from(`\r\nThere is 1 interface on the system:\r\n\r\n${lines.join('\r\n')}\r\n`).toString(
    'latin1',
  );
}

test.each(['english', 'vietnamese', 'french'] as const)('netsh in %s: by position and units', (language) => {
  const link = { band: '5', channel: 36, signalPercent: 90, rateMbps: 870 };
  expect(parseInterfaces(netsh(language, values()))).toEqual([{ name: 'Wi-Fi', link }]);
  const comma = values({ 15: '866,7', 16: '86 %' });
  expect(parseInterfaces(netsh(language, comma))).toEqual([{ name: 'Wi-Fi', link }]);
});

test('netsh before Windows 11 tells no band: the channel does', () => {
  const old = netsh('english', values({ 13: '11', 15: '72' }), [12]);
  expect(parseInterfaces(old)[0]?.link).toEqual({
    band: '2.4',
    channel: 11,
    signalPercent: 90,
    rateMbps: 72,
  });
});

test('names of networks that look like facts are none, and never leave', () => {
  for (const name of ['100%', '5 GHz', '36', '802.11ac', 'aa:bb:cc:dd:ee:ff']) {
    const found = parseInterfaces(netsh('english', values({ 5: name, 17: name })));
    expect(found[0]?.link).toEqual({ band: '5', channel: 36, signalPercent: 90, rateMbps: 870 });
    expect(JSON.stringify(found)).not.toContain('Nguyen');
  }
});

test('no link, no service, no permission: nothing is known', () => {
  const idle = netsh(
    'english',
    values({ 4: 'disconnected' }),
    [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  );
  expect(parseInterfaces(idle)).toEqual([]);
  expect(parseInterfaces('The Wireless AutoConfig Service (wlansvc) is not running.\r\n')).toEqual([]);
  expect(parseInterfaces(`${'x : y\r\n'.repeat(10_000)}`)).toEqual([]);
});
