import { z } from 'zod';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { firstKnown, mapFact, noData, unsupported } from './facts.ts';
import { cimBoolean, cimText, readRow, readRows } from './windows/cim-values.ts';
import { cimDword } from './windows/dword.ts';
import {
  type HardeningSetting,
  hardeningKeys,
  hardeningSettings,
  rdpNetworkAuthenticationByPolicy,
  type Setting,
  secureBootCertificates,
  tpmDriver,
} from './windows/hardening-settings.ts';
import { type RegistryKeys, registryValue } from './windows/registry.ts';
import { askRegistry, numberAt, textAt, textOf } from './windows/registry-facts.ts';

/** Settings as the registry holds them: what is not set is `no-data`, and which default holds is the broker's table. */
export async function readWindowsHardening(context: CollectorContext): Promise<Measured<'hardening'>> {
  const keys = new Map<string, Fact<RegistryKeys>>();
  for (const [key, options] of hardeningKeys) keys.set(key, await askRegistry(context, key, options));
  const keysBelow = (key: string): Fact<RegistryKeys> => keys.get(key) ?? noData;
  const numberOf = ({ below, key, name }: Setting): Fact<number> => numberAt(keysBelow(below), key, name);
  const setting = (name: HardeningSetting): Fact<number> => numberOf(hardeningSettings[name]);
  return {
    uacEnabled: setting('uacEnabled'),
    uacAdminPrompt: setting('uacAdminPrompt'),
    uacSecureDesktop: setting('uacSecureDesktop'),
    lsaProtection: setting('lsaProtection'),
    lmCompatibilityLevel: setting('lmCompatibilityLevel'),
    blankPasswordUseLimited: setting('blankPasswordUseLimited'),
    wdigestLogonCredential: setting('wdigestLogonCredential'),
    smbOneServer: setting('smbOneServer'),
    smbOneClientStart: setting('smbOneClientStart'),
    rdpDenied: setting('rdpDenied'),
    rdpDeniedByPolicy: setting('rdpDeniedByPolicy'),
    rdpNetworkAuthentication: firstKnown([
      numberOf(rdpNetworkAuthenticationByPolicy),
      setting('rdpNetworkAuthentication'),
    ]),
    rdpPort: mapFact(setting('rdpPort'), (port) => (port >= 1 && port <= 65_535 ? port : undefined)),
    secureBootEnabled: setting('secureBootEnabled'),
    secureBootCertificates: textAt(
      keysBelow(secureBootCertificates.below),
      secureBootCertificates.key,
      secureBootCertificates.name,
      32,
    ),
    ...readTpm(context, keysBelow(tpmDriver.below)),
    autorunDriveTypes: setting('autorunDriveTypes'),
    autorunDisabled: setting('autorunDisabled'),
    usbStorageStart: setting('usbStorageStart'),
    lockAfterSeconds: setting('lockAfterSeconds'),
    nameResolutionMulticast: setting('nameResolutionMulticast'),
    remotePrintSpooler: setting('remotePrintSpooler'),
    powershellTwo: readPowershellTwo(context),
    isGatekeeperEnabled: unsupported,
    isSystemIntegrityProtected: unsupported,
    isFileVaultOn: unsupported,
  };
}

const tpmRow = z
  .object({ IsEnabled_InitialValue: cimBoolean, SpecVersion: cimText(64) })
  .refine((row) => row.IsEnabled_InitialValue !== undefined || row.SpecVersion !== undefined);

type Tpm = Pick<Measured<'hardening'>, 'hasTpm' | 'isTpmEnabled' | 'tpmSpecVersion'>;

/**
 * CIM answers administrators alone, and without a row where there is no TPM. Without it the devices of the driver prove that there
 * is one, and the name MSFT0101 that it is a TPM 2.0 (TCG ACPI specification); that there is none they do not prove.
 */
function readTpm({ windows }: CollectorContext, driver: Fact<RegistryKeys>): Tpm {
  const answer = windows('tpm');
  const row = readRow(answer, tpmRow);
  const count = numberAt(driver, tpmDriver.key, tpmDriver.name);
  const isDriven = count.ok && count.value > 0;
  if (row.ok) {
    return {
      hasTpm: ok(true),
      isTpmEnabled: mapFact(row, (tpm) => tpm.IsEnabled_InitialValue),
      tpmSpecVersion: mapFact(row, (tpm) => tpm.SpecVersion),
    };
  }
  if (!isDriven) {
    const isNone = answer.ok && answer.value.length === 0;
    return { hasTpm: isNone ? ok(false) : row, isTpmEnabled: row, tpmSpecVersion: row };
  }
  const device = driver.ok ? textOf(registryValue(driver.value, tpmDriver.key, '0'), 256) : undefined;
  const isSecond = device?.toUpperCase().startsWith('ACPI\\MSFT0101\\') === true;
  return { hasTpm: ok(true), isTpmEnabled: row, tpmSpecVersion: isSecond ? ok('2.0') : row };
}

const featureRow = z.object({ InstallState: cimDword });

/** InstallState of the engine and of its root: 1 (on) of either counts. No such feature is `no-data`: new Windows lacks it. */
function readPowershellTwo({ windows }: CollectorContext): Fact<number> {
  return mapFact(readRows(windows('powershellTwo'), featureRow, 8), (rows) => {
    const states = rows.flatMap(({ InstallState }) => InstallState ?? []);
    return states.includes(1) ? 1 : states[0];
  });
}
