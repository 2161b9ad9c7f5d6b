import { perPlatform } from './per-platform.ts';
import { readDarwinSystem } from './system.darwin.ts';
import { readLinuxSystem } from './system.linux.ts';
import { readWindowsSystem } from './system.windows.ts';

/** Operating system, kernel, host name, time of the last boot. */
export const system = perPlatform('system', 5_000, {
  linux: readLinuxSystem,
  windows: readWindowsSystem,
  darwin: readDarwinSystem,
});
