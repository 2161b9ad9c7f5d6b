import { expect, test } from 'vitest';
import { collect } from '../../../../agent/collect.ts';
import { collectors } from '../../../../agent/registry.ts';
import { shippedJudgementTables } from '../../../../shared/data/judgement.ts';
import { judgeFindings } from '../../../../shared/domain/machine-judgement.ts';
import { sections } from '../../../../shared/domain/reading.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';
import { openWindowsHost, type Registry, type WindowsMachine } from './windows-machine.ts';

const now = Date.UTC(2026, 10, 22, 9);
const n = (value: number): string => `REG_DWORD 0x${value.toString(16)}`;
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const control = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';
const current = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const profiles = `${services}\\SharedAccess\\Parameters\\FirewallPolicy`;
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft';

const registry: Registry = {
  [`${profiles}\\DomainProfile`]: { EnableFirewall: n(1) },
  [`${profiles}\\StandardProfile`]: { EnableFirewall: n(1) },
  [`${profiles}\\PublicProfile`]: { EnableFirewall: n(1) },
  [`${services}\\MpsSvc`]: { Start: n(2) },
  [`${services}\\wuauserv`]: { Start: n(3) },
  [`${services}\\LanmanServer\\Parameters`]: { ServiceDllUnloadOnStop: n(1) },
  [`${current}\\WindowsUpdate\\Auto Update\\Power`]: {},
  [`${current}\\Component Based Servicing\\Packages`]: {},
  [`${current}\\Policies\\System`]: { EnableLUA: n(1), InactivityTimeoutSecs: n(600) },
  [`${current}\\Policies\\Explorer`]: { NoDriveTypeAutoRun: n(255) },
  [`${policies}\\Windows\\safer`]: {},
  [`${policies}\\Windows NT\\Terminal Services`]: { Locked: n(0) },
  [`${control}\\Lsa`]: { LimitBlankPasswordUse: n(1) },
  [`${control}\\Terminal Server`]: { fDenyTSConnections: n(1) },
  [`${control}\\Terminal Server\\WinStations\\RDP-Tcp`]: { UserAuthentication: n(1), PortNumber: n(3389) },
  [`${control}\\SecureBoot\\State`]: { UEFISecureBootEnabled: n(1) },
  [`${control}\\SecureBoot\\Servicing`]: { UEFICA2023Status: 'REG_SZ Updated' },
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
    CurrentBuild: 'REG_SZ 26200',
    EditionID: 'REG_SZ Professional',
    InstallationType: 'REG_SZ Client',
  },
};

const centre = { hasCentre: true };
const defender = { displayName: 'Windows Defender', productState: 397_568, isThere: true };
const windowsLicence = { ApplicationID: '55c92734-d682-4d71-983e-d6ec3f16059f', LicenseStatus: 1 };
const running = (Name: string) => ({ Name, State: 'Running', StartMode: 'Auto' });

const answers = {
  securityCenter: [centre, defender],
  defenderStatus: [
    {
      AMRunningMode: 'Normal',
      AMServiceEnabled: true,
      AntivirusEnabled: true,
      RealTimeProtectionEnabled: true,
      IsTamperProtected: true,
      AntivirusSignatureAge: 0,
      AntivirusSignatureLastUpdated: `/Date(${now - 3_600_000})/`,
    },
  ],
  antivirusInstalls: [],
  firewallProducts: [],
  services: [running('MpsSvc'), running('WinDefend')],
  hotfixDates: [{ on: '2026-11-12T17:00:00Z' }],
  localAccounts: [
    { rid: '500', isDisabled: true, isPasswordRequired: true },
    { rid: '501', isDisabled: true, isPasswordRequired: false },
    { rid: '1001', isDisabled: false, isPasswordRequired: true },
  ],
  administrators: [{ members: 2 }],
  autoLogon: [{ isOn: false, hasPassword: false }],
  licences: [windowsLicence],
  software: [{ DisplayName: '7-Zip', DisplayVersion: '24.08' }],
  userSoftware: [],
};
const netstat = '  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1712';

/** Codes of what is found on a teacher's machine that differs from the sound one in the given way. */
async function findingsOf(change: WindowsMachine): Promise<readonly string[]> {
  const host = await openWindowsHost({
    registry: { ...registry, ...change.registry },
    answers: { ...answers, ...change.answers },
    netstat: change.netstat ?? netstat,
  });
  try {
    const { readings } = await collect({ host, clock: createSystemClock(), collectors }, sections);
    const machine = {
      role: 'teacher' as const,
      facts: Object.fromEntries(readings.map(({ section, facts }) => [section, facts])),
      absent: Object.fromEntries(readings.map(({ section, absent }) => [section, absent ?? {}])),
      conditions: [],
      chassis: 'desktop' as const,
      onDays: null,
      heardAt: now,
      fastestLineMbps: null,
    };
    const frame = { nowMs: now, utcOffsetMinutes: 420, tables: shippedJudgementTables() };
    return judgeFindings(machine, frame)
      .filter(({ verdict }) => verdict === 'found')
      .map(({ code }) => code);
  } finally {
    await host.close();
  }
}

test('a sound machine has no finding', async () => {
  expect(await findingsOf({})).toEqual([]);
});

test.each<[string, WindowsMachine, readonly string[]]>([
  [
    'Defender with signatures of last winter',
    {
      answers: {
        securityCenter: [centre, { ...defender, productState: 397_584 }],
        defenderStatus: [
          {
            ...answers.defenderStatus[0],
            AntivirusSignatureAge: 300,
            AntivirusSignatureLastUpdated: '/Date(1769000000000)/',
          },
        ],
      },
    },
    ['antivirus-outdated'],
  ],
  [
    'Defender off and nothing else',
    { answers: { securityCenter: [centre, { ...defender, productState: 393_472 }], defenderStatus: [] } },
    ['antivirus-off'],
  ],
  [
    'a firewall profile that is off',
    { registry: { [`${profiles}\\PublicProfile`]: { EnableFirewall: n(0) } } },
    ['firewall-off'],
  ],
  [
    'a firewall that is off because another one is on',
    {
      registry: { [`${profiles}\\PublicProfile`]: { EnableFirewall: n(0) } },
      answers: { firewallProducts: [{ displayName: 'Kaspersky Firewall', productState: 266_240 }] },
    },
    [],
  ],
  [
    'no updates by policy',
    { registry: { [`${policies}\\Windows\\WindowsUpdate\\AU`]: { NoAutoUpdate: n(1) } } },
    ['updates-off'],
  ],
  ['no updates by service', { registry: { [`${services}\\wuauserv`]: { Start: n(4) } } }, ['updates-off']],
  [
    'updates of two years ago',
    { answers: { hotfixDates: [{ on: '2024-11-12T17:00:00Z' }] } },
    ['updates-stale'],
  ],
  [
    'UAC off',
    { registry: { [`${current}\\Policies\\System`]: { EnableLUA: n(0), InactivityTimeoutSecs: n(600) } } },
    ['uac-off'],
  ],
  ['the client of SMB 1', { registry: { [`${services}\\mrxsmb10`]: { Start: n(2) } } }, ['smb-one']],
  [
    'remote desktop without a login check',
    {
      registry: {
        [`${control}\\Terminal Server`]: { fDenyTSConnections: n(0) },
        [`${control}\\Terminal Server\\WinStations\\RDP-Tcp`]: { UserAuthentication: n(0) },
      },
    },
    ['remote-desktop-open', 'remote-desktop-without-login-check'],
  ],
  [
    'a password in the registry',
    { answers: { autoLogon: [{ isOn: true, hasPassword: true }] } },
    ['auto-logon'],
  ],
  [
    'the guest let in',
    { answers: { localAccounts: [{ rid: '501', isDisabled: false, isPasswordRequired: true }] } },
    ['guest-enabled'],
  ],
  ['five administrators', { answers: { administrators: [{ members: 5 }] } }, ['many-administrators']],
  [
    'Windows not activated',
    { answers: { licences: [{ ...windowsLicence, LicenseStatus: 5 }] } },
    ['os-not-activated'],
  ],
  [
    'certificates of 2011',
    { registry: { [`${control}\\SecureBoot\\Servicing`]: { UEFICA2023Status: 'REG_SZ NotStarted' } } },
    ['secure-boot-old-certificates'],
  ],
  [
    'Telnet open to the network',
    { netstat: `${netstat}\r\n  TCP    0.0.0.0:23             0.0.0.0:0              ESCUCHANDO       9` },
    ['risky-port'],
  ],
])('%s', async (_, change, codes) => {
  expect(await findingsOf(change)).toEqual(codes);
});

test('a machine that answers nothing has no finding either', async () => {
  const silent = Object.fromEntries(Object.keys(answers).map((query) => [query, 'timed-out' as const]));
  const nothing = Object.fromEntries(Object.keys(registry).map((key) => [key, {}]));
  expect(await findingsOf({ answers: silent, registry: nothing, netstat: '' })).toEqual([]);
});
