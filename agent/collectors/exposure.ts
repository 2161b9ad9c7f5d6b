import { readLinuxExposure } from './exposure.linux.ts';
import { readWindowsExposure } from './exposure.windows.ts';
import { perPlatform } from './per-platform.ts';

/** What listens on the network, and what the SSH server lets in. */
export const exposure = perPlatform('exposure', 10_000, {
  linux: readLinuxExposure,
  windows: readWindowsExposure,
});
