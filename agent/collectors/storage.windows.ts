import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { mapFact, unsupported } from './facts.ts';
import { clip, defined } from './text.ts';
import { cimCode, cimCount, cimText, readRows } from './windows/cim-values.ts';
import { diskFacts, disksOf } from './windows/disks.ts';
import { withoutProfile } from './windows/profile-path.ts';

type Volume = NonNullable<Facts['storage']['volumes']>[number];

const maxVolumes = 64;
const localDisk = 3;

const volumeRow = z.object({
  DriveLetter: cimText(8),
  Name: cimText(300),
  FileSystem: cimText(32),
  Capacity: cimCount,
  DriveType: cimCode,
});
const encryptionRow = z.object({
  DriveLetter: cimText(8),
  ProtectionStatus: cimCode,
  ConversionStatus: cimCode,
});
type Encryption = z.infer<typeof encryptionRow>;

/** Disks and volumes by CIM. Storage Spaces are not read: `arrays` stays unsupported. */
export function readWindowsStorage({ host, windows }: CollectorContext): Promise<Measured<'storage'>> {
  const systemLetter = (host.facts().systemRoot ?? 'C:').slice(0, 2).toUpperCase();
  const encrypted = readRows(windows('encryptableVolumes'), encryptionRow, maxVolumes);
  const encryptions = encrypted.ok ? encrypted.value : [];
  const volumes = mapFact(readRows(windows('volumes'), volumeRow, 4 * maxVolumes), (rows) =>
    rows
      .flatMap((row) => volumeOf(row, systemLetter, encryptions) ?? [])
      .sort((a, b) => (a.mount < b.mount ? -1 : 1))
      .slice(0, maxVolumes),
  );
  return Promise.resolve({ disks: diskListOf(disksOf(windows)), volumes, arrays: unsupported });
}

function diskListOf(disks: ReturnType<typeof disksOf>): Fact<NonNullable<Facts['storage']['disks']>> {
  return disks.ok ? ok(disks.value.map(diskFacts)) : disks;
}

/** What has no place in the tree of files (recovery, firmware) is no volume that anybody uses. */
function volumeOf(
  row: z.infer<typeof volumeRow>,
  systemLetter: string,
  encryptions: readonly Encryption[],
): Volume | undefined {
  if (row.DriveType !== undefined && row.DriveType !== localDisk) return undefined;
  const letter = letterOf(row.DriveLetter);
  const mount = letter ?? folderOf(row.Name);
  if (mount === undefined) return undefined;
  const encryption =
    letter === undefined ? undefined : encryptions.find((each) => letterOf(each.DriveLetter) === letter);
  return defined({
    mount,
    fsType: row.FileSystem,
    sizeBytes: row.Capacity === 0 ? undefined : row.Capacity,
    isSystem: letter === systemLetter,
    protectionStatus: encryption?.ProtectionStatus,
    conversionStatus: encryption?.ConversionStatus,
  });
}

function letterOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[A-Z]:\\?$/i.test(text) ? text.slice(0, 2).toUpperCase() : undefined;
}

/** A volume that is mounted in a folder; what names a user is cut. */
function folderOf(name: string | undefined): string | undefined {
  if (name === undefined || !/^[A-Z]:\\./i.test(name)) return undefined;
  return clip(withoutProfile(name), 256);
}
