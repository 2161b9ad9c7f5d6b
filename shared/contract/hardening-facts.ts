import { z } from 'zod';
import { text } from './scalars.ts';

const registryNumber = z.int().min(0).max(0xffffffff);

/**
 * Settings that weaken or strengthen a machine, as its registry or files hold them. One that is not set is absent with
 * `no-data`: which default then holds is the broker's table.
 */
export const hardening = z.object({
  uacEnabled: registryNumber.optional(),
  uacAdminPrompt: registryNumber.optional(),
  uacSecureDesktop: registryNumber.optional(),
  lsaProtection: registryNumber.optional(),
  lmCompatibilityLevel: registryNumber.optional(),
  blankPasswordUseLimited: registryNumber.optional(),
  wdigestLogonCredential: registryNumber.optional(),
  smbOneServer: registryNumber.optional(),
  /** Start value of mrxsmb10; no such service is no client. */
  smbOneClientStart: registryNumber.optional(),
  rdpDenied: registryNumber.optional(),
  rdpDeniedByPolicy: registryNumber.optional(),
  rdpNetworkAuthentication: registryNumber.optional(),
  rdpPort: z.int().min(1).max(65_535).optional(),
  secureBootEnabled: registryNumber.optional(),
  /** UEFICA2023Status: Updated, InProgress, NotStarted. */
  secureBootCertificates: text(32).optional(),
  hasTpm: z.boolean().optional(),
  isTpmEnabled: z.boolean().optional(),
  /** Such as `2.0, 0, 1.38`. */
  tpmSpecVersion: text(64).optional(),
  autorunDriveTypes: registryNumber.optional(),
  autorunDisabled: registryNumber.optional(),
  usbStorageStart: registryNumber.optional(),
  lockAfterSeconds: registryNumber.optional(),
  nameResolutionMulticast: registryNumber.optional(),
  remotePrintSpooler: registryNumber.optional(),
  powershellTwo: registryNumber.optional(),
  /** macOS. */
  isGatekeeperEnabled: z.boolean().optional(),
  isSystemIntegrityProtected: z.boolean().optional(),
  isFileVaultOn: z.boolean().optional(),
});
