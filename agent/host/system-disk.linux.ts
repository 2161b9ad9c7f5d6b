import type { Host } from './host.ts';

/** Encryption over logical volumes over RAID: no machine stacks deeper. */
const maxDepth = 5;
const serialFiles = ['serial', 'device/serial', 'wwid', 'device/wwid'];

/**
 * Serial number of the disk that holds the root file system: of the first one where it lies on several.
 * Partitions, LVM, LUKS and RAID are followed through /sys, without a process.
 */
export async function readSystemDiskSerial(host: Host): Promise<string | undefined> {
  const mounts = await host.readText('/proc/self/mountinfo');
  const root = mounts.ok ? parseRootDevice(mounts.value) : undefined;
  const disk = root === undefined ? undefined : await diskOf(host, await blockName(host, root), 0);
  if (disk === undefined) return undefined;
  for (const file of serialFiles) {
    const serial = await host.readText(`/sys/block/${disk}/${file}`, { maxBytes: 512 });
    if (serial.ok && serial.value.trim() !== '') return serial.value.replaceAll('\0', '').trim();
  }
  return undefined;
}

export type RootDevice = { readonly number: string; readonly source: string };

/** Device number and source of `/` in /proc/self/mountinfo (proc(5)); the last mount over it counts. */
export function parseRootDevice(mountinfo: string): RootDevice | undefined {
  const lines = mountinfo.split('\n').map((line) => line.split(' '));
  const root = lines.findLast((fields) => fields[4] === '/');
  const number = root?.[2];
  const separator = root?.indexOf('-') ?? -1;
  if (root === undefined || number === undefined || separator === -1) return undefined;
  return { number, source: root[separator + 2] ?? '' };
}

/** Name of the block device; btrfs has a number of its own, so its source tells. */
async function blockName(host: Host, root: RootDevice): Promise<string> {
  const link = root.number.startsWith('0:')
    ? undefined
    : await host.readLink(`/sys/dev/block/${root.number}`);
  if (link?.ok === true) return baseName(link.value);
  const mapped = await host.readLink(root.source);
  return baseName(mapped.ok ? mapped.value : root.source);
}

/** The disk below a partition or a stacked device. */
async function diskOf(host: Host, name: string, depth: number): Promise<string | undefined> {
  if (name === '' || depth > maxDepth) return undefined;
  const slaves = await host.readDir(`/sys/class/block/${name}/slaves`);
  const first = slaves.ok ? slaves.value[0] : undefined;
  if (first !== undefined) return await diskOf(host, first, depth + 1);
  const link = await host.readLink(`/sys/class/block/${name}`);
  if (!link.ok) return undefined;
  const parts = link.value.split('/');
  return parts[parts.indexOf('block') + 1];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
