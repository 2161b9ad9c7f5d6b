import { readDarwinAntivirus } from './antivirus.darwin.ts';
import { readLinuxAntivirus } from './antivirus.linux.ts';
import { readWindowsAntivirus } from './antivirus.windows.ts';
import { perPlatform } from './per-platform.ts';

/** Antivirus products and raw facts on them; whether a machine is protected is the broker's judgement. */
export const antivirus = perPlatform('antivirus', 10_000, {
  linux: readLinuxAntivirus,
  darwin: readDarwinAntivirus,
  windows: readWindowsAntivirus,
});
