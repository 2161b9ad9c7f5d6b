import { z } from 'zod';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { firstKnown, mapFact } from './facts.ts';
import { nameHypervisor } from './hypervisor.linux.ts';
import { clip, defined } from './text.ts';
import { batteriesOf } from './windows/batteries.ts';
import { cimBoolean, cimCount, cimCounts, cimText, readRow, readRows } from './windows/cim-values.ts';
import { type FirmwareLabels, readFirmwareLabels } from './windows/firmware-labels.ts';
import { graphicsOf } from './windows/graphics.ts';
import { memoryOf } from './windows/memory.ts';
import { pciDevicesOf } from './windows/pnp.ts';

type Hardware = Measured<'hardware'>;
type Cpu = Hardware['cpu'];

const computerRow = z.object({
  Manufacturer: cimText(128),
  Model: cimText(128),
  HypervisorPresent: cimBoolean,
});
const biosRow = z.object({ SerialNumber: cimText(128), Manufacturer: cimText(128) });
const enclosureRow = z.object({ ChassisTypes: cimCounts });
const processorRow = z.object({
  Name: cimText(128),
  Manufacturer: cimText(64),
  NumberOfCores: cimCount,
  NumberOfLogicalProcessors: cimCount,
  MaxClockSpeed: cimCount,
});

/** SMBIOS structures (DMTF DSP0134 §7.2, §7.4). */
const systemInformation = 1;
const chassisInformation = 3;
const maxSockets = 64;
const maxThreads = 4096;

/** Firmware texts from the registry first, which everybody may read; what PowerShell is needed for has its reason of its own. */
export async function readWindowsHardware(context: CollectorContext): Promise<Hardware> {
  const { host, windows } = context;
  const labels = await readFirmwareLabels(context);
  const computer = readRow(windows('computer'), computerRow);
  const bios = readRow(windows('bios'), biosRow);
  const vendor = firstKnown([
    labels.text('SystemManufacturer', 128),
    mapFact(computer, (row) => row.Manufacturer),
  ]);
  const model = firstKnown([labels.text('SystemProductName', 128), mapFact(computer, (row) => row.Model)]);
  return {
    vendor,
    model,
    serial: firstKnown([
      labels.tableText(systemInformation, 0x07, 128),
      mapFact(bios, (row) => row.SerialNumber),
    ]),
    chassisType: chassisOf(labels, context),
    boardVendor: labels.text('BaseBoardManufacturer', 128),
    boardModel: labels.text('BaseBoardProduct', 128),
    biosVendor: firstKnown([labels.text('BIOSVendor', 128), mapFact(bios, (row) => row.Manufacturer)]),
    biosVersion: labels.text('BIOSVersion', 128),
    biosDate: labels.text('BIOSReleaseDate', 32),
    hypervisor: hypervisorOf(vendor, model, computer),
    cpu: cpuOf(context),
    memoryBytes: ok(host.facts().memoryBytes),
    ...memoryOf(labels.table, windows),
    graphics: graphicsOf(windows),
    pciDevices: pciDevicesOf(windows),
    batteries: batteriesOf(windows),
  };
}

/** The high bit of the SMBIOS byte says that the case can be locked. */
function chassisOf(labels: FirmwareLabels, { windows }: CollectorContext): Fact<number> {
  const enclosure = readRow(windows('enclosure'), enclosureRow);
  return firstKnown([
    mapFact(labels.tableByte(chassisInformation, 0x05), (type) => type & 0x7f),
    mapFact(labels.number('EnclosureType'), chassisCode),
    mapFact(enclosure, ({ ChassisTypes: [first] }) => chassisCode(first)),
  ]);
}

function chassisCode(type: number | undefined): number | undefined {
  return type !== undefined && type <= 255 ? type : undefined;
}

/**
 * HypervisorPresent is true on bare metal too, where Windows runs its own security upon a hypervisor: it can only say that there is
 * none; that this is a virtual machine, and which, is what the firmware says.
 */
function hypervisorOf(
  vendor: Fact<string>,
  model: Fact<string>,
  computer: Fact<z.infer<typeof computerRow>>,
): Fact<string> {
  const firmware = [vendor, model].flatMap((fact) => (fact.ok ? [fact.value] : [])).join(' ');
  const name = nameHypervisor({ reported: undefined, firmware, clocks: '', isVirtual: undefined });
  if (name !== undefined) return ok(name);
  return mapFact(computer, (row) => (row.HypervisorPresent === false ? 'none' : undefined));
}

/** Cores and threads of all sockets together; without PowerShell the runtime's threads, and no cores. */
function cpuOf({ host, windows }: CollectorContext): Cpu {
  const facts = host.facts();
  const rows = readRows(windows('processors'), processorRow, maxSockets);
  const sockets = rows.ok ? rows.value : [];
  const [first] = sockets;
  const speeds = sockets.flatMap((row) => row.MaxClockSpeed ?? []);
  const maxMhz = Math.max(0, ...speeds);
  return ok(
    defined({
      model: first?.Name ?? clip(facts.cpuModel, 128),
      vendor: first?.Manufacturer,
      cores: sum(sockets.map((row) => row.NumberOfCores)),
      threads: sum(sockets.map((row) => row.NumberOfLogicalProcessors)) ?? countOf(facts.cpuThreads),
      maxMhz: maxMhz > 0 && maxMhz <= 100_000 ? maxMhz : undefined,
    }),
  );
}

/** Undefined when one socket does not say. */
function sum(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  if (known.length === 0 || known.length < counts.length) return undefined;
  return countOf(known.reduce((total, count) => total + count, 0));
}

function countOf(value: number): number | undefined {
  return value >= 1 && value <= maxThreads ? value : undefined;
}
