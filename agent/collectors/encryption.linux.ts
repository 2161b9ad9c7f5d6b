import type { Host } from '../host/host.ts';

/** Encryption over logical volumes over RAID: no machine stacks deeper. */
const maxDepth = 6;
const maxMapped = 256;

export type StackReader = {
  /** Whether all that a mounted device writes passes dm-crypt; undefined where the way down cannot be followed. */
  readonly isEncrypted: (device: string) => Promise<boolean | undefined>;
};

/** Follows block devices down through /sys, without a process; names of mapped devices are read once. */
export function createStackReader(host: Host): StackReader {
  let mapped: Promise<ReadonlyMap<string, string>> | undefined;
  const blockOf = async (device: string): Promise<string> => {
    const name = device.slice(device.lastIndexOf('/') + 1);
    if (!device.startsWith('/dev/mapper/')) return name;
    mapped ??= readMapped(host);
    return (await mapped).get(name) ?? '';
  };
  return {
    isEncrypted: async (device) =>
      device.startsWith('/dev/') ? await passesCrypt(host, await blockOf(device), 0) : undefined,
  };
}

async function passesCrypt(host: Host, block: string, depth: number): Promise<boolean | undefined> {
  if (!/^[\w.!:-]+$/.test(block) || depth > maxDepth) return undefined;
  const folder = `/sys/class/block/${block}`;
  const uuid = await host.readText(`${folder}/dm/uuid`);
  // CRYPT-LUKS2-…, CRYPT-PLAIN-…: libdevmapper puts the subsystem first.
  if (uuid.ok && uuid.value.startsWith('CRYPT-')) return true;
  const slaves = await host.readDir(`${folder}/slaves`);
  if (!slaves.ok || slaves.value.length === 0) return (await host.stat(folder)).ok ? false : undefined;
  const below: (boolean | undefined)[] = [];
  for (const slave of slaves.value) below.push(await passesCrypt(host, slave, depth + 1));
  // One open leg leaves the data open.
  if (below.includes(false)) return false;
  return below.includes(undefined) ? undefined : true;
}

/** Name under /dev/mapper → block device, such as `vg-root` → `dm-1`. */
async function readMapped(host: Host): Promise<ReadonlyMap<string, string>> {
  const blocks = await host.readDir('/sys/class/block');
  const names = new Map<string, string>();
  for (const block of (blocks.ok ? blocks.value : [])
    .filter((each) => /^dm-\d+$/.test(each))
    .slice(0, maxMapped)) {
    const name = await host.readText(`/sys/class/block/${block}/dm/name`);
    if (name.ok) names.set(name.value.trim(), block);
  }
  return names;
}
