import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseBattery } from '../../../agent/collectors/battery.linux.ts';
import { parseCpuInfo } from '../../../agent/collectors/cpu.linux.ts';
import { parseMemTotal } from '../../../agent/collectors/hardware.linux.ts';
import { hardware } from '../../../agent/collectors/hardware.ts';
import { nameHypervisor } from '../../../agent/collectors/hypervisor.linux.ts';
import { parseMemoryBoard, parseMemorySlots } from '../../../agent/collectors/memory-slots.ts';
import { parsePciDevice } from '../../../agent/collectors/pci.linux.ts';
import { requireFixtures } from '../../support/tools.ts';
import { runCollector } from './samples/context.ts';
import { memoryArray, memoryDevice, smbiosTable } from './samples/smbios.ts';

test('two sockets with the same core ids are counted apart', () => {
  const rows = [0, 1, 2, 3].map((n) => `processor : ${n}\nphysical id : ${n >> 1}\ncore id : ${n & 1}\n`);
  expect(parseCpuInfo(rows.join('\n'))?.cpu).toEqual({ cores: 4, threads: 4 });
});

test('without core ids every processor is one; ARM names its board after the processors', () => {
  const arm = 'processor\t: 0\nBogoMIPS\t: 108\n\nprocessor\t: 1\nBogoMIPS\t: 108\n\nHardware\t: BCM2835\n';
  expect(parseCpuInfo(arm)).toEqual({
    cpu: { model: 'BCM2835', cores: 2, threads: 2 },
    isVirtual: undefined,
    hasCoreIds: false,
  });
  expect(parseCpuInfo('nothing here')).toBeUndefined();
});

test('a recorded laptop: 4 cores, 8 threads, no hypervisor; its memory', async (context) => {
  const fixtures = requireFixtures(context);
  const cpu = parseCpuInfo(await readFile(`${fixtures}/linux-proc/cpuinfo`, 'utf8'));
  expect(cpu).toEqual({
    cpu: { model: 'Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz', vendor: 'GenuineIntel', cores: 4, threads: 8 },
    isVirtual: false,
    hasCoreIds: true,
  });
  expect(parseMemTotal(await readFile(`${fixtures}/linux-proc/meminfo`, 'utf8'))).toBe(3_742_148 * 1024);
});

test.each([
  [{ reported: 'xen', firmware: '', isVirtual: undefined }, 'xen'],
  [{ reported: undefined, firmware: 'QEMU Standard PC (Q35 + ICH9, 2009)', isVirtual: true }, 'kvm'],
  [{ reported: undefined, firmware: 'VMware, Inc. VMware7,1', isVirtual: true }, 'vmware'],
  [{ reported: undefined, firmware: 'innotek GmbH VirtualBox', isVirtual: true }, 'virtualbox'],
  [{ reported: undefined, firmware: 'Microsoft Corporation Virtual Machine', isVirtual: true }, 'hyperv'],
  [{ reported: undefined, firmware: 'Microsoft Corporation Surface Pro 7', isVirtual: false }, 'none'],
  [{ reported: undefined, firmware: '', isVirtual: true }, 'other'],
  [{ reported: undefined, firmware: '', isVirtual: true, clocks: 'tsc kvm-clock' }, 'kvm'],
  [{ reported: undefined, firmware: '', isVirtual: false, clocks: 'tsc kvm-clock' }, 'none'],
  [{ reported: undefined, firmware: 'Raspberry Pi 4 Model B', isVirtual: undefined }, undefined],
])('hypervisor of %o', (evidence, name) => {
  expect(nameHypervisor({ clocks: '', ...evidence })).toBe(name);
});

test('a PCI device without its ids says nothing', () => {
  expect(parsePciDevice('DRIVER=x\n', '0000:00:00.0')).toBeUndefined();
});

test('battery in watt-hours, from energy or from charge; those of mice are not the machine’s', () => {
  const supply = (lines: string): string => `POWER_SUPPLY_TYPE=Battery\n${lines}`;
  const energy = supply(
    'POWER_SUPPLY_ENERGY_FULL_DESIGN=47520000\nPOWER_SUPPLY_ENERGY_FULL=31190000\nPOWER_SUPPLY_CYCLE_COUNT=412\n',
  );
  expect(parseBattery(energy)).toEqual({ designWh: 47.5, fullWh: 31, cycles: 410 });
  const charge = supply(
    'POWER_SUPPLY_VOLTAGE_MIN_DESIGN=11400000\nPOWER_SUPPLY_CHARGE_FULL_DESIGN=4000000\n',
  );
  expect(parseBattery(charge)).toEqual({ designWh: 45.6 });
  expect(parseBattery(supply('POWER_SUPPLY_SCOPE=Device\n'))).toBeUndefined();
  expect(parseBattery('POWER_SUPPLY_TYPE=Mains\n')).toBeUndefined();
});

test('memory slots of a firmware table: filled, wide, small, of unknown size; empty ones are none', () => {
  const table = smbiosTable([
    memoryDevice({ size: 4096, type: 24, speed: 1600, locator: 'DIMM1' }),
    memoryDevice({ size: 0x7fff, wideSize: 65_536, type: 34, speed: 4800, locator: 'DIMM2' }),
    memoryDevice({ size: 0x8000 | 512, type: 18, speed: 0, locator: 'DIMM3' }),
    memoryDevice({ size: 0xffff, type: 2, speed: 0xffff, locator: '  ' }),
    memoryDevice({ size: 0, type: 2, speed: 0, locator: 'DIMM4' }),
  ]);
  expect(parseMemorySlots(table)).toEqual([
    { locator: 'DIMM1', sizeBytes: 4 * 1024 ** 3, typeCode: 24, speedMhz: 1600 },
    { locator: 'DIMM2', sizeBytes: 64 * 1024 ** 3, typeCode: 34, speedMhz: 4800 },
    { locator: 'DIMM3', sizeBytes: 512 * 1024, typeCode: 18 },
    { typeCode: 2 },
  ]);
});

test('a table cut short gives the slots before the cut', () => {
  const table = smbiosTable([
    memoryDevice({ size: 1024, type: 26, speed: 2400, locator: 'A' }),
    memoryDevice({ size: 1024, type: 26, speed: 2400, locator: 'B' }),
  ]);
  expect(parseMemorySlots(table.slice(0, -12)).map((slot) => slot.locator)).toEqual(['A']);
});

test('the slots of a board and the most memory that it takes; arrays of other memory do not count', () => {
  const system = memoryArray({ use: 3, slots: 4, maxKib: 32 * 1024 ** 2 });
  expect(parseMemoryBoard(smbiosTable([system, memoryArray({ use: 5, slots: 1, maxKib: 8192 })]))).toEqual({
    slotCount: 4,
    maxBytes: 32 * 1024 ** 3,
  });
  const wide = memoryArray({ use: 3, slots: 16, maxKib: 0x8000_0000, maxBytes: 4n * 1024n ** 4n });
  expect(parseMemoryBoard(smbiosTable([wide]))).toEqual({ slotCount: 16, maxBytes: 4 * 1024 ** 4 });
  expect(parseMemoryBoard(smbiosTable([system, memoryArray({ use: 3, slots: 2, maxKib: 0 })]))).toEqual({
    slotCount: 6,
  });
  expect(parseMemoryBoard('')).toEqual({});
});

test('who made a module, and its part number', () => {
  const named = memoryDevice({
    size: 8192,
    type: 26,
    speed: 2666,
    locator: 'DIMM A',
    manufacturer: 'Kingston',
    partNumber: 'KHX2666C16/8G   ',
  });
  expect(parseMemorySlots(smbiosTable([named]))).toMatchObject([
    { manufacturer: 'Kingston', partNumber: 'KHX2666C16/8G' },
  ]);
});

test('POWER and IBM Z: their processors are counted and named', () => {
  const power =
    'processor\t: 0\ncpu\t\t: POWER9, altivec supported\n\nprocessor\t: 1\ncpu\t\t: POWER9, altivec supported\n\nmachine\t\t: PowerNV\n';
  expect(parseCpuInfo(power)?.cpu).toEqual({ model: 'POWER9, altivec supported', cores: 2, threads: 2 });
  const z = [
    'vendor_id       : IBM/S390',
    '# processors    : 2',
    'processor 0: version = FF,  identification = 0F6A28,  machine = 3906',
    'processor 1: version = FF,  identification = 0F6A28,  machine = 3906',
  ].join('\n');
  expect(parseCpuInfo(z)?.cpu).toEqual({ model: '3906', vendor: 'IBM/S390', cores: 2, threads: 2 });
  const numbered = `${z}\n\ncpu number      : 0\nphysical id     : 1\ncore id         : 0\n\ncpu number      : 1\nphysical id     : 1\ncore id         : 0\n`;
  expect(parseCpuInfo(numbered)?.cpu).toMatchObject({ cores: 1, threads: 2 });
});

test('ARM with two threads to a core: siblings are one core', async () => {
  const cpu = '/sys/devices/system/cpu';
  const { result } = await runCollector(hardware, {
    files: {
      '/proc/cpuinfo': [0, 1, 2, 3].map((n) => `processor : ${n}\nCPU implementer : 0x41\n`).join('\n'),
      ...Object.fromEntries(
        [0, 1, 2, 3].map((n) => [`${cpu}/cpu${n}/topology/thread_siblings_list`, n < 2 ? '0-1\n' : '2-3\n']),
      ),
      [`${cpu}/cpu4/online`]: '0\n',
    },
  });
  expect(result).toMatchObject({ facts: { cpu: { cores: 2, threads: 4 } } });
});

test('graphics: the driver’s own name before the list’s, the ids where nothing names the card, boards without PCI', async () => {
  const slot = '/sys/bus/pci/devices/0000:01:00.0';
  const files = {
    [`${slot}/uevent`]: 'DRIVER=nvidia\nPCI_CLASS=30000\nPCI_ID=10DE:1C82\n',
    [`${slot}/mem_info_vram_total`]: '4294967296\n',
    '/sys/module/nvidia/version': '550.54.14\n',
  };
  const plain = await runCollector(hardware, { files });
  expect(plain.result).toMatchObject({
    facts: { graphics: [{ model: '10de:1c82', memoryBytes: 4 * 1024 ** 3, driverVersion: '550.54.14' }] },
  });
  const named = {
    '/proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA GeForce GTX 1050 Ti\n',
  };
  expect((await runCollector(hardware, { files: { ...files, ...named } })).result).toMatchObject({
    facts: { graphics: [{ model: 'NVIDIA GeForce GTX 1050 Ti' }] },
  });
  const board = {
    '/sys/class/drm/card0/device/uevent': 'DRIVER=vc4-drm\nOF_COMPATIBLE_0=brcm,bcm2711-vc5\n',
  };
  expect((await runCollector(hardware, { files: board })).result).toMatchObject({
    facts: { graphics: [{ model: 'brcm,bcm2711-vc5' }] },
  });
});
