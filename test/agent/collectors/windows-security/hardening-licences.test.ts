import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hardening } from '../../../../agent/collectors/hardening.ts';
import { readLicences } from '../../../../agent/collectors/licences.windows.ts';
import type { Facts } from '../../../../shared/contract/readings.ts';
import { err, ok } from '../../../../shared/domain/result.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';
import { openRecordedHost } from '../../../support/recorded-host.ts';
import { openResources } from '../../../support/resources.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { type Registry, readOn, type WindowsMachine } from './windows-machine.ts';
import { readWmiExport } from './wmi-export.ts';

const control = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const policies = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies';
const groupPolicies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT';
const n = (value: number): string => `REG_DWORD 0x${value.toString(16)}`;

const full: Registry = {
  [`${policies}\\System`]: {
    EnableLUA: n(1),
    ConsentPromptBehaviorAdmin: n(5),
    PromptOnSecureDesktop: n(0),
    InactivityTimeoutSecs: n(900),
    legalnoticetext: 'REG_SZ EnableLUA    REG_DWORD    0x0',
  },
  [`${policies}\\Explorer`]: { NoDriveTypeAutoRun: n(255), NoAutorun: n(1) },
  [`${control}\\Lsa`]: { RunAsPPL: n(2), LmCompatibilityLevel: n(3), LimitBlankPasswordUse: n(1) },
  [`${control}\\SecurityProviders\\WDigest`]: { UseLogonCredential: n(1) },
  [`${services}\\LanmanServer\\Parameters`]: { SMB1: n(0) },
  [`${services}\\mrxsmb10`]: { Start: n(2) },
  [`${control}\\Terminal Server`]: { fDenyTSConnections: n(0) },
  [`${control}\\Terminal Server\\WinStations\\RDP-Tcp`]: { UserAuthentication: n(1), PortNumber: n(3389) },
  [`${groupPolicies}\\Terminal Services`]: { fDenyTSConnections: n(1) },
  [`${groupPolicies}\\DNSClient`]: { EnableMulticast: n(0) },
  [`${groupPolicies}\\Printers`]: { RegisterSpoolerRemoteRpcEndPoint: n(2) },
  [`${control}\\SecureBoot\\State`]: { UEFISecureBootEnabled: n(1) },
  [`${control}\\SecureBoot\\Servicing`]: { UEFICA2023Status: 'REG_SZ InProgress' },
  [`${services}\\USBSTOR`]: { Start: n(4) },
};

const macos = {
  isGatekeeperEnabled: 'unsupported',
  isSystemIntegrityProtected: 'unsupported',
  isFileVaultOn: 'unsupported',
} as const;

test('every setting as the registry holds it, TPM and PowerShell 2 as CIM tells', async () => {
  const answers = {
    tpm: [{ IsEnabled_InitialValue: true, SpecVersion: '2.0, 0, 1.38' }],
    powershellTwo: [{ InstallState: 2 }, { InstallState: '1' }],
  };
  expect(await readOn(hardening, { registry: full, answers })).toEqual({
    outcome: 'ok',
    facts: {
      uacEnabled: 1,
      uacAdminPrompt: 5,
      uacSecureDesktop: 0,
      lockAfterSeconds: 900,
      autorunDriveTypes: 255,
      autorunDisabled: 1,
      lsaProtection: 2,
      lmCompatibilityLevel: 3,
      blankPasswordUseLimited: 1,
      wdigestLogonCredential: 1,
      smbOneServer: 0,
      smbOneClientStart: 2,
      rdpDenied: 0,
      rdpNetworkAuthentication: 1,
      rdpPort: 3389,
      rdpDeniedByPolicy: 1,
      nameResolutionMulticast: 0,
      remotePrintSpooler: 2,
      secureBootEnabled: 1,
      secureBootCertificates: 'InProgress',
      usbStorageStart: 4,
      hasTpm: true,
      isTpmEnabled: true,
      tpmSpecVersion: '2.0, 0, 1.38',
      powershellTwo: 1,
    },
    absent: macos,
  });
});

test('what is not set is no data: a default is never made up', async () => {
  const registry: Registry = {
    [`${policies}\\System`]: { dontdisplaylastusername: n(0), EnableLUA: 'REG_SZ 0' },
  };
  const result = await readOn(hardening, { registry, answers: { tpm: [], powershellTwo: [] } });
  expect(result).toMatchObject({
    outcome: 'ok',
    facts: { hasTpm: false },
    absent: { uacEnabled: 'no-data', smbOneClientStart: 'no-data', powershellTwo: 'no-data', ...macos },
  });
  expect(result).not.toHaveProperty('facts.uacEnabled');
});

const tpmDevices = { [`${services}\\TPM\\Enum`]: { '0': 'REG_SZ ACPI\\MSFT0101\\1', Count: n(1) } };

test.each<[string, WindowsMachine, Partial<Facts['hardening']>, object]>([
  [
    'told by its driver where CIM lets administrators in alone',
    { registry: tpmDevices, answers: { tpm: 'denied' } },
    { hasTpm: true, tpmSpecVersion: '2.0' },
    { isTpmEnabled: 'denied' },
  ],
  [
    'of an unknown version',
    {
      registry: { [`${services}\\TPM\\Enum`]: { '0': 'REG_SZ ACPI\\IFX0102\\1', Count: n(1) } },
      answers: { tpm: 'denied' },
    },
    { hasTpm: true },
    { isTpmEnabled: 'denied', tpmSpecVersion: 'denied' },
  ],
  [
    'unknown where only its driver is installed',
    { registry: { ...full, [`${services}\\TPM`]: { Start: n(3) } }, answers: { tpm: 'denied' } },
    {},
    { hasTpm: 'denied', isTpmEnabled: 'denied', tpmSpecVersion: 'denied' },
  ],
  [
    'unknown where the answer is no row of a TPM',
    { registry: full, answers: { tpm: [{}] } },
    {},
    { hasTpm: 'no-data' },
  ],
])('a TPM %s', async (_, machine, facts, absent) => {
  const result = await readOn(hardening, machine);
  expect(result).toMatchObject({ outcome: 'ok', facts, absent });
  if (!('hasTpm' in facts)) expect(result).not.toHaveProperty('facts.hasTpm');
});

async function licencesOf(rows: readonly unknown[]) {
  await using resources = openResources();
  return readLicences({
    host: resources.closing(await openRecordedHost({ platform: 'windows', files: {} })),
    clock: createSystemClock(),
    signal: new AbortController().signal,
    windows: (query) => (query === 'licences' ? ok(rows) : err('failed')),
    isQuerySlow: false,
  });
}

test('licences of Windows, of its security updates and of Office; a row without a status is none', async () => {
  const windows = { ApplicationID: '55C92734-D682-4D71-983E-D6EC3F16059F', GracePeriodRemaining: 0 };
  const rows = [
    { ...windows, Name: 'Windows(R), Education edition', LicenseStatus: 1, LicenseIsAddon: false },
    { ...windows, Name: 'Windows(R), Client-ESU-Year1 add-on', LicenseStatus: 5, LicenseIsAddon: true },
    { ...windows, Name: 'Windows(R), other add-on', LicenseStatus: 1, LicenseIsAddon: 'TRUE' },
    { ...windows, Name: 'no status', LicenseStatus: null, PartialProductKey: 'WE9H9' },
  ];
  expect(await licencesOf(rows)).toEqual(
    ok([
      { application: 'windows', name: 'Windows(R), Education edition', status: 1, graceMinutes: 0 },
      { application: 'esu', name: 'Windows(R), Client-ESU-Year1 add-on', status: 5, graceMinutes: 0 },
      { application: 'other', name: 'Windows(R), other add-on', status: 1, graceMinutes: 0 },
    ]),
  );
  expect(await licencesOf([])).toEqual(err('no-data'));
});

test.each([
  [0, 0],
  [1, 1_440],
  [43_199, 43_200],
  [43_201, 86_400],
  [259_200, 259_200],
  [249_121, 259_200],
])(
  '%i minutes of grace leave as %i: the section is not sent daily for a clock that runs down',
  async (minutes, sent) => {
    const row = { ApplicationID: 'x', LicenseStatus: 1, GracePeriodRemaining: minutes };
    expect(await licencesOf([row])).toEqual(ok([{ application: 'other', status: 1, graceMinutes: sent }]));
  },
);

test('a policy on network level authentication overrules the machine’s own setting', async () => {
  const withPolicy = (value: number): Registry => ({
    ...full,
    [`${groupPolicies}\\Terminal Services`]: { UserAuthentication: n(value) },
  });
  for (const value of [0, 1]) {
    expect(await readOn(hardening, { registry: withPolicy(value) })).toMatchObject({
      facts: { rdpNetworkAuthentication: value },
    });
  }
});

test('the recorded licence of Office, without its keys', async (context) => {
  const path = join(requireFixtures(context), 'windows-wmi/office_2016_01-SoftwareLicensingProduct.wmi');
  expect(await licencesOf(await readWmiExport(path))).toEqual(
    ok([
      {
        application: 'office',
        name: 'Office 16, Office16ProPlusVL_KMS_Client edition',
        status: 1,
        graceMinutes: 259_200,
        kmsHost: 'mydomain.ms.com',
      },
    ]),
  );
});
