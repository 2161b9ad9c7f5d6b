import { err, ok } from '../../shared/domain/result.ts';
import { defined } from '../collectors/text.ts';
import { linesOf, splitPair } from './lines.ts';
import type { Parsed } from './parsed.ts';

/** A device on the PCI bus. Ids are four hex digits; names are those of pci.ids; what the text does not say is left out. */
export type PciDevice = {
  readonly slot: string;
  readonly class?: string;
  readonly classId?: string;
  readonly vendor?: string;
  readonly vendorId?: string;
  readonly device?: string;
  readonly deviceId?: string;
  /** Vendor and device in one, where the text does not say where one ends: all forms but -m and -mm. */
  readonly name?: string;
  readonly subsystemVendor?: string;
  readonly subsystemVendorId?: string;
  readonly subsystemDevice?: string;
  readonly subsystemDeviceId?: string;
  readonly revision?: string;
  readonly driver?: string;
  readonly modules?: readonly string[];
};

const slotPattern = /^(?:[0-9a-f]{2,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i;

/** What `lspci` printed: plain, -v, -k, -n, -nn, or the machine-readable -vmm (also written -mmv) with or without -n, -nn. */
export function parseLspci(text: string): Parsed<PciDevice[]> {
  const devices: PciDevice[] = [];
  let fields: Map<string, string> | undefined;
  for (const line of linesOf(text)) {
    // Bridges tell their subsystem among their capabilities.
    const pair = splitPair(line.replace(/^\s+Capabilities: \[\w+\] Subsystem/, 'Subsystem'), ':');
    const start = startOf(line, pair);
    if (start !== undefined) {
      if (fields !== undefined) devices.push(deviceOf(fields));
      fields = start;
    } else if (fields !== undefined && pair !== undefined) addField(fields, pair);
  }
  if (fields !== undefined) devices.push(deviceOf(fields));
  return devices.length === 0 ? err('unrecognised') : ok(devices);
}

/** The first of a key counts; -vmm gives each kernel module a line. */
function addField(fields: Map<string, string>, [key, value]: readonly [string, string]): void {
  const before = fields.get(key);
  if (before === undefined) fields.set(key, value);
  else if (key === 'Module' && before.length < 1024) fields.set(key, `${before},${value}`);
}

function startOf(line: string, pair: readonly [string, string] | undefined): Map<string, string> | undefined {
  const slot = /^\S{7,16}/.exec(line)?.[0] ?? '';
  if (slotPattern.test(slot)) return new Map([['Slot', slot], ...headOf(line.slice(slot.length).trim())]);
  return pair?.[0] === 'Slot' && slotPattern.test(pair[1]) ? new Map([pair]) : undefined;
}

/** `Class [0600]: Vendor device [8086:1904] (rev 08)`, `0600: 8086:1904`, or the quoted words of -m. */
function headOf(text: string): (readonly [string, string])[] {
  if (text.startsWith('"')) {
    const words = [...text.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
    const names = ['Class', 'Vendor', 'Device', 'SVendor', 'SDevice'];
    const rev = /" -r([0-9a-f]{2})(?= |$)/.exec(text)?.[1] ?? '';
    return [...names.map((key, index) => [key, words[index] ?? ''] as const), ['Rev', rev]];
  }
  const at = text.indexOf(': ');
  if (at === -1) return [];
  const rest = text.slice(at + 2);
  const revision = /\(rev ([0-9a-f]{2})\)/.exec(rest);
  const name = rest.replace(/ \((?:rev|prog-if) .*$/, '');
  const ids = /(?:^|\[)([0-9a-f]{4}):([0-9a-f]{4})(?:\]|$)/.exec(name);
  return [
    ['Class', text.slice(0, at)],
    ['Name', (ids === null ? name : name.slice(0, ids.index)).trim()],
    ['VendorId', ids?.[1] ?? ''],
    ['DeviceId', ids?.[2] ?? ''],
    ['Rev', revision?.[1] ?? ''],
  ];
}

function deviceOf(fields: ReadonlyMap<string, string>): PciDevice {
  const read = (...keys: string[]) =>
    keys.map((key) => fields.get(key)).find((value) => value !== undefined && value !== '');
  const kind = namedId(read('Class'));
  const vendor = namedId(read('Vendor'));
  const device = namedId(read('Device'));
  const subsystem = subsystemOf(fields);
  return defined({
    slot: read('Slot') ?? '',
    class: kind.name,
    classId: kind.id,
    vendor: vendor.name,
    vendorId: vendor.id ?? read('VendorId'),
    device: device.name,
    deviceId: device.id ?? read('DeviceId'),
    name: read('Name'),
    ...subsystem,
    revision: read('Rev'),
    driver: read('Driver', 'Kernel driver in use'),
    modules: modulesOf(read('Module', 'Kernel modules')),
  });
}

function subsystemOf(fields: ReadonlyMap<string, string>) {
  const vendor = namedId(fields.get('SVendor'));
  const device = namedId(fields.get('SDevice'));
  const [, name, vendorId, deviceId] =
    /^(.*?) ?\[?([0-9a-f]{4}):([0-9a-f]{4})\]?$/.exec(fields.get('Subsystem') ?? '') ?? [];
  return {
    subsystemVendor: vendor.name,
    subsystemVendorId: vendor.id ?? vendorId,
    subsystemDevice: device.name ?? (name === '' ? undefined : (name ?? fields.get('Subsystem'))),
    subsystemDeviceId: device.id ?? deviceId,
  };
}

/** `Host bridge [0600]`, `Host bridge` or `0600`. */
function namedId(text: string | undefined): { readonly name?: string; readonly id?: string } {
  if (text === undefined || text === '') return {};
  if (/^[0-9a-f]{4}$/.test(text)) return { id: text };
  const id = /\[([0-9a-f]{4})\]$/.exec(text)?.[1];
  return id === undefined ? { name: text } : defined({ name: text.slice(0, -6).trim() || undefined, id });
}

function modulesOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((name) => name.trim());
}
