import {
  canonicalIdentifier,
  type IdentifierKind,
  isPlaceholderId,
  shippedPlaceholderIds,
} from '../../shared/data/placeholder-ids.ts';
import { type Firmware, readWindowsFirmware } from './firmware.windows.ts';
import type { Host } from './host.ts';
import { readWindowsCardAddresses } from './network-cards.windows.ts';
import { readSystemDiskSerial } from './system-disk.linux.ts';
import { readWindowsSystemDiskSerial } from './system-disk.windows.ts';

/** Hardware identifiers in one spelling, those that name no machine dropped. They are hashed before they leave. */
export type Identifiers = {
  readonly systemUuid?: string;
  readonly boardSerial?: string;
  /** Sorted; of soldered and plugged-in cards, not of USB adapters, which wander from machine to machine. */
  readonly macs?: readonly string[];
  readonly systemDisk?: string;
};

const maxMacs = 16;

/** Reads what identifies this hardware. A component that cannot be read, or is a placeholder, is left out. */
export async function readIdentifiers(host: Host): Promise<Identifiers> {
  const placeholders = shippedPlaceholderIds();
  const valid = (kind: IdentifierKind, value: string | undefined): string | undefined =>
    value === undefined || isPlaceholderId(kind, value, placeholders)
      ? undefined
      : canonicalIdentifier(kind, value);
  const addresses = await readAddresses(host);
  const macs = new Set(addresses.map((mac) => valid('mac', mac)).filter((mac) => mac !== undefined));
  const firmware = host.platform === 'windows' ? await readWindowsFirmware(host) : await readFirmware(host);
  const systemUuid = valid('uuid', firmware.systemUuid);
  const boardSerial = valid('serial', firmware.boardSerial);
  const systemDisk = valid('serial', await readSystemDisk(host));
  return {
    ...(systemUuid === undefined ? {} : { systemUuid }),
    ...(boardSerial === undefined ? {} : { boardSerial }),
    ...(macs.size === 0 ? {} : { macs: [...macs].sort().slice(0, maxMacs) }),
    ...(systemDisk === undefined ? {} : { systemDisk }),
  };
}

async function readAddresses(host: Host): Promise<string[]> {
  if (host.platform === 'linux') return await readCardAddresses(host);
  return host.platform === 'windows' ? await readWindowsCardAddresses(host) : externalAddresses(host);
}

async function readSystemDisk(host: Host): Promise<string | undefined> {
  if (host.platform === 'linux') return await readSystemDiskSerial(host);
  return host.platform === 'windows' ? await readWindowsSystemDiskSerial(host) : undefined;
}

/** Readable by root alone; absent on every platform but Linux. */
async function readFirmware(host: Host): Promise<Firmware> {
  const systemUuid = await firstText(host, ['/sys/class/dmi/id/product_uuid']);
  const boardSerial = await firstText(host, ['/sys/class/dmi/id/board_serial']);
  return {
    ...(systemUuid === undefined ? {} : { systemUuid }),
    ...(boardSerial === undefined ? {} : { boardSerial }),
  };
}

/** Each card's permanent address: a Wi-Fi card may use a random one, a card in a bond uses the bond's. */
async function readCardAddresses(host: Host): Promise<string[]> {
  const names = await host.readDir('/sys/class/net');
  const addresses: string[] = [];
  for (const name of names.ok ? names.value : []) {
    const card = `/sys/class/net/${name}`;
    const bus = await host.readLink(`${card}/device/subsystem`);
    if (!bus.ok || bus.value.endsWith('/usb')) continue;
    const address = await firstText(host, [
      `${card}/phy80211/macaddress`,
      `${card}/bonding_slave/perm_hwaddr`,
      `${card}/address`,
    ]);
    if (address !== undefined) addresses.push(address);
  }
  return addresses;
}

async function firstText(host: Host, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await host.readText(path, { maxBytes: 512 });
    if (text.ok) return text.value.trim();
  }
  return undefined;
}

/** Without /sys the bus is not known: addresses of known virtual switches are taken out by the placeholder table. */
function externalAddresses(host: Host): string[] {
  const { interfaces } = host.facts();
  return interfaces.filter((entry) => !entry.isInternal).map((entry) => entry.mac);
}
