import { perPlatform } from './per-platform.ts';
import { readDarwinPeripherals } from './peripherals.darwin.ts';
import { readLinuxPeripherals } from './peripherals.linux.ts';
import { readWindowsPeripherals } from './peripherals.windows.ts';

/** Monitors, printers, cameras, microphones, USB devices. */
export const peripherals = perPlatform('peripherals', 15_000, {
  linux: readLinuxPeripherals,
  darwin: readDarwinPeripherals,
  windows: readWindowsPeripherals,
});
