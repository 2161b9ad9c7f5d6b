import { readDarwinHardening } from './hardening.darwin.ts';
import { readLinuxHardening } from './hardening.linux.ts';
import { readWindowsHardening } from './hardening.windows.ts';
import { perPlatform } from './per-platform.ts';

/** Settings that weaken or strengthen the machine, raw. */
export const hardening = perPlatform('hardening', 15_000, {
  linux: readLinuxHardening,
  darwin: readDarwinHardening,
  windows: readWindowsHardening,
});
