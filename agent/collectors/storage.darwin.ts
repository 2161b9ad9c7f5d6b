import type { Facts } from '../../shared/contract/readings.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { drivesOf, driveTypes } from './drives.darwin.ts';
import { mapFact, unsupported } from './facts.ts';
import { type Volume, withoutUser } from './mounts.linux.ts';
import { readFileVault } from './switches.darwin.ts';
import { askProfiler, numberOf, type Profile, partOf, textOf } from './system-profiler.darwin.ts';
import { defined } from './text.ts';

type Disk = NonNullable<Facts['storage']['disks']>[number];

/** FileVault is of these two: the sealed system and the data beside it. */
const systemMounts = new Set(['/', '/System/Volumes/Data']);

/** Two children: system_profiler for drives and volumes, fdesetup for whether they are encrypted. */
export async function readDarwinStorage(context: CollectorContext): Promise<Measured<'storage'>> {
  const profile = await askProfiler(context, [...driveTypes, 'SPStorageDataType']);
  const vault = await readFileVault(context);
  return {
    disks: mapFact(profile, disksOf),
    volumes: mapFact(profile, (found) => volumesOf(found, vault.ok ? vault.value : undefined)),
    arrays: unsupported,
  };
}

function disksOf(found: Profile): Disk[] {
  return drivesOf(found).map(({ entry, isNvme }) => {
    const isRemovable = textOf(entry, 'detachable_drive', 8) === 'yes';
    return defined({
      device: textOf(entry, 'bsd_name', 64) ?? '',
      model: textOf(entry, 'device_model', 128) ?? textOf(entry, '_name', 128),
      sizeBytes: numberOf(entry, 'size_in_bytes'),
      kind: isNvme ? ('nvme' as const) : kindOf(textOf(entry, 'spsata_medium_type', 32)),
      isRemovable,
      // What is plugged in may be somebody's own.
      serial: isRemovable ? undefined : textOf(entry, 'device_serial', 64),
      firmware: textOf(entry, 'device_revision', 64),
      bus: isNvme ? 'nvme' : 'sata',
    });
  });
}

function kindOf(medium: string | undefined): Disk['kind'] {
  if (medium === 'Rotational') return 'hdd';
  return medium === 'Solid State' ? 'ssd' : undefined;
}

/** Labels stay: people name disks after themselves. */
function volumesOf(found: Profile, isVaultOn: boolean | undefined): Volume[] {
  return (found.get('SPStorageDataType') ?? [])
    .flatMap((entry): Volume[] => {
      const mount = textOf(entry, 'mount_point', 256);
      if (mount === undefined || !mount.startsWith('/')) return [];
      const isOnSystem =
        systemMounts.has(mount) && textOf(partOf(entry, 'physical_drive'), 'is_internal_disk', 8) !== 'no';
      return [
        defined({
          mount: withoutUser(mount),
          device: textOf(entry, 'bsd_name', 128),
          fsType: textOf(entry, 'file_system', 32),
          sizeBytes: numberOf(entry, 'size_in_bytes'),
          isSystem: mount === '/',
          isEncrypted: isOnSystem ? isVaultOn : undefined,
        }),
      ];
    })
    .slice(0, 64);
}
