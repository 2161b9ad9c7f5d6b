import { perPlatform } from './per-platform.ts';
import { readLinuxSoftware } from './software.linux.ts';

/** Installed packages. */
export const software = perPlatform('software', 30_000, { linux: readLinuxSoftware });
