import { perPlatform } from './per-platform.ts';
import { readDarwinUpdates } from './updates.darwin.ts';
import { readLinuxUpdates } from './updates.linux.ts';
import { readWindowsUpdates } from './updates.windows.ts';

/** Pending restart, automatic updates, last check and last installation. */
export const updates = perPlatform('updates', 10_000, {
  linux: readLinuxUpdates,
  darwin: readDarwinUpdates,
  windows: readWindowsUpdates,
});
