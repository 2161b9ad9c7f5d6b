import { readBasicHardware } from './hardware.basic.ts';
import { readDarwinHardware } from './hardware.darwin.ts';
import { readLinuxHardware } from './hardware.linux.ts';
import { readWindowsHardware } from './hardware.windows.ts';
import { perPlatform } from './per-platform.ts';

/** Maker, model, processor, memory, PCI devices, batteries. */
export const hardware = perPlatform('hardware', 15_000, {
  linux: readLinuxHardware,
  windows: readWindowsHardware,
  darwin: readDarwinHardware,
  other: readBasicHardware,
});
