import type { DeviceFacts } from '../../shared/contract/device-facts.ts';
import type { Facts } from '../../shared/contract/readings.ts';
import { isPlaceholderId, type PlaceholderIds } from '../../shared/data/placeholder-ids.ts';
import type { DiskKind } from '../../shared/domain/snapshot/machine.ts';

type Hardware = Facts['hardware'] | undefined;

/** Maker and model, as the machine names them. */
export function modelOf(hardware: Hardware): string | null {
  const words = [hardware?.vendor, hardware?.model].filter((word) => word !== undefined && word !== '');
  return words.length === 0 ? null : words.join(' ').slice(0, 128).toWellFormed();
}

/** Null where it is a factory default, which names no machine. */
export function serialOf(hardware: Hardware, placeholders: PlaceholderIds): string | null {
  const serial = hardware?.serial?.trim().toWellFormed() ?? '';
  return serial === '' || isPlaceholderId('serial', serial, placeholders) ? null : serial;
}

export function osNameOf({ name, version }: DeviceFacts['os']): string | null {
  if (name === null) return null;
  return version === null || name.includes(version) ? name : `${name} ${version}`;
}

/** Bytes of all modules; null where one does not tell its size. */
export function installedMemoryOf(hardware: Hardware): number | null {
  const slots = hardware?.memorySlots ?? [];
  const sizes = slots.flatMap(({ sizeBytes }) => sizeBytes ?? []);
  const isWhole = sizes.length > 0 && sizes.length === slots.length;
  return isWhole ? sizes.reduce((sum, size) => sum + size, 0) : null;
}

const kindOf: Readonly<Record<string, DiskKind>> = { ssd: 'ssd', nvme: 'ssd', mmc: 'ssd', hdd: 'hdd' };

/** Kind of the disk that the system lies on: of the only kind there is, else of the one that the system's volume names. */
export function systemDiskOf(storage: Facts['storage'] | undefined): DiskKind | null {
  const disks = (storage?.disks ?? []).filter(({ isRemovable }) => isRemovable !== true);
  const kinds = new Set(disks.map(({ kind }) => kindOf[kind ?? ''] ?? null));
  const [only] = kinds;
  if (kinds.size === 1) return only ?? null;
  const device = storage?.volumes?.find(({ isSystem }) => isSystem === true)?.device;
  if (device === undefined) return null;
  // A partition is named after its disk: /dev/sda2 lies on sda.
  const disk = disks.find((one) => device.replace('/dev/', '').startsWith(one.device.replace('/dev/', '')));
  return kindOf[disk?.kind ?? ''] ?? null;
}
