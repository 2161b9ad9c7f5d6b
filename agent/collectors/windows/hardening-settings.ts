import type { Facts } from '../../../shared/contract/readings.ts';

const control = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const policies = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies';
const groupPolicies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT';

/** One setting: below which key that is asked, and the value's name. */
export type Setting = { readonly below: string; readonly key: string; readonly name: string };

function below(parent: string, child: string, name: string): Setting {
  return { below: parent, key: child === '' ? parent : `${parent}\\${child}`, name };
}

/** Settings that are one number of the registry each (Microsoft's policy reference, CIS benchmarks for Windows 10 and 11). */
export const hardeningSettings = {
  uacEnabled: below(policies, 'System', 'EnableLUA'),
  uacAdminPrompt: below(policies, 'System', 'ConsentPromptBehaviorAdmin'),
  uacSecureDesktop: below(policies, 'System', 'PromptOnSecureDesktop'),
  lockAfterSeconds: below(policies, 'System', 'InactivityTimeoutSecs'),
  autorunDriveTypes: below(policies, 'Explorer', 'NoDriveTypeAutoRun'),
  autorunDisabled: below(policies, 'Explorer', 'NoAutorun'),
  lsaProtection: below(`${control}\\Lsa`, '', 'RunAsPPL'),
  lmCompatibilityLevel: below(`${control}\\Lsa`, '', 'LmCompatibilityLevel'),
  blankPasswordUseLimited: below(`${control}\\Lsa`, '', 'LimitBlankPasswordUse'),
  wdigestLogonCredential: below(`${control}\\SecurityProviders`, 'WDigest', 'UseLogonCredential'),
  smbOneServer: below(`${services}\\LanmanServer\\Parameters`, '', 'SMB1'),
  smbOneClientStart: below(`${services}\\mrxsmb10`, '', 'Start'),
  rdpDenied: below(`${control}\\Terminal Server`, '', 'fDenyTSConnections'),
  rdpNetworkAuthentication: below(
    `${control}\\Terminal Server\\WinStations\\RDP-Tcp`,
    '',
    'UserAuthentication',
  ),
  rdpPort: below(`${control}\\Terminal Server\\WinStations\\RDP-Tcp`, '', 'PortNumber'),
  rdpDeniedByPolicy: below(groupPolicies, 'Terminal Services', 'fDenyTSConnections'),
  secureBootEnabled: below(`${control}\\SecureBoot`, 'State', 'UEFISecureBootEnabled'),
  usbStorageStart: below(`${services}\\USBSTOR`, '', 'Start'),
  nameResolutionMulticast: below(groupPolicies, 'DNSClient', 'EnableMulticast'),
  remotePrintSpooler: below(groupPolicies, 'Printers', 'RegisterSpoolerRemoteRpcEndPoint'),
} as const satisfies Partial<Record<keyof Facts['hardening'], Setting>>;

export type HardeningSetting = keyof typeof hardeningSettings;

/** A policy overrules what is set of the machine itself (Microsoft, "Require user authentication … by using Network Level Authentication"). */
export const rdpNetworkAuthenticationByPolicy = below(
  groupPolicies,
  'Terminal Services',
  'UserAuthentication',
);

/** UEFICA2023Status: whether the certificates that replace those of 2011 are in the firmware. */
export const secureBootCertificates = below(`${control}\\SecureBoot`, 'Servicing', 'UEFICA2023Status');

/** The driver of the TPM: `Enum` lists the devices that it drives. Never seen on a real Windows: whether reg.exe shows that key. */
export const tpmDriver = below(`${services}\\TPM`, 'Enum', 'Count');

/** Every key that is asked for, with all below it where the settings lie deeper. */
export const hardeningKeys: ReadonlyMap<string, { readonly recursive: boolean }> = new Map(
  [...Object.values(hardeningSettings), secureBootCertificates, tpmDriver].map((setting) => [
    setting.below,
    { recursive: setting.below !== setting.key },
  ]),
);
