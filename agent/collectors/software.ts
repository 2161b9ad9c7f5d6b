import { perPlatform } from './per-platform.ts';
import { readDarwinSoftware } from './software.darwin.ts';
import { readLinuxSoftware } from './software.linux.ts';
import { readWindowsSoftware } from './software.windows.ts';

/** Installed packages. */
export const software = perPlatform('software', 30_000, {
  linux: readLinuxSoftware,
  darwin: readDarwinSoftware,
  windows: readWindowsSoftware,
});
