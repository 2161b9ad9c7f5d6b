import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskHealth } from '../../../../agent/collectors/disk-health.ts';
import { hardware } from '../../../../agent/collectors/hardware.ts';
import { network } from '../../../../agent/collectors/network.ts';
import { peripherals } from '../../../../agent/collectors/peripherals.ts';
import { software } from '../../../../agent/collectors/software.ts';
import { storage } from '../../../../agent/collectors/storage.ts';
import { softwareQueries } from '../../../../agent/collectors/windows/software-queries.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { factsOf, measure } from './support/machine.ts';

type Rows = Record<string, readonly unknown[]>;
const hardwareOf = async (rows: Rows) => await factsOf(hardware, { rows });

describe('a virtual machine says so in its firmware', () => {
  test.each([
    ['VMware, Inc.', 'VMware Virtual Platform', 'vmware'],
    ['innotek GmbH', 'VirtualBox', 'virtualbox'],
    ['Microsoft Corporation', 'Virtual Machine', 'hyperv'],
    ['QEMU', 'Standard PC (Q35 + ICH9, 2009)', 'kvm'],
  ])('%s %s', async (Manufacturer, Model, expected) => {
    for (const HypervisorPresent of [true, false, null]) {
      const computer = [{ Manufacturer, Model, HypervisorPresent }];
      expect((await hardwareOf({ computer })).facts.hypervisor).toBe(expected);
    }
  });

  test('bare metal is certain only where nothing runs below Windows', async () => {
    const machine = { Manufacturer: 'Microsoft Corporation', Model: 'Surface Pro 7' };
    const of = async (HypervisorPresent: boolean) =>
      (await hardwareOf({ computer: [{ ...machine, HypervisorPresent }] })).facts.hypervisor;
    expect([await of(false), await of(true)]).toEqual(['none', undefined]);
  });
});

describe('batteries', () => {
  const InstanceName = 'ACPI\\PNP0C0A\\1_0';

  test('of a notebook whose maker counts no cycles', async () => {
    const { facts } = await hardwareOf({
      batteries: [{ DesignCapacity: null }],
      batteryDesign: [{ InstanceName, DesignedCapacity: 57_532, Capabilities: 0x8000_0000 }],
      batteryFull: [{ InstanceName, FullChargedCapacity: 48_807 }],
      batteryCycles: [{ InstanceName, CycleCount: 0 }],
    });
    expect(facts.batteries).toEqual([{ designWh: 57.5, fullWh: 49 }]);
  });

  test('two, each with its own numbers; a UPS is none of the machine’s', async () => {
    const { facts } = await hardwareOf({
      batteryDesign: [
        { InstanceName: 'A', DesignedCapacity: 23_540 },
        { InstanceName: 'UPS', DesignedCapacity: 90_000, Capabilities: 0x2000_0000 },
        { InstanceName: 'B', DesignedCapacity: 24_000 },
      ],
      batteryFull: [
        { InstanceName: 'B', FullChargedCapacity: 12_000 },
        { InstanceName: 'A', FullChargedCapacity: 20_000 },
      ],
      batteryCycles: [{ InstanceName: 'B', CycleCount: 412 }],
    });
    expect(facts.batteries).toEqual([
      { designWh: 23.5, fullWh: 20 },
      { designWh: 24, fullWh: 12, cycles: 410 },
    ]);
  });

  test('capacities in per cent are none in watt-hours', async () => {
    const { facts } = await hardwareOf({
      batteryDesign: [{ InstanceName, DesignedCapacity: 100, Capabilities: 0x4000_0000 }],
      batteryFull: [{ InstanceName, FullChargedCapacity: 90 }],
    });
    expect(facts.batteries).toEqual([{}]);
  });

  test('one of which Windows knows that it is there', async () => {
    const { facts } = await hardwareOf({ batteries: [{ DesignCapacity: 0xffff_ffff }] });
    expect(facts.batteries).toEqual([{}]);
  });

  test('none is not unknown, and unknown is not none', async () => {
    expect((await hardwareOf({ batteries: [] })).facts.batteries).toEqual([]);
    expect((await hardwareOf({ computer: [] })).absent).toMatchObject({ batteries: 'unsupported' });
  });
});

test('placeholders travel raw: that they name nothing is judged elsewhere', async () => {
  const bios = [{ SerialNumber: 'To be filled by O.E.M.', Manufacturer: 'American Megatrends Inc.' }];
  const computer = [{ Manufacturer: 'System manufacturer', Model: 'All Series' }];
  expect((await hardwareOf({ bios, computer })).facts).toMatchObject({
    vendor: 'System manufacturer',
    model: 'All Series',
    serial: 'To be filled by O.E.M.',
    biosVendor: 'American Megatrends Inc.',
  });
});

test('the serial number that is printed on an NVMe drive', async () => {
  const physicalDisks = [{ DeviceId: 0, Model: 'PC300', BusType: 17, SerialNumber: 'ACE4_2E61_9000_7804.' }];
  const diskSerials = [{ DeviceId: 0, AdapterSerialNumber: 'FJ68N512810508W0A   _0000' }];
  const { facts } = await factsOf(storage, { rows: { physicalDisks, diskSerials } });
  expect(facts.disks).toMatchObject([{ device: 'PhysicalDrive0', serial: 'FJ68N512810508W0A' }]);
});

describe('disk health', () => {
  const ssd = { DeviceId: '0', Model: 'SSD', BusType: 11, MediaType: 4 };

  test('an SSD that has worn', async () => {
    const reliabilityCounters = [{ DeviceId: '0', Wear: 92, Temperature: 0, PowerOnHours: 21_000 }];
    const { facts } = await factsOf(diskHealth, { rows: { physicalDisks: [ssd], reliabilityCounters } });
    expect(facts.disks).toEqual([
      {
        device: 'PhysicalDrive0',
        model: 'SSD',
        source: 'storage-counter',
        percentUsed: 92,
        powerOnHours: 21_000,
      },
    ]);
  });

  test('a drive that tells only what it predicts', async () => {
    const diskDrives = [{ Index: 0, Model: 'ST500', PNPDeviceID: 'IDE\\DISKST500\\5&1&0&0.0.0' }];
    const failurePredictions = [{ InstanceName: 'IDE\\DiskST500\\5&1&0&0.0.0_0', PredictFailure: false }];
    const { facts } = await factsOf(diskHealth, { rows: { diskDrives, failurePredictions } });
    expect(facts.disks).toEqual([
      { device: 'PhysicalDrive0', model: 'ST500', source: 'failure-prediction', isSelfTestPassed: true },
    ]);
  });

  test('a disk of which nothing is known is named beside one that is known: it is not gone', async () => {
    const reliabilityCounters = [{ DeviceId: '0', Wear: 1 }];
    const physicalDisks = [ssd, { ...ssd, DeviceId: '1' }];
    const { facts } = await factsOf(diskHealth, { rows: { physicalDisks, reliabilityCounters } });
    expect(facts.disks).toMatchObject([
      { device: 'PhysicalDrive0', percentUsed: 1 },
      { device: 'PhysicalDrive1' },
    ]);
  });

  test('where the counters may not be read and nothing else is known, that is the outcome', async () => {
    const result = await measure(diskHealth, {
      rows: { physicalDisks: [ssd] },
      unanswered: { ok: false, error: 'denied' },
    });
    expect(result.outcome).toBe('denied');
  });
});

test('a server whose address is set by hand, with two network cards', async () => {
  const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces';
  const long = key.replace('HKLM', 'HKEY_LOCAL_MACHINE');
  const card = (name: string, address: string) =>
    ({ name, family: 'ipv4', address, mac: '64:00:6a:11:22:33', isInternal: false }) as const;
  const { facts } = await factsOf(network, {
    registry: {
      [`${key} /s`]: {
        [`${long}\\{1}`]: {
          EnableDHCP: ['REG_DWORD', '0x0'],
          IPAddress: ['REG_MULTI_SZ', '10.1.0.5\\010.1.0.6'],
          DefaultGateway: ['REG_MULTI_SZ', ''],
          NameServer: ['REG_SZ', '10.1.0.1'],
        },
        [`${long}\\{2}`]: {
          EnableDHCP: ['REG_DWORD', '0x0'],
          IPAddress: ['REG_MULTI_SZ', '192.168.1.10'],
          DefaultGateway: ['REG_MULTI_SZ', '192.168.1.1'],
          DhcpDefaultGateway: ['REG_MULTI_SZ', '192.168.99.1'],
          NameServer: ['REG_SZ', '8.8.8.8,1.1.1.1'],
          DhcpNameServer: ['REG_SZ', '192.168.99.1'],
        },
      },
    },
    facts: { interfaces: [card('LAN', '10.1.0.6'), card('WAN', '192.168.1.10')] },
  });
  expect(facts).toMatchObject({
    gateway: '192.168.1.1',
    gatewayInterface: 'WAN',
    dnsServers: ['8.8.8.8', '1.1.1.1'],
  });
});

test('an empty card reader has no size, and a damaged EDID is not sent', async () => {
  const physicalDisks = [{ DeviceId: '2', Model: 'Card Reader', BusType: 7, Size: 0 }];
  const { facts } = await factsOf(storage, { rows: { physicalDisks } });
  expect(facts.disks).toEqual([
    { device: 'PhysicalDrive2', model: 'Card Reader', isRemovable: true, bus: 'usb' },
  ]);
  const instance = 'DISPLAY\\DELA0C4\\5&1&0&UID4352';
  const EDID = Array.from({ length: 128 }, () => 256);
  const monitors = [{ InstanceName: `${instance}_0`, ManufacturerName: [68, 69, 76] }];
  const monitorBlocks = [
    { PSPath: `HKEY_LOCAL_MACHINE\\SYSTEM\\Enum\\${instance}\\Device Parameters`, EDID },
  ];
  const result = await factsOf(peripherals, { rows: { monitors, monitorBlocks } });
  expect(result.facts.monitors).toEqual([{ vendorId: 'DEL' }]);
});

test('the panel of a notebook is internal', async () => {
  const InstanceName = 'DISPLAY\\LGD0493\\4&1&0&UID265988_0';
  const { facts } = await factsOf(peripherals, {
    rows: {
      monitors: [{ InstanceName, Active: true, ManufacturerName: [76, 71, 68, 0], YearOfManufacture: 2015 }],
      monitorSizes: [{ InstanceName, MaxHorizontalImageSize: 31, MaxVerticalImageSize: 17 }],
      monitorSockets: [{ InstanceName, VideoOutputTechnology: 2_147_483_648 }],
    },
  });
  expect(facts.monitors).toEqual([
    { vendorId: 'LGD', year: 2015, widthMm: 310, heightMm: 170, isInternal: true },
  ]);
});

/** The software of an audit, as the uninstall keys would have held it. */
function auditedSoftware(fixtures: string, name: string): Record<string, string>[] {
  const text = readFileSync(join(fixtures, 'windows-audit-xml', name), 'utf8');
  const list = /<software>([\s\S]*?)<\/software>/.exec(text)?.[1] ?? '';
  return Array.from(list.matchAll(/<item>([\s\S]*?)<\/item>/g), ([, item = '']) => {
    const member = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(item)?.[1] ?? '';
    return {
      DisplayName: member('name'),
      DisplayVersion: member('version'),
      Publisher: member('publisher'),
      InstallDate: member('install_date'),
      SystemComponent: member('system_component'),
    };
  });
}

test('a list of software without what users installed is none; paths name no user', async () => {
  const rows = { software: [{ DisplayName: 'Zalo in C:\\Users\\lan.nguyen\\AppData\\Local' }] };
  const { absent } = await measure(software, { rows, unanswered: { ok: false, error: 'timed-out' } }).then(
    (result) => (result.outcome === 'ok' ? result : { absent: undefined }),
  );
  expect(absent).toMatchObject({ packages: 'timed-out', total: 'timed-out' });
  const { facts } = await factsOf(software, { rows: { ...rows, userSoftware: [] } });
  expect(facts.packages).toEqual([{ name: 'Zalo in C:\\Users\\*' }]);
});

test('PCI devices of which the registry gives no place are unknown, not none', async () => {
  const pnpDevices = [{ DeviceID: 'PCI\\VEN_8086&DEV_A282&SUBSYS_00000000&REV_00\\3&11583659&0&B8' }];
  expect((await hardwareOf({ pnpDevices, pciPlaces: [] })).absent).toMatchObject({ pciDevices: 'no-data' });
  expect((await hardwareOf({ pnpDevices: [], pciPlaces: [] })).facts.pciDevices).toEqual([]);
});

test('audited machines: what is hidden and what is listed twice is left out, dates that may be read in two ways too', async (context) => {
  const fixtures = requireFixtures(context);
  const audits = readdirSync(join(fixtures, 'windows-audit-xml')).filter((name) =>
    /^(desktop|win)/.test(name),
  );
  for (const name of audits) {
    const { facts } = await factsOf(software, {
      rows: { software: auditedSoftware(fixtures, name), userSoftware: [] },
    });
    const days = facts.packages?.flatMap(({ installedOn }) => installedOn ?? []) ?? [];
    expect(
      days.every((day) => /^20\d\d-[01]\d-[0-3]\d$/.test(day)),
      name,
    ).toBe(true);
  }
  const totals = async (name: string) =>
    (await factsOf(software, { rows: { software: auditedSoftware(fixtures, name), userSoftware: [] } })).facts
      .total;
  expect(await totals('desktop-marketing-01.xml')).toBe(39);
  expect(await totals('win2012r2_db02.xml')).toBe(81);
});

test.each([
  ['S-1-5-21-1004336348-1177238915-682003330-1001', true],
  ['S-1-12-1-3623811015-3361044348-30300820-1013', true],
  ['S-1-5-21-1004336348-1177238915-682003330-1001_Classes', false],
  ['S-1-5-18', false],
  ['.DEFAULT', false],
])('software of %s is looked at: %s', (name, isUser) => {
  const script = softwareQueries.find((query) => query.name === 'userSoftware')?.script ?? '';
  const pattern = /PSChildName -match '([^']+)'/.exec(script)?.[1] ?? '(?!)';
  expect(new RegExp(pattern, 'i').test(name)).toBe(isUser);
});
