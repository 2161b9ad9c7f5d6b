import { expect, test } from 'vitest';
import { diskHealth } from '../../../../agent/collectors/disk-health.ts';
import { hardware } from '../../../../agent/collectors/hardware.ts';
import { network } from '../../../../agent/collectors/network.ts';
import { peripherals } from '../../../../agent/collectors/peripherals.ts';
import { software } from '../../../../agent/collectors/software.ts';
import { storage } from '../../../../agent/collectors/storage.ts';
import { system } from '../../../../agent/collectors/system.ts';
import { usage } from '../../../../agent/collectors/usage.ts';
import type { Section } from '../../../../shared/domain/reading.ts';
import { labPc } from './samples/lab-pc.ts';
import { factsOf } from './support/machine.ts';

test('hardware: firmware by the registry, the rest by CIM; a hypervisor below Windows makes no virtual machine', async () => {
  expect(await factsOf(hardware, labPc)).toMatchObject({
    facts: {
      vendor: 'Dell Inc.',
      model: 'OptiPlex 3020',
      serial: '7XK2P12',
      chassisType: 3,
      boardModel: '0WMJ54',
      biosVersion: 'A12',
      biosDate: '11/19/2015',
      cpu: {
        model: 'Intel(R) Core(TM) i3-4160 CPU @ 3.60GHz',
        vendor: 'GenuineIntel',
        cores: 2,
        threads: 4,
        maxMhz: 3600,
      },
      memoryBytes: 4_183_838_720,
      memorySlots: [{ locator: 'DIMM1', sizeBytes: 4 * 1024 ** 3, typeCode: 24, speedMhz: 1600 }],
      memorySlotCount: 2,
      maxMemoryBytes: 16 * 1024 ** 3,
      graphics: [
        { model: 'Intel(R) HD Graphics 4400', memoryBytes: 1024 ** 3, driverVersion: '20.19.15.4624' },
      ],
      batteries: [],
    },
    absent: { hypervisor: 'no-data' },
  });
});

test('hardware: PCI devices that are there, in the notation of Linux, whatever the language of their places', async () => {
  const { facts } = await factsOf(hardware, labPc);
  expect(facts.pciDevices).toEqual([
    { slot: '0000:00:02.0', vendorId: '8086', deviceId: '041e', classId: '030000', driver: 'igfx' },
    { slot: '0000:02:00.0', vendorId: '10ec', deviceId: '8168', classId: '020000', driver: 'rt640x64' },
  ]);
});

test('system: edition and build of the registry; Windows 11 is not called Windows 10', async () => {
  const { facts, absent } = await factsOf(system, labPc);
  expect(facts).toEqual({
    platform: 'windows',
    osId: 'windows',
    osName: 'Windows 11 Education',
    osVersion: '10.0',
    osBuild: '22631',
    osEdition: 'Education',
    osRelease: '23H2',
    osRevision: 0x1163,
    installationType: 'Client',
    installedAt: 0x64a0c2f0 * 1000,
    kernel: '10.0.22631',
    architecture: 'x86_64',
    hostname: 'MAY-07',
    bootedAt: 1_789_999_980_000,
    timeZone: 'Asia/Ho_Chi_Minh',
    isQuerySlow: false,
  });
  expect(absent).toEqual({ licences: 'unsupported' });
});

test('system: an ARM machine is one, whatever the process; slowness is said', async () => {
  const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';
  const long = key.replace('HKLM', 'HKEY_LOCAL_MACHINE');
  const machine = {
    registry: { [key]: { [long]: { PROCESSOR_ARCHITECTURE: ['REG_SZ', 'ARM64'] } } },
    isQuerySlow: true,
  } as const;
  const { facts } = await factsOf(system, machine);
  expect(facts).toMatchObject({ architecture: 'aarch64', isQuerySlow: true });
});

test('storage: disks by number, volumes that have a place, no user in a path', async () => {
  const { facts, absent } = await factsOf(storage, labPc);
  expect(facts).toEqual({
    disks: [
      {
        device: 'PhysicalDrive0',
        model: 'TOSHIBA DT01ACA050',
        sizeBytes: 500_107_862_016,
        kind: 'hdd',
        isRemovable: false,
        serial: '86KRJ5YNS',
        firmware: 'MS1OA750',
        bus: 'sata',
      },
      {
        device: 'PhysicalDrive1',
        model: 'Cruzer Blade',
        sizeBytes: 15_518_924_800,
        isRemovable: true,
        bus: 'usb',
      },
    ],
    volumes: [
      {
        mount: 'C:',
        fsType: 'NTFS',
        sizeBytes: 249_000_000_000,
        isSystem: true,
        protectionStatus: 0,
        conversionStatus: 0,
      },
      { mount: 'C:\\Users\\*', fsType: 'NTFS', sizeBytes: 1e9, isSystem: false },
      { mount: 'D:', fsType: 'NTFS', sizeBytes: 250_000_000_000, isSystem: false },
    ],
  });
  expect(absent).toEqual({ arrays: 'unsupported' });
});

test('disk health: counters, prediction and attributes of one drive; hours that do not fit 16 bits, and wear of a hard disk, are unknown', async () => {
  const { facts } = await factsOf(diskHealth, labPc);
  expect(facts.disks).toEqual([
    {
      device: 'PhysicalDrive0',
      model: 'TOSHIBA DT01ACA050',
      serial: '86KRJ5YNS',
      source: 'storage-counter',
      isSelfTestPassed: false,
      healthStatus: 1,
      temperatureC: 38,
      mediaErrors: 2,
      reallocated: 0x183,
      powerOnHours: 0x19c40,
      pending: 8,
    },
    {
      device: 'PhysicalDrive1',
      model: 'Cruzer Blade',
      source: 'storage-counter',
      healthStatus: 0,
    },
  ]);
});

test('network: the interface that has an address now gives the gateway; no temporary address, no SSID, no speed without a link', async () => {
  const { facts } = await factsOf(network, labPc);
  expect(facts).toEqual({
    interfaces: [
      {
        name: 'Ethernet',
        kind: 'ethernet',
        isUp: true,
        speedMbps: 100,
        isFullDuplex: true,
        driver: 'rt640x64',
        addresses: [
          { family: 'ipv4', address: '192.168.10.37', prefixLength: 24 },
          { family: 'ipv6', address: '2405:4800:102::37', prefixLength: 64 },
        ],
      },
      { name: 'Wi-Fi', kind: 'wifi', isUp: false, driver: 'Netwtw10', addresses: [] },
    ],
    gateway: '192.168.10.1',
    gatewayInterface: 'Ethernet',
    dnsServers: ['203.113.131.1', '203.113.131.2'],
  });
});

test('peripherals: monitors that are on, with the EDID of their own; the rest of the registry is history', async () => {
  const { facts } = await factsOf(peripherals, labPc);
  expect(facts.monitors).toEqual([
    {
      edid: Buffer.from(Array.from({ length: 128 }, (_, at) => at)).toString('hex'),
      connector: 'VGA',
      isInternal: false,
    },
    { vendorId: 'EPS', name: 'EPSON PJ', year: 2016, connector: 'HDMI', isInternal: false },
  ]);
});

test('peripherals: a printer’s port is its kind; hosts, shares and paths stay', async () => {
  const { facts } = await factsOf(peripherals, labPc);
  expect(facts.printers).toEqual([
    {
      driver: 'Canon LBP2900',
      port: 'USB001',
      isVirtual: false,
      isNetwork: false,
      isShared: true,
      isDefault: true,
      isOffline: false,
      status: 3,
      errorState: 0,
    },
    {
      driver: 'Microsoft Print To PDF',
      port: 'PORTPROMPT:',
      isVirtual: true,
      isNetwork: false,
      status: 3,
    },
    { driver: 'HP LaserJet 400', port: 'share', isVirtual: false, isNetwork: true },
    { driver: 'RICOH SP C250DN PCL 6', port: 'IP', isVirtual: false, isNetwork: true },
    { driver: 'PDF24', port: 'path', isVirtual: true, isNetwork: false },
    { driver: 'Unheard Of' },
  ]);
});

test('peripherals: cameras, microphones and USB devices; a phone’s own name stays', async () => {
  const { facts } = await factsOf(peripherals, labPc);
  const webcam = { name: 'Logitech HD Webcam C270', vendorId: '046d', productId: '0825' };
  expect(facts.cameras).toEqual([{ ...webcam, driver: 'usbvideo', errorCode: 22 }]);
  expect(facts.microphones).toEqual([{ ...webcam, driver: 'usbaudio', errorCode: 0 }]);
  expect(facts.usbDevices).toEqual([
    {
      name: 'USB Composite Device',
      vendorId: '046d',
      productId: '0825',
      driver: 'usbccgp',
      errorCode: 0,
    },
    { vendorId: '04e8', productId: '6860', driver: 'WUDFWpdMtp', errorCode: 0 },
  ]);
});

test('software: what Windows lists, each once; of users’ own only name and version', async () => {
  const { facts } = await factsOf(software, labPc);
  expect(facts).toEqual({
    source: 'registry',
    packages: [
      { name: 'Scratch 3', version: '3.29.1' },
      {
        name: 'UniKey 4.3 RC5',
        version: '4.3.200929',
        publisher: 'Phạm Kim Long',
        installedOn: '2023-09-12',
      },
      { name: 'Zalo', version: '24.11.1' },
    ],
    total: 3,
  });
});

test('nothing of the people in front of the machine leaves', async () => {
  const all = [hardware, system, storage, diskHealth, network, peripherals, software, usage];
  const sent: string[] = [];
  for (const collector of all) sent.push(JSON.stringify(await factsOf<never>(collector as never, labPc)));
  expect(sent.join()).not.toMatch(/nguyen|hanh|\blan\b|của|PC-CO|6586F6D656/i);
});

/** WMI lists these as it likes; printers and graphics cards have an order of their own. */
const unordered =
  'pnpDevices pciPlaces monitors monitorSizes monitorBlocks netAdapters netAddresses physicalDisks diskDrives volumes software'.split(
    ' ',
  );

test('the order in which WMI lists devices changes nothing that is sent', async () => {
  const rows = Object.entries(labPc.rows ?? {}).map(([name, list]): [string, readonly unknown[]] => [
    name,
    unordered.includes(name) ? [...list].reverse() : list,
  ]);
  const other = { ...labPc, rows: Object.fromEntries(rows) };
  expect(rows.filter(([name, list]) => unordered.includes(name) && list.length > 1)).not.toEqual([]);
  for (const collector of [hardware, peripherals, network, software, storage, diskHealth]) {
    expect(await factsOf<Section>(collector, other), collector.section).toEqual(
      await factsOf<Section>(collector, labPc),
    );
  }
});
