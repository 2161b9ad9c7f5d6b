import { allItems, type Profile, type ProfileItem, textOf } from './system-profiler.darwin.ts';

export const driveTypes = ['SPNVMeDataType', 'SPSerialATADataType'];

export type Drive = { readonly entry: ProfileItem; readonly isNvme: boolean };

/** Drives of both kinds: entries that have a BSD name such as `disk0`. */
export function drivesOf(found: Profile): readonly Drive[] {
  return driveTypes
    .flatMap((type) => allItems(found, type).map((entry) => ({ entry, isNvme: type === driveTypes[0] })))
    .filter(({ entry }) => /^disk\d{1,3}$/.test(textOf(entry, 'bsd_name', 16) ?? ''))
    .slice(0, 64);
}
