import { readDarwinFirewall } from './firewall.darwin.ts';
import { readLinuxFirewall } from './firewall.linux.ts';
import { readWindowsFirewall } from './firewall.windows.ts';
import { perPlatform } from './per-platform.ts';

/** Firewalls that are installed, and whether each is on where that can be proven. */
export const firewall = perPlatform('firewall', 10_000, {
  linux: readLinuxFirewall,
  darwin: readDarwinFirewall,
  windows: readWindowsFirewall,
});
