import type { CollectorContext, Measured } from '../collector.ts';
import { nothingHardened } from './hardening.none.ts';
import { askSwitch, parseGatekeeper, parseIntegrityProtection, readFileVault } from './switches.darwin.ts';

/** Three small programs of the system, one after the other. */
export async function readDarwinHardening(context: CollectorContext): Promise<Measured<'hardening'>> {
  return {
    ...nothingHardened,
    isGatekeeperEnabled: await askSwitch(context, '/usr/sbin/spctl', '--status', parseGatekeeper),
    isSystemIntegrityProtected: await askSwitch(
      context,
      '/usr/bin/csrutil',
      'status',
      parseIntegrityProtection,
    ),
    isFileVaultOn: await readFileVault(context),
  };
}
