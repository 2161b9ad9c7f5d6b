import { expect, test } from 'vitest';
import { accounts } from '../../../agent/collectors/accounts.ts';
import { antivirus } from '../../../agent/collectors/antivirus.ts';
import { diskHealth } from '../../../agent/collectors/disk-health.ts';
import { parseGlobalState } from '../../../agent/collectors/firewall.darwin.ts';
import { hardening } from '../../../agent/collectors/hardening.ts';
import { hardware } from '../../../agent/collectors/hardware.ts';
import { network } from '../../../agent/collectors/network.ts';
import { peripherals } from '../../../agent/collectors/peripherals.ts';
import { software } from '../../../agent/collectors/software.ts';
import { storage } from '../../../agent/collectors/storage.ts';
import {
  parseFileVault,
  parseGatekeeper,
  parseIntegrityProtection,
} from '../../../agent/collectors/switches.darwin.ts';
import { updates } from '../../../agent/collectors/updates.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { openRecordedHost, type RecordedMachine } from '../../support/recorded-host.ts';
import { contextOf, runCollector } from './samples/context.ts';
import { macBook, plist } from './samples/mac-book.ts';

const onMac = (machine: Partial<RecordedMachine>): RecordedMachine => ({
  platform: 'darwin',
  files: {},
  ...machine,
});
const profiled = (profile: object): RecordedMachine =>
  onMac({ programs: { '/usr/sbin/system_profiler': JSON.stringify(profile) } });

test('hardware of a MacBook: chip, cores, memory, battery, by one child', async () => {
  const { result, started } = await runCollector(hardware, profiled(macBook));
  expect(started).toEqual(['/usr/sbin/system_profiler']);
  expect(result).toMatchObject({
    facts: {
      vendor: 'Apple Inc.',
      model: 'MacBookAir10,1',
      serial: 'FVFA0000Q6L4',
      biosVersion: '10151.101.3',
      cpu: { model: 'Apple M1', cores: 8 },
      memorySlots: [{ sizeBytes: 16 * 1024 ** 3, typeCode: 30, manufacturer: 'Hynix' }],
      graphics: [{ model: 'Apple M1' }],
      batteries: [{ cycles: 125 }],
    },
    absent: { chassisType: 'unsupported' },
  });
});

test('an Intel Mac: modules with places, speed and maker', async () => {
  const memory = {
    _name: 'Memory Slots',
    _items: [
      {
        _name: 'BANK 0/DIMM0',
        dimm_size: '8 GB',
        dimm_type: 'DDR4',
        dimm_speed: '2400 MHz',
        dimm_part_number: 'M471A1K',
      },
      { _name: 'BANK 1/DIMM0', dimm_size: 'empty' },
    ],
  };
  const machine = { number_processors: 4, cpu_type: 'Quad-Core Intel Core i7' };
  const { result } = await runCollector(
    hardware,
    profiled({ SPHardwareDataType: [machine], SPMemoryDataType: [memory] }),
  );
  expect(result).toMatchObject({
    facts: {
      cpu: { model: 'Quad-Core Intel Core i7', cores: 4 },
      memorySlots: [
        {
          locator: 'BANK 0/DIMM0',
          sizeBytes: 8 * 1024 ** 3,
          typeCode: 26,
          speedMhz: 2400,
          partNumber: 'M471A1K',
        },
      ],
    },
  });
});

test('a Mac too old for JSON: maker, model and serial from systeminformation, checked like anything from outside', async () => {
  const recorded = await openRecordedHost(onMac({ facts: { cpuModel: 'Intel(R) Core(TM) i5' } }));
  const collectFrom = (answer: Awaited<ReturnType<typeof recorded.systemInformation>>) =>
    hardware.collect(contextOf({ ...recorded, systemInformation: () => Promise.resolve(answer) }));
  expect(
    await collectFrom(ok({ manufacturer: 'Apple Inc.', model: 'Macmini7,1', serial: '-' })),
  ).toMatchObject({
    facts: { vendor: 'Apple Inc.', model: 'Macmini7,1', cpu: { model: 'Intel(R) Core(TM) i5', threads: 4 } },
    absent: { serial: 'no-data', pciDevices: 'unsupported' },
  });
  expect(await collectFrom(ok({ model: 7 }))).toMatchObject({
    absent: { vendor: 'no-data', model: 'no-data' },
  });
  expect(await collectFrom(err('timed-out'))).toMatchObject({ absent: { vendor: 'timed-out' } });
  await recorded.close();
});

test('storage: the drive, its volumes without labels, FileVault on those that it is of', async () => {
  const machine = {
    ...profiled(macBook),
    exits: { '/usr/bin/fdesetup status': { exitCode: 0, stdout: 'FileVault is On.\n' } },
  };
  expect((await runCollector(storage, machine)).result).toMatchObject({
    facts: {
      disks: [
        {
          device: 'disk0',
          model: 'APPLE SSD AP0256Q',
          sizeBytes: 251_000_193_024,
          kind: 'nvme',
          isRemovable: false,
          serial: '0ba01234567890',
          firmware: '1161.80.',
          bus: 'nvme',
        },
      ],
      volumes: [
        { mount: '/', device: 'disk3s1s1', fsType: 'APFS', isSystem: true, isEncrypted: true },
        { mount: '/Volumes/*', device: 'disk4s1', fsType: 'ExFAT', isSystem: false },
      ],
    },
    absent: { arrays: 'unsupported' },
  });
});

test('without smartctl the one word of macOS stands for a drive', async () => {
  expect((await runCollector(diskHealth, profiled(macBook))).result).toMatchObject({
    facts: { disks: [{ device: 'disk0', source: 'failure-prediction', isSelfTestPassed: true }] },
  });
  expect((await runCollector(diskHealth, profiled({}))).result).toEqual({ outcome: 'no-data' });
});

test('peripherals by their makers’ names alone', async () => {
  const { result } = await runCollector(peripherals, profiled(macBook));
  expect(result).toEqual({
    outcome: 'ok',
    facts: {
      monitors: [
        { name: 'Color LCD', vendorId: '610', productCode: 'a045', year: 2020, isInternal: true },
        { isInternal: false },
      ],
      printers: [
        { driver: 'HP LaserJet Pro M404', port: 'dnssd', isNetwork: true, isDefault: true, isShared: false },
      ],
      cameras: [
        { name: 'FaceTime HD Camera' },
        { name: 'HD Webcam C270', vendorId: '046d', productId: '0825' },
      ],
      microphones: [{ name: 'MacBook Air Microphone' }, {}],
      usbDevices: [
        { name: 'USB Keyboard', vendorId: '05ac', productId: '024f' },
        { name: 'USB Optical Mouse', vendorId: '046d', productId: 'c077' },
      ],
    },
  });
  const shown = JSON.stringify(result);
  expect(shown).not.toMatch(/Lan|ThayTin/);
});

test('switches of macOS: what is neither on nor off is unknown', async () => {
  expect(['assessments enabled\n', 'assessments disabled\n', 'x'].map(parseGatekeeper)).toEqual([
    true,
    false,
    undefined,
  ]);
  expect(
    [
      'System Integrity Protection status: enabled.\n',
      'System Integrity Protection status: disabled.\n',
      'System Integrity Protection status: unknown (Custom Configuration).\n',
    ].map(parseIntegrityProtection),
  ).toEqual([true, false, undefined]);
  expect(['FileVault is On.\n', 'FileVault is Off.\n', ''].map(parseFileVault)).toEqual([
    true,
    false,
    undefined,
  ]);
  expect(
    ['Firewall is disabled. (State = 0)\n', 'Firewall is enabled. (State = 1)\n', 'x (State = 2)', 'x'].map(
      parseGlobalState,
    ),
  ).toEqual([false, true, true, undefined]);
  const exits = {
    '/usr/sbin/spctl --status': { exitCode: 1, stdout: 'assessments disabled\n' },
    '/usr/bin/csrutil status': { exitCode: 0, stdout: 'gibberish' },
  };
  expect((await runCollector(hardening, onMac({ exits }))).result).toMatchObject({
    facts: { isGatekeeperEnabled: false },
    absent: { isSystemIntegrityProtected: 'failed', isFileVaultOn: 'no-data', uacEnabled: 'unsupported' },
  });
});

test('updates, login window and XProtect from property lists, in either form', async () => {
  const settings = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
  const files = {
    [settings]: 'bplist00\u0001',
    '/Library/Preferences/com.apple.loginwindow.plist': plist(
      '<key>GuestEnabled</key><true/><key>autoLoginUser</key><string>thaytin</string>',
    ),
    '/etc/kcpassword': 'x',
    '/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist': plist(
      '<key>CFBundleShortVersionString</key><string>5272</string>',
    ),
  };
  const converted = plist(
    '<key>AutomaticallyInstallMacOSUpdates</key><false/><key>LastSuccessfulDate</key><date>2026-11-20T02:00:00Z</date><key>LastRecommendedUpdatesAvailable</key><integer>2</integer>',
  );
  const mac = onMac({ files, programs: { '/usr/bin/plutil': converted } });
  expect((await runCollector(updates, mac)).result).toMatchObject({
    facts: { isAutomatic: false, lastCheckedAt: Date.parse('2026-11-20T02:00:00Z'), pendingCount: 2 },
  });
  expect((await runCollector(accounts, mac)).result).toMatchObject({
    facts: { isGuestEnabled: true, hasAutoLogon: true, storesAutoLogonPassword: true },
  });
  expect((await runCollector(antivirus, mac)).result).toMatchObject({
    facts: { products: [{ name: 'XProtect', signatureVersion: '5272' }] },
  });
});

test('the default route of a Mac; without one it is unknown', async () => {
  const call = '/sbin/route -n get default';
  const stdout = '   route to: default\ndestination: default\n    gateway: 192.168.1.1\n  interface: en0\n';
  expect(
    (await runCollector(network, onMac({ exits: { [call]: { exitCode: 0, stdout } } }))).result,
  ).toMatchObject({
    facts: { gateway: '192.168.1.1', gatewayInterface: 'en0' },
  });
  expect(
    (await runCollector(network, onMac({ exits: { [call]: { exitCode: 1, stdout: '' } } }))).result,
  ).toMatchObject({ absent: { gateway: 'no-data', gatewayInterface: 'no-data' } });
});

test('applications that everyone has, with a version where it can be read', async () => {
  const files = {
    '/Applications/GeoGebra.app/Contents/Info.plist': plist(
      '<key>CFBundleShortVersionString</key><string>6.0.8</string>',
    ),
    '/Applications/Scratch 3.app/Contents/Info.plist': 'bplist00',
    '/Applications/readme.txt': '',
  };
  expect((await runCollector(software, onMac({ files }))).result).toEqual({
    outcome: 'ok',
    facts: {
      source: 'applications',
      packages: [{ name: 'GeoGebra', version: '6.0.8' }, { name: 'Scratch 3' }],
      total: 2,
    },
  });
});

test('peripherals of a type that is not in the answer are unknown; of one without an entry, none', async () => {
  const mac = {
    platform: 'darwin' as const,
    files: {},
    programs: { '/usr/sbin/system_profiler': '{"SPCameraDataType":[],"SPUSBHostDataType":[]}' },
  };
  const { result } = await runCollector(peripherals, mac);
  expect(result).toEqual({
    outcome: 'ok',
    facts: { cameras: [], usbDevices: [] },
    absent: { monitors: 'no-data', printers: 'no-data', microphones: 'no-data' },
  });
});
