import { readBasicNetwork } from './network.basic.ts';
import { readDarwinNetwork } from './network.darwin.ts';
import { readLinuxNetwork } from './network.linux.ts';
import { readWindowsNetwork } from './network.windows.ts';
import { perPlatform } from './per-platform.ts';

/** Interfaces, default gateway, DNS servers. */
export const network = perPlatform('network', 5_000, {
  linux: readLinuxNetwork,
  windows: readWindowsNetwork,
  darwin: readDarwinNetwork,
  other: readBasicNetwork,
});
