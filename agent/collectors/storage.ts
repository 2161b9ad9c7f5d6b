import { perPlatform } from './per-platform.ts';
import { readDarwinStorage } from './storage.darwin.ts';
import { readLinuxStorage } from './storage.linux.ts';
import { readWindowsStorage } from './storage.windows.ts';

/** Disks and the volumes on them; free space is a matter of `usage`. */
export const storage = perPlatform('storage', 20_000, {
  linux: readLinuxStorage,
  darwin: readDarwinStorage,
  windows: readWindowsStorage,
});
