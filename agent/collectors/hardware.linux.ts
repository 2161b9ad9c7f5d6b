import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { type Battery, parseBattery } from './battery.linux.ts';
import { parseCpuInfo } from './cpu.linux.ts';
import { firstKnown, known, mapFact, readFact } from './facts.ts';
import { readGraphics } from './graphics.linux.ts';
import { nameHypervisor } from './hypervisor.linux.ts';
import { parseMemoryBoard, parseMemorySlots } from './memory-slots.ts';
import { type PciDevice, parsePciDevice } from './pci.linux.ts';
import { clip, defined, wholeNumber } from './text.ts';

const firmware = '/sys/class/dmi/id';
const processors = '/sys/devices/system/cpu';
const clocks = '/sys/devices/system/clocksource/clocksource0/available_clocksource';
const maxProcessors = 4096;

/** From /proc and /sys alone. A container's name for itself is never taken for a model: only firmware is asked. */
export async function readLinuxHardware({ host }: CollectorContext): Promise<Measured<'hardware'>> {
  const label = (name: string): Promise<Fact<string>> =>
    readFact(host, `${firmware}/${name}`, (text) => clip(text, 128));
  const vendor = await label('sys_vendor');
  const model = firstKnown([
    await label('product_name'),
    await readFact(host, '/proc/device-tree/model', (text) => clip(text, 128)),
  ]);
  const cpu = await readFact(host, '/proc/cpuinfo', parseCpuInfo);
  const maxMhz = await readFact(host, `${processors}/cpu0/cpufreq/cpuinfo_max_freq`, kilohertz);
  const cores = cpu.ok && !cpu.value.hasCoreIds ? await countCores(host) : undefined;
  const xen = await readFact(host, '/sys/hypervisor/type', (text) => clip(text, 32));
  const clock = await readFact(host, clocks, (text) => text);
  const table = await readFirmwareTable(host);
  const board = mapFact(table, parseMemoryBoard);
  const pciDevices = await readPciDevices(host);
  return {
    vendor,
    model,
    serial: await label('product_serial'),
    chassisType: await readFact(host, `${firmware}/chassis_type`, parseChassisType),
    boardVendor: await label('board_vendor'),
    boardModel: await label('board_name'),
    biosVendor: await label('bios_vendor'),
    biosVersion: await label('bios_version'),
    biosDate: mapFact(await label('bios_date'), (text) => clip(text, 32)),
    hypervisor: known(
      nameHypervisor({
        reported: xen.ok ? xen.value : undefined,
        firmware: [vendor, model].flatMap((fact) => (fact.ok ? [fact.value] : [])).join(' '),
        clocks: clock.ok ? clock.value : '',
        isVirtual: cpu.ok ? cpu.value.isVirtual : undefined,
      }),
    ),
    cpu: mapFact(cpu, ({ cpu: facts }) =>
      defined({ ...facts, cores: cores ?? facts.cores, maxMhz: maxMhz.ok ? maxMhz.value : undefined }),
    ),
    memoryBytes: await readFact(host, '/proc/meminfo', parseMemTotal),
    memorySlots: mapFact(table, (text) => {
      const slots = parseMemorySlots(text);
      return slots.length === 0 ? undefined : slots;
    }),
    memorySlotCount: mapFact(board, ({ slotCount }) => slotCount),
    maxMemoryBytes: mapFact(board, ({ maxBytes }) => maxBytes),
    graphics: await readGraphics(host, pciDevices),
    pciDevices,
    batteries: await readBatteries(host),
  };
}

/** MemTotal of proc(5), which is in KiB although it says kB. */
export function parseMemTotal(meminfo: string): number | undefined {
  const kib = wholeNumber(/^MemTotal:\s+(\d{1,12}) kB$/m.exec(meminfo)?.[1]);
  return kib === undefined ? undefined : kib * 1024;
}

function parseChassisType(text: string): number | undefined {
  const type = wholeNumber(text);
  return type !== undefined && type <= 255 ? type : undefined;
}

function kilohertz(text: string): number | undefined {
  const khz = wholeNumber(text);
  return khz === undefined || khz > 100_000_000 ? undefined : khz / 1000;
}

/** The firmware's own table, a character per byte (root only): no dmidecode is started. */
async function readFirmwareTable(host: Host): Promise<Fact<string>> {
  const table = await host.readText('/sys/firmware/dmi/tables/DMI', {
    encoding: 'latin1',
    maxBytes: 262_144,
  });
  return table.ok ? ok(table.value) : err(absentReason(table.error));
}

/** Where /proc/cpuinfo names no cores (ARM), processors that share one list of siblings are one core. */
async function countCores(host: Host): Promise<number | undefined> {
  const names = await host.readDir(processors);
  if (!names.ok) return undefined;
  const cores = new Set<string>();
  for (const name of names.value.filter((each) => /^cpu\d{1,4}$/.test(each)).slice(0, maxProcessors)) {
    const siblings = await host.readText(`${processors}/${name}/topology/thread_siblings_list`);
    // A processor that is switched off has no list.
    if (siblings.ok && siblings.value.trim() !== '') cores.add(siblings.value.trim());
  }
  return cores.size === 0 ? undefined : cores.size;
}

async function readPciDevices(host: Host): Promise<Fact<PciDevice[]>> {
  return await readEach(host, '/sys/bus/pci/devices', 256, parsePciDevice);
}

async function readBatteries(host: Host): Promise<Fact<Battery[]>> {
  return await readEach(host, '/sys/class/power_supply', 8, (text) => parseBattery(text));
}

/** Parses the `uevent` of every entry of a /sys folder; entries that say nothing are left out. */
async function readEach<T>(
  host: Host,
  folder: string,
  max: number,
  parse: (uevent: string, name: string) => T | undefined,
): Promise<Fact<T[]>> {
  const names = await host.readDir(folder);
  if (!names.ok) return err(absentReason(names.error));
  const found: T[] = [];
  for (const name of names.value) {
    const uevent = await host.readText(`${folder}/${name}/uevent`);
    const parsed = uevent.ok ? parse(uevent.value, name) : undefined;
    if (parsed !== undefined && found.length < max) found.push(parsed);
  }
  return ok(found);
}
