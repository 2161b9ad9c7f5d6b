import type { Facts } from '../../shared/contract/readings.ts';

export type Volume = NonNullable<Facts['storage']['volumes']>[number];

export type Mount = {
  readonly device: string;
  readonly path: string;
  readonly fsType: string;
  /** False where the total shrinks and grows with other data sets, so that it is not a fact of this volume. */
  readonly hasOwnSize: boolean;
};

const maxVolumes = 64;
const maxPathLength = 256;
const diskFileSystems = new Set(
  'ext2 ext3 ext4 xfs btrfs f2fs jfs reiserfs vfat exfat ntfs ntfs3 fuseblk hfsplus apfs bcachefs zfs'.split(
    ' ',
  ),
);

/**
 * /proc/self/mounts (fstab(5) fields): file systems on disks, each device once at its first mount point, and the root
 * whatever it is on. Network mounts, images and what the kernel makes up are left out.
 */
export function parseMounts(text: string): Mount[] {
  const all = text.split('\n').flatMap(parseMount);
  const root = all.findLast((mount) => mount.path === '/');
  const mounts = new Map<string, Mount>(root === undefined ? [] : [[root.device, root]]);
  for (const mount of all) {
    if (mount.path !== '/' && isOnDisk(mount) && !mounts.has(mount.device)) mounts.set(mount.device, mount);
  }
  return [...mounts.values()].slice(0, maxVolumes);
}

function parseMount(line: string): Mount[] {
  const [device, path, fsType] = line.split(' ').map(unescapeOctal);
  if (device === undefined || path === undefined || fsType === undefined) return [];
  return [{ device, path, fsType, hasOwnSize: fsType !== 'zfs' }];
}

function isOnDisk({ device, path, fsType }: Mount): boolean {
  if (!diskFileSystems.has(fsType) || !path.startsWith('/') || path.length > maxPathLength) return false;
  return fsType === 'zfs' || (device.startsWith('/dev/') && !device.startsWith('/dev/loop'));
}

/** The kernel writes space, tab, newline and backslash as octal. */
function unescapeOctal(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** Cuts what names a person: home folders, and removable media, whose path holds the user and a label. */
export function withoutUser(path: string): string {
  return path.replace(/^(\/home|\/run\/media|\/media|\/run\/user|\/Users|\/Volumes)\/.+$/, '$1/*');
}

/**
 * A device without what people name: volume groups carry the host's name, data sets under a pool those of users. Block
 * devices keep the name that the kernel gave them.
 */
export function deviceWithoutNames({ device, fsType }: Mount): string {
  if (fsType === 'zfs') return device.replace(/\/.+$/, '/*');
  return device.replace(/^\/dev\/(mapper|disk\/by-[a-z]+)\/.+$/, '/dev/$1/*');
}
