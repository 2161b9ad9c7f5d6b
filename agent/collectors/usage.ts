import { perPlatform } from './per-platform.ts';
import { readBasicUsage } from './usage.basic.ts';
import { readLinuxUsage } from './usage.linux.ts';
import { createWindowsUsage } from './usage.windows.ts';

/** The heartbeat: small and without child processes. */
export const usage = perPlatform('usage', 5_000, {
  linux: readLinuxUsage,
  windows: createWindowsUsage(),
  darwin: readBasicUsage,
  other: readBasicUsage,
});
