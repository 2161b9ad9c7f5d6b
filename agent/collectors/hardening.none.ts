import type { Measured } from '../collector.ts';
import { unsupported } from './facts.ts';

/** Most settings exist on Windows alone: readers of other platforms replace the few that they have. */
export const nothingHardened: Measured<'hardening'> = {
  uacEnabled: unsupported,
  uacAdminPrompt: unsupported,
  uacSecureDesktop: unsupported,
  lsaProtection: unsupported,
  lmCompatibilityLevel: unsupported,
  blankPasswordUseLimited: unsupported,
  wdigestLogonCredential: unsupported,
  smbOneServer: unsupported,
  smbOneClientStart: unsupported,
  rdpDenied: unsupported,
  rdpDeniedByPolicy: unsupported,
  rdpNetworkAuthentication: unsupported,
  rdpPort: unsupported,
  secureBootEnabled: unsupported,
  secureBootCertificates: unsupported,
  hasTpm: unsupported,
  isTpmEnabled: unsupported,
  tpmSpecVersion: unsupported,
  autorunDriveTypes: unsupported,
  autorunDisabled: unsupported,
  usbStorageStart: unsupported,
  lockAfterSeconds: unsupported,
  nameResolutionMulticast: unsupported,
  remotePrintSpooler: unsupported,
  powershellTwo: unsupported,
  isGatekeeperEnabled: unsupported,
  isSystemIntegrityProtected: unsupported,
  isFileVaultOn: unsupported,
};
