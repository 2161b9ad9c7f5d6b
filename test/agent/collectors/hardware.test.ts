import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseBattery } from '../../../agent/collectors/battery.linux.ts';
import { parseCpuInfo } from '../../../agent/collectors/cpu.linux.ts';
import { parseMemTotal } from '../../../agent/collectors/hardware.linux.ts';
import { hardware } from '../../../agent/collectors/hardware.ts';
import { nameHypervisor } from '../../../agent/collectors/hypervisor.linux.ts';
import { parseMemorySlots } from '../../../agent/collectors/memory-slots.ts';
import { parsePciDevice } from '../../../agent/collectors/pci.linux.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { requireFixtures } from '../../support/tools.ts';
import { contextOf } from './samples/context.ts';
import { memoryDevice, smbiosTable } from './samples/smbios.ts';

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
  expect(parseBattery(energy)).toEqual({ designWh: 47.5, fullWh: 31.2, cycles: 412 });
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

test('macOS: maker, model and serial from systeminformation, checked like anything from outside', async () => {
  const recorded = await openRecordedHost({ platform: 'darwin', files: {}, facts: { cpuModel: 'Apple M1' } });
  const collectFrom = (answer: Awaited<ReturnType<typeof recorded.systemInformation>>) =>
    hardware.collect(contextOf({ ...recorded, systemInformation: () => Promise.resolve(answer) }));
  expect(
    await collectFrom(ok({ manufacturer: 'Apple Inc.', model: 'Macmini9,1', serial: '-' })),
  ).toMatchObject({
    facts: { vendor: 'Apple Inc.', model: 'Macmini9,1', cpu: { model: 'Apple M1', threads: 4 } },
    absent: { serial: 'no-data', pciDevices: 'unsupported' },
  });
  expect(await collectFrom(ok({ model: 7 }))).toMatchObject({
    absent: { vendor: 'no-data', model: 'no-data' },
  });
  expect(await collectFrom(err('timed-out'))).toMatchObject({ absent: { vendor: 'timed-out' } });
  await recorded.close();
});
