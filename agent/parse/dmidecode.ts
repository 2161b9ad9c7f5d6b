import { ok } from '../../shared/domain/result.ts';
import { defined } from '../collectors/text.ts';
import { type DmiStructure, parseDmiStructures } from './dmi-structures.ts';
import { createFirmwareIds, firmwareName } from './firmware-text.ts';
import type { Parsed } from './parsed.ts';

export type DmiMemory = {
  readonly slot?: string;
  readonly sizeBytes?: number;
  /** As dmidecode words it, such as DDR4. */
  readonly type?: string;
  /** What the module can do, not what it is clocked at. */
  readonly speedMtS?: number;
};

/** A machine as its firmware describes it. What is unknown or a placeholder is left out. */
export type DmiMachine = {
  readonly system: {
    readonly manufacturer?: string;
    readonly product?: string;
    readonly serial?: string;
    readonly uuid?: string;
  };
  readonly board: { readonly manufacturer?: string; readonly product?: string; readonly serial?: string };
  /** The date as the firmware writes it, mostly mm/dd/yyyy. */
  readonly bios: { readonly vendor?: string; readonly version?: string; readonly date?: string };
  readonly chassis: { readonly type?: string };
  /** Modules that are there: empty slots and firmware chips are left out. */
  readonly memory: readonly DmiMemory[];
  /** Sockets that hold a processor. */
  readonly processors: readonly { readonly model?: string; readonly cores?: number }[];
};

/** Structure types of DMTF DSP0134. */
const types = { bios: 0, system: 1, board: 2, chassis: 3, processor: 4, memoryModule: 6, memoryDevice: 17 };

/** What `dmidecode` printed, of any version from 2.0 on, whole or some types of it. */
export function parseDmidecode(text: string): Parsed<DmiMachine> {
  const parsed = parseDmiStructures(text);
  if (!parsed.ok) return parsed;
  const all = (type: number) => parsed.value.filter((structure) => structure.type === type);
  const one = (type: number) => all(type)[0]?.fields;
  const idOf = createFirmwareIds();
  const system = one(types.system);
  // Servers list a board per riser: the first is the one that carries the processors.
  const board = one(types.board);
  const bios = one(types.bios);
  const chassis = one(types.chassis);
  const devices = all(types.memoryDevice).map(deviceOf).filter(isPresent);
  return ok({
    system: defined({
      ...makerOf(system),
      serial: idOf('serial', system?.get('Serial Number')),
      uuid: idOf('uuid', system?.get('UUID')),
    }),
    board: defined({ ...makerOf(board), serial: idOf('serial', board?.get('Serial Number')) }),
    bios: defined({
      vendor: firmwareName(bios?.get('Vendor')),
      version: firmwareName(bios?.get('Version')),
      date: firmwareName(bios?.get('Release Date') ?? bios?.get('Release')),
    }),
    chassis: defined({ type: firmwareName(chassis?.get('Type') ?? chassis?.get('Chassis Type')) }),
    // Type 6 is obsolete since SMBIOS 2.1: it speaks where type 17 does not.
    memory: devices.length > 0 ? devices : all(types.memoryModule).map(moduleOf).filter(isPresent),
    processors: all(types.processor).filter(isPopulated).map(processorOf),
  });
}

/** dmidecode 1.x says Vendor and Product. */
function makerOf(fields: DmiStructure['fields'] | undefined) {
  return {
    manufacturer: firmwareName(fields?.get('Manufacturer') ?? fields?.get('Vendor')),
    product: firmwareName(fields?.get('Product Name') ?? fields?.get('Product')),
  };
}

function isPresent(module: DmiMemory | undefined): module is DmiMemory {
  return module !== undefined;
}

/** Undefined for an empty slot, and for a chip of the firmware's own. */
function deviceOf({ fields }: DmiStructure): DmiMemory | undefined {
  const size = fields.get('Size');
  const type = firmwareName(fields.get('Type'));
  if (size === undefined || isEmpty(size) || /^(?:flash|f?e?e?p?rom)$/i.test(type ?? '')) return undefined;
  return defined({
    slot: firmwareName(fields.get('Locator')) ?? firmwareName(fields.get('Bank Locator')),
    sizeBytes: sizeOf(size),
    type,
    // What the module is rated for; older firmware tells only how fast it runs.
    speedMtS:
      speedOf(fields.get('Speed')) ??
      speedOf(fields.get('Configured Memory Speed')) ??
      speedOf(fields.get('Configured Clock Speed')),
  });
}

function moduleOf({ fields }: DmiStructure): DmiMemory | undefined {
  const size = fields.get('Installed Size');
  if (size === undefined || isEmpty(size)) return undefined;
  return defined({
    slot: firmwareName(fields.get('Socket Designation') ?? fields.get('Socket')),
    sizeBytes: sizeOf(size),
    type: firmwareName(fields.get('Type')),
  });
}

function isEmpty(size: string): boolean {
  return /^(?:no|not|0) ?/i.test(size);
}

const units = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 } as const;

/** `8 GB`, `8192 MB`, `1024Mbyte`, `512 MB (Single-bank Connection)`. */
function sizeOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9}) ?([bkmgt])/i.exec(text) ?? [];
  const factor = units[unit?.toLowerCase() as keyof typeof units];
  if (digits === undefined || factor === undefined) return undefined;
  const bytes = Number(digits) * factor;
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** `2133 MT/s`; dmidecode before 3.1 calls the same number MHz. One of less than 10 is what virtual machines make up. */
function speedOf(text: string | undefined): number | undefined {
  const speed = Number(/^(\d{1,6}) (?:MT\/s|MHz)/.exec(text ?? '')?.[1]);
  return speed >= 10 ? speed : undefined;
}

/** dmidecode 1.x gives no status: there, a socket without a processor is one without a version. */
function isPopulated({ fields }: DmiStructure): boolean {
  const kind = fields.get('Type') ?? fields.get('Processor Type') ?? '';
  const status = fields.get('Status') ?? firmwareName(fields.get('Processor Version')) ?? 'unpopulated';
  return !/unpopulated/i.test(status) && !/video|math|dsp/i.test(kind);
}

function processorOf({ fields }: DmiStructure) {
  const cores = Number(/^\d{1,4}$/.exec(fields.get('Core Count') ?? '')?.[0]);
  return defined({
    model: firmwareName(fields.get('Version') ?? fields.get('Processor Version')),
    cores: cores > 0 ? cores : undefined,
  });
}
