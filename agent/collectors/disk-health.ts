import { readDarwinDiskHealth } from './disk-health.darwin.ts';
import { readWindowsDiskHealth } from './disk-health.windows.ts';
import { perPlatform } from './per-platform.ts';
import { readSmartctl } from './smartctl.ts';

/** What disks count of themselves: whether one is about to fail is the broker’s judgement. */
export const diskHealth = perPlatform('diskHealth', 20_000, {
  linux: readSmartctl,
  darwin: readDarwinDiskHealth,
  windows: readWindowsDiskHealth,
});
