import type { Collector } from './collector.ts';
import { accounts } from './collectors/accounts.ts';
import { antivirus } from './collectors/antivirus.ts';
import { diskHealth } from './collectors/disk-health.ts';
import { exposure } from './collectors/exposure.ts';
import { firewall } from './collectors/firewall.ts';
import { hardening } from './collectors/hardening.ts';
import { hardware } from './collectors/hardware.ts';
import { network } from './collectors/network.ts';
import { peripherals } from './collectors/peripherals.ts';
import { software } from './collectors/software.ts';
import { storage } from './collectors/storage.ts';
import { system } from './collectors/system.ts';
import { updates } from './collectors/updates.ts';
import { usage } from './collectors/usage.ts';

/** Every collector there is, in the order in which they run. */
export const collectors: readonly Collector[] = [
  usage,
  system,
  hardware,
  storage,
  network,
  antivirus,
  firewall,
  updates,
  accounts,
  exposure,
  hardening,
  peripherals,
  diskHealth,
  software,
];
