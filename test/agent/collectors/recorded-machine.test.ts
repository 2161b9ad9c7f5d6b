import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect } from '../../../agent/collect.ts';
import { collectors } from '../../../agent/registry.ts';
import type { ReadingOf } from '../../../shared/contract/readings.ts';
import { type Section, sections } from '../../../shared/domain/reading.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { openRecordedHost, type RecordedHost } from '../../support/recorded-host.ts';
import { labPc } from './samples/lab-pc.ts';

let host: RecordedHost;
let collected: Awaited<ReturnType<typeof collect>>;
const clock = createSystemClock();
const unread = new Set<Section>(['diskHealth']);

beforeAll(async () => {
  host = await openRecordedHost(labPc);
  collected = await collect({ host, clock, collectors }, sections);
});
afterAll(() => host.close());

function readingOf<S extends Section>(section: S): ReadingOf<S> {
  const found = collected.readings.find((each): each is ReadingOf<S> => each.section === section);
  if (found === undefined) throw new Error(`no reading of ${section}`);
  return found;
}

test('every section of a Linux desktop is measured, without one child process', () => {
  expect(collected.details).toEqual({});
  expect(collected.outcomes.map(({ collector, outcome }) => `${collector} ${outcome}`).sort()).toEqual(
    sections.map((section) => `${section} ${unread.has(section) ? 'unsupported' : 'ok'}`).sort(),
  );
  expect(host.started).toEqual([]);
});

test('hardware', () => {
  expect(readingOf('hardware')).toMatchObject({
    facts: {
      vendor: 'Dell Inc.',
      model: 'OptiPlex 3020',
      serial: '7XK2P12',
      chassisType: 3,
      boardModel: '0WMJ54',
      biosDate: '11/19/2015',
      hypervisor: 'none',
      cpu: { model: 'Intel(R) Core(TM) i3-4160 CPU @ 3.60GHz', cores: 2, threads: 4, maxMhz: 3600 },
      memoryBytes: 3_912_044 * 1024,
      graphics: [
        { model: 'Intel Corporation 4th Generation Core Processor Family Integrated Graphics Controller' },
      ],
      pciDevices: [
        { slot: '0000:00:02.0', vendorId: '8086', deviceId: '041e', classId: '030000', driver: 'i915' },
        { slot: '0000:02:00.0', vendorId: '10ec', deviceId: '8168', classId: '020000', driver: 'r8169' },
      ],
    },
    absent: { memorySlots: 'no-data', batteries: 'no-data' },
  });
});

test('system', () => {
  expect(readingOf('system').facts).toEqual({
    platform: 'linux',
    osId: 'ubuntu',
    osName: 'Ubuntu 24.04.1 LTS',
    osVersion: '24.04',
    osRelease: 'noble',
    kernel: '6.8.0-45-generic',
    architecture: 'x86_64',
    hostname: 'may-07',
    bootedAt: 1_790_000_000_000,
    timeZone: 'Asia/Ho_Chi_Minh',
  });
});

test('storage: disks without loops and stacked devices, each volume once, no user in a path', () => {
  const { disks, volumes } = readingOf('storage').facts;
  expect(disks).toEqual([
    {
      device: 'sda',
      model: 'TOSHIBA DT01ACA050',
      sizeBytes: 976_773_168 * 512,
      kind: 'hdd',
      isRemovable: false,
      serial: '46Q8RZAAS',
      firmware: 'MX4OA7B0',
      bus: 'sata',
    },
    { device: 'sdb', model: 'Cruzer Blade', sizeBytes: 30_310_400 * 512, isRemovable: true, bus: 'usb' },
  ]);
  expect(volumes?.map(({ mount, device }) => `${device} ${mount}`)).toEqual([
    '/dev/sda2 /',
    '/dev/sda1 /boot/efi',
    '/dev/sdb1 /media/*',
  ]);
});

test('peripherals: what is plugged in, without the names that people gave it', () => {
  expect(readingOf('peripherals').facts).toEqual({
    monitors: [{ edid: '00'.repeat(128), connector: 'HDMI-A-1', isInternal: false }],
    printers: [
      {
        driver: 'HP LaserJet P1102, hpcups 3.23',
        port: 'usb',
        isVirtual: false,
        isNetwork: false,
        isShared: false,
        isDefault: true,
        status: 3,
      },
    ],
    cameras: [{ name: 'HD Webcam C270', vendorId: '046d', productId: '0825', driver: 'uvcvideo' }],
    microphones: [{ name: 'ALC3220 Analog' }, { name: 'USB Audio', vendorId: '046d', productId: '0825' }],
    usbDevices: [{ name: 'Webcam C270', vendorId: '046d', productId: '0825', driver: 'usb' }],
  });
});

test('usage', () => {
  const { facts, absent } = readingOf('usage');
  expect(facts).toMatchObject({
    memoryAvailableBytes: 2_000_000 * 1024,
    swapUsedBytes: 250_000 * 1024,
    osUptimeSeconds: 5400,
    gatewayReachable: true,
    gatewayLatencyMs: 1.25,
  });
  // The recorded counters stand still: no share of nothing can be given.
  expect(absent).toEqual({ cpuPercent: 'no-data' });
});

test('network: the card alone, lasting addresses, the servers behind the local stub', () => {
  expect(readingOf('network').facts).toEqual({
    interfaces: [
      {
        name: 'enp2s0',
        kind: 'ethernet',
        isUp: true,
        speedMbps: 100,
        isFullDuplex: true,
        driver: 'r8169',
        addresses: [
          { family: 'ipv4', address: '192.168.1.7', prefixLength: 24 },
          { family: 'ipv6', address: '2001:ee0:5000::a5', prefixLength: 64 },
        ],
      },
    ],
    gateway: '192.168.1.1',
    gatewayInterface: 'enp2s0',
    dnsServers: ['192.168.1.1', '203.162.4.190'],
  });
});

test('software: installed packages in order, nobody named', () => {
  expect(readingOf('software').facts).toEqual({
    source: 'dpkg',
    packages: [
      { name: 'bash', version: '5.2.21-2' },
      { name: 'zlib1g', version: '1:1.3-1' },
    ],
    total: 2,
  });
});

test('antivirus: raw facts, with a program that does not run told from one that is unknown', () => {
  expect(readingOf('antivirus').facts.products).toEqual([
    {
      name: 'ClamAV',
      isServiceRunning: true,
      isOnAccessRunning: false,
      isUpdaterRunning: true,
      signatureVersion: '28123',
      signatureAt: 1_795_162_000_000,
    },
  ]);
});

test('firewall, updates, accounts, exposure, hardening', () => {
  expect(readingOf('firewall').facts.sources).toEqual([{ name: 'ufw', isEnabled: true, ruleCount: 1 }]);
  expect(readingOf('updates').facts).toEqual({
    isRebootPending: false,
    isAutomatic: true,
    lastCheckedAt: 1_795_000_000_000,
    lastInstalledAt: 1_794_000_000_000,
    pendingCount: 12,
    pendingSecurityCount: 5,
  });
  expect(readingOf('accounts').facts).toEqual({
    total: 5,
    interactive: 3,
    administrators: 2,
    withoutPassword: 1,
    hasAutoLogon: true,
  });
  expect(readingOf('hardening').facts).toEqual({
    secureBootEnabled: 1,
    hasTpm: true,
    tpmSpecVersion: '2.0',
  });
  expect(readingOf('exposure').facts).toEqual({
    listeners: [
      { protocol: 'tcp', port: 22, isLoopbackOnly: false },
      { protocol: 'tcp', port: 631, isLoopbackOnly: true },
      { protocol: 'tcp', port: 5900, isLoopbackOnly: false },
      { protocol: 'udp', port: 5353, isLoopbackOnly: false },
    ],
    sshPermitsPasswords: true,
    sshPorts: [2222],
    autoStartServices: ['cups', 'getty@', 'ssh'],
  });
  expect(readingOf('exposure').absent).toEqual({
    sshPermitsRootLogin: 'no-data',
    sshPermitsEmptyPasswords: 'no-data',
  });
});

test('nothing that moves with time alone moves a hash: a second tick gives the same ones', async () => {
  await host.write('/proc/uptime', '9999.00 1.00\n');
  await host.write('/proc/meminfo', labPc.files['/proc/meminfo']?.replace('2000000', '1500000') ?? '');
  const again = await collect({ host, clock, collectors }, sections);
  const hashes = (readings: typeof collected.readings): string[] =>
    readings.filter(({ section }) => section !== 'usage').map(({ section, hash }) => `${section} ${hash}`);
  expect(hashes(again.readings)).toEqual(hashes(collected.readings));
  expect(again.readings.find(({ section }) => section === 'usage')?.hash).not.toBe(readingOf('usage').hash);
});
