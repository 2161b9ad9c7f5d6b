import { describe, expect, test } from 'vitest';
import { diskHealth } from '../../../../agent/collectors/disk-health.ts';
import { hardware } from '../../../../agent/collectors/hardware.ts';
import { network } from '../../../../agent/collectors/network.ts';
import { peripherals } from '../../../../agent/collectors/peripherals.ts';
import { software } from '../../../../agent/collectors/software.ts';
import { storage } from '../../../../agent/collectors/storage.ts';
import { windowsQueries } from '../../../../agent/collectors/windows/queries.ts';
import { collectors } from '../../../../agent/registry.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { factsOf, measure } from './support/machine.ts';
import { recordedExports, recordedKeys } from './support/recorded-keys.ts';
import { recordedRows, recordings } from './support/recorded-rows.ts';

const uninstall = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';

test('every recorded class goes through every reader', { timeout: 60_000 }, async (context) => {
  const fixtures = requireFixtures(context);
  for (const name of recordings(fixtures)) {
    const recorded = recordedRows(fixtures, name);
    expect(recorded.length, name).toBeGreaterThan(0);
    const rows = Object.fromEntries(windowsQueries.map((query) => [query.name, recorded]));
    // Facts that break the contract throw.
    for (const collector of collectors) await measure(collector, { rows });
  }
});

test('every recorded key goes through the reader of software', async (context) => {
  const fixtures = requireFixtures(context);
  for (const name of recordedExports(fixtures)) {
    await measure(software, { registry: { [`HKLM\\${uninstall} /s`]: recordedKeys(fixtures, name) } });
  }
});

describe('network adapters', () => {
  test('a docking station at work, Wi-Fi off; what a switch and a VPN made up is left out', async (context) => {
    const rows = { netAdapters: recordedRows(requireFixtures(context), '10-net-MSFT_NetAdapter.wmi') };
    expect((await factsOf(network, { rows })).facts.interfaces).toEqual([
      {
        name: 'Ethernet 4',
        kind: 'ethernet',
        isUp: true,
        speedMbps: 1000,
        isFullDuplex: true,
        driver: 'dlcdcncm62_x64',
        addresses: [],
      },
      { name: 'Wi-Fi', kind: 'wifi', isUp: false, driver: 'Netwtw06', addresses: [] },
    ]);
  });

  test.for([
    ['vpn-up-MSFT_NetAdapter.wmi', false, true],
    ['vpn-down-MSFT_NetAdapter.wmi', true, false],
  ] as const)('%s: cable %s, Wi-Fi %s', async ([name, isCableUp, isWifiUp], context) => {
    const rows = { netAdapters: recordedRows(requireFixtures(context), name) };
    expect((await factsOf(network, { rows })).facts.interfaces).toMatchObject([
      { name: 'Ethernet 4', kind: 'ethernet', isUp: isCableUp, driver: 'rtu53cx22x64' },
      { name: 'Wi-Fi', kind: 'wifi', isUp: isWifiUp, driver: 'Netwtw10' },
    ]);
  });
});

describe('disks', () => {
  const disksOf = async (fixtures: string, question: string, name: string) =>
    (await factsOf(storage, { rows: { [question]: recordedRows(fixtures, name) } })).facts.disks;

  test('an NVMe disk', async (context) => {
    expect(
      await disksOf(requireFixtures(context), 'physicalDisks', 'latitude-7480-MSFT_PhysicalDisk.wmi'),
    ).toEqual([
      {
        device: 'PhysicalDrive0',
        model: 'PC300 NVMe SK hynix 512GB',
        sizeBytes: 512_110_190_592,
        kind: 'nvme',
        isRemovable: false,
        serial: 'ACE4_2E61_9000_7804.',
        firmware: '20007A00',
        bus: 'nvme',
      },
    ]);
  });

  test('a virtual machine’s disk is neither hard disk nor SSD', async (context) => {
    const disks = await disksOf(
      requireFixtures(context),
      'physicalDisks',
      'win10-edu-2020-fr-MSFT_PhysicalDisk.wmi',
    );
    expect(disks).toEqual([
      {
        device: 'PhysicalDrive0',
        model: 'VBOX HARDDISK',
        sizeBytes: 53_687_091_200,
        isRemovable: false,
        serial: 'VB56f85924-28919b73',
        firmware: '1.0',
        bus: 'sata',
      },
    ]);
  });

  test('without the storage provider Win32_DiskDrive answers', async (context) => {
    const fixtures = requireFixtures(context);
    expect(await disksOf(fixtures, 'diskDrives', 'win10-crypt-Win32_DiskDrive.wmi')).toEqual([
      {
        device: 'PhysicalDrive0',
        model: 'KXG50ZNV512G NVMe TOSHIBA 512GB',
        sizeBytes: 512_105_932_800,
        kind: 'nvme',
        isRemovable: false,
        serial: '0000_A5B0_0000_0010_0008_0E02_0037_E465.',
        firmware: 'AACA4100',
        bus: 'nvme',
      },
    ]);
    expect(await disksOf(fixtures, 'diskDrives', 'win7-sp1-x64-Win32_DiskDrive.wmi')).toMatchObject([
      { device: 'PhysicalDrive0', model: 'VBOX HARDDISK ATA Device', bus: 'ide' },
      { device: 'PhysicalDrive1', model: 'Msft Virtual Disk SCSI Disk Device', bus: 'scsi' },
    ]);
  });

  test('health that the storage provider gives stands alone', async (context) => {
    const physicalDisks = recordedRows(requireFixtures(context), 'latitude-7480-MSFT_PhysicalDisk.wmi');
    expect((await factsOf(diskHealth, { rows: { physicalDisks } })).facts.disks).toEqual([
      {
        device: 'PhysicalDrive0',
        model: 'PC300 NVMe SK hynix 512GB',
        serial: 'ACE4_2E61_9000_7804.',
        source: 'storage-counter',
        healthStatus: 0,
      },
    ]);
  });
});

describe('volumes', () => {
  test('one that BitLocker protects; those without a place are left out', async (context) => {
    const fixtures = requireFixtures(context);
    const rows = {
      volumes: recordedRows(fixtures, 'win10-crypt-Win32_Volume.wmi'),
      encryptableVolumes: recordedRows(fixtures, 'win10-crypt-Win32_EncryptableVolume.wmi'),
    };
    expect((await factsOf(storage, { rows })).facts.volumes).toEqual([
      {
        mount: 'C:',
        fsType: 'NTFS',
        sizeBytes: 510_462_619_648,
        isSystem: true,
        protectionStatus: 1,
        conversionStatus: 1,
      },
    ]);
  });

  test('a mounted folder, no optical drive; what BitLocker says is not known', async (context) => {
    const rows = { volumes: recordedRows(requireFixtures(context), 'win7-sp1-x64-Win32_Volume.wmi') };
    expect((await factsOf(storage, { rows })).facts.volumes).toEqual([
      { mount: 'C:', fsType: 'NTFS', sizeBytes: 107_267_223_552, isSystem: true },
      { mount: 'C:\\MountedPoint\\Here\\', fsType: 'NTFS', sizeBytes: 101_707_776, isSystem: false },
    ]);
  });
});

describe('hardware', () => {
  const hardwareOf = async (rows: Record<string, readonly unknown[]>) =>
    (await factsOf(hardware, { rows })).facts;

  test('two processors: cores of both sockets', async (context) => {
    const name = '2008-with-2-different-cpus-Win32_Processor.wmi';
    const processors = recordedRows(requireFixtures(context), name);
    expect((await hardwareOf({ processors })).cpu).toEqual({
      model: 'Intel(R) Xeon(R) CPU E5506 @ 2.13GHz',
      vendor: 'GenuineIntel',
      cores: 8,
      threads: 8,
      maxMhz: 2000,
    });
  });

  test('a processor of a time when cores were not counted', async (context) => {
    const processors = recordedRows(requireFixtures(context), '2003-Win32_Processor.wmi');
    const { cpu } = await hardwareOf({ processors });
    expect(cpu).toEqual({
      model: 'Intel(R) Xeon(TM) CPU 3.06GHz',
      vendor: 'GenuineIntel',
      threads: 4,
      maxMhz: 3065,
    });
  });

  test('memory', async (context) => {
    const fixtures = requireFixtures(context);
    const facts = await hardwareOf({
      memoryModules: recordedRows(fixtures, '7-Win32_PhysicalMemory.wmi'),
      memoryArrays: recordedRows(fixtures, '7-Win32_PhysicalMemoryArray.wmi'),
    });
    const slot = {
      sizeBytes: 2 * 1024 ** 3,
      speedMhz: 1600,
      manufacturer: 'Undefined',
      partNumber: 'F3-12800CL9-2GBXL',
    };
    expect(facts).toMatchObject({
      memorySlots: [
        { ...slot, locator: 'DIMM1' },
        { ...slot, locator: 'DIMM3' },
      ],
      memorySlotCount: 4,
      maxMemoryBytes: 32 * 1024 ** 3,
    });
  });

  test('graphics: two cards without the remote session’s; more than 4 GiB only where the driver says how much', async (context) => {
    const fixtures = requireFixtures(context);
    const two = recordedRows(fixtures, 'intel+nvidia-Win32_VideoController.wmi');
    expect((await hardwareOf({ graphics: two })).graphics).toEqual([
      { model: 'Intel(R) HD Graphics 4600', memoryBytes: 1024 ** 3, driverVersion: '20.19.15.4624' },
      { model: 'NVIDIA GeForce GTX 950', memoryBytes: 2 * 1024 ** 3, driverVersion: '30.0.15.1215' },
    ]);
    const large = recordedRows(fixtures, 'nvidia-geforce-rtx-2060-super-Win32_VideoController.wmi');
    const card = { model: 'NVIDIA GeForce RTX 2060 SUPER', driverVersion: '31.0.15.1694' };
    expect((await hardwareOf({ graphics: large })).graphics).toEqual([card]);
    const graphicsMemory = [{ DriverDesc: card.model, 'HardwareInformation.qwMemorySize': 8 * 1024 ** 3 }];
    expect((await hardwareOf({ graphics: large, graphicsMemory })).graphics).toEqual([
      { ...card, memoryBytes: 8 * 1024 ** 3 },
    ]);
  });

  test('a virtual machine by its firmware; what is not named is not guessed', async (context) => {
    const computer = recordedRows(requireFixtures(context), 'proxmox-Win32_ComputerSystem.wmi');
    expect(await hardwareOf({ computer })).toMatchObject({ vendor: 'BOCHS_', model: 'BXPC____' });
    expect((await hardwareOf({ computer })).hypervisor).toBeUndefined();
  });
});

describe('devices of a French Windows', () => {
  const file = '7-CIM_LogicalDevice.wmi';
  const ofClass = (fixtures: string, name: string) =>
    recordedRows(fixtures, file).filter((row) => row.CreationClassName === name);

  test('printers', async (context) => {
    const printers = ofClass(requireFixtures(context), 'Win32_Printer');
    expect((await factsOf(peripherals, { rows: { printers } })).facts.printers).toMatchObject([
      { driver: 'Microsoft XPS Document Writer', port: 'XPSPort:', isVirtual: true, isOffline: false },
      {
        driver: 'hp deskjet 5550 series (HPA)',
        port: 'USB001',
        isVirtual: false,
        isOffline: true,
        status: 3,
      },
      { driver: 'Microsoft Shared Fax Driver', port: 'SHRFAX:', isVirtual: true },
    ]);
  });

  test('a webcam and USB devices', async (context) => {
    const pnpDevices = ofClass(requireFixtures(context), 'Win32_PnPEntity');
    const { facts } = await factsOf(peripherals, { rows: { pnpDevices } });
    expect(facts.cameras).toMatchObject([
      {
        name: 'Périphérique vidéo USB',
        vendorId: '046d',
        productId: '08c9',
        driver: 'usbvideo',
        errorCode: 0,
      },
    ]);
    expect(facts.usbDevices).toContainEqual({
      name: 'Périphérique USB composite',
      vendorId: '046d',
      productId: '08c9',
      driver: 'usbccgp',
      errorCode: 0,
    });
  });
});

describe('software', () => {
  test('by the registry alone, without PowerShell', async (context) => {
    const keys = recordedKeys(requireFixtures(context), 'mssql-Uninstall.reg');
    const { facts } = await factsOf(software, { registry: { [`HKLM\\${uninstall} /s`]: keys } });
    expect(facts.total).toBe(7);
    expect(facts.packages).toContainEqual({
      name: 'Git version 2.12.2.2',
      version: '2.12.2.2',
      publisher: 'The Git Development Community',
      installedOn: '2017-05-02',
    });
  });

  test('in Cyrillic', async (context) => {
    const keys = recordedKeys(requireFixtures(context), '10_russian-Uninstall.reg');
    const rows = Object.values(keys).map((values) =>
      Object.fromEntries(Object.entries(values).map(([name, [, data]]) => [name, data])),
    );
    const { facts } = await factsOf(software, { rows: { software: rows, userSoftware: [] } });
    expect(facts.packages).toEqual([
      { name: '1C Предприятие 7.7', version: '77.27' },
      {
        name: 'КриптоПро CSP',
        version: '5.0.12000',
        publisher: 'Компания КриптоПро',
        installedOn: '2021-07-24',
      },
    ]);
  });
});
