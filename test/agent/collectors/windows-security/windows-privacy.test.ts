import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Collection, collect } from '../../../../agent/collect.ts';
import { windowsQueries } from '../../../../agent/collectors/windows/queries.ts';
import { collectors } from '../../../../agent/registry.ts';
import { sections } from '../../../../shared/domain/reading.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { readRegExport } from './reg-export.ts';
import { openWindowsHost, type Registry, type WindowsMachine } from './windows-machine.ts';
import { readWmiExport } from './wmi-export.ts';

/** Of one teacher's machine: none of it may leave, in any spelling of its letters. */
const secrets = {
  account: 'nguyenvanan',
  fullName: 'Nguyễn Văn An',
  password: 'MatKhau#2026',
  ssid: 'WiFi-NhaThayAn',
  windowTitle: 'BangDiem9A.xlsx',
  owner: 'CoHieuTruong',
  share: 'DeThiHocKy1',
  key: 'WE9H9',
  sid: 'S-1-5-21-407181654-3485178747-2417891341-1001',
} as const;
const profile = `C:\\Users\\${secrets.account}`;

/** Everything that the machine would send, and what it would write into its log. */
async function collectOn(machine: WindowsMachine): Promise<Collection> {
  const host = await openWindowsHost(machine);
  try {
    return await collect({ host, clock: createSystemClock(), collectors }, sections);
  } finally {
    await host.close();
  }
}

function leaks(
  collection: Collection,
  values: readonly string[] = Object.values(secrets),
): readonly string[] {
  const all = JSON.stringify(collection).normalize('NFC').toLowerCase();
  // In JSON a backslash is two.
  return values.filter((secret) => all.includes(JSON.stringify(secret).slice(1, -1).toLowerCase()));
}

const planted: Registry = {
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
    CurrentBuild: 'REG_SZ 19045',
    RegisteredOwner: `REG_SZ ${secrets.owner}`,
    RegisteredOrganization: `REG_SZ ${secrets.owner}`,
  },
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon': {
    AutoAdminLogon: 'REG_SZ 1',
    DefaultUserName: `REG_SZ ${secrets.account}`,
    DefaultPassword: `REG_SZ ${secrets.password}`,
    LastUsedUsername: `REG_SZ ${secrets.account}`,
  },
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\NetworkList\\Profiles\\{1}': {
    ProfileName: `REG_SZ ${secrets.ssid}`,
  },
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList': { Default: `REG_SZ ${profile}` },
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System': {
    EnableLUA: 'REG_DWORD 0x1',
    legalnoticetext: `REG_SZ ${secrets.fullName}`,
  },
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI': {
    LastLoggedOnUser: `REG_SZ MAY01\\${secrets.account}`,
    LastLoggedOnDisplayName: `REG_SZ ${secrets.fullName}`,
    LastLoggedOnUserSID: `REG_SZ ${secrets.sid}`,
  },
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Zalo': {
    DisplayName: 'REG_SZ Zalo',
    InstallLocation: `REG_SZ ${profile}\\AppData\\Local\\Programs\\Zalo`,
    UninstallString: `REG_SZ ${profile}\\AppData\\Local\\Programs\\Zalo\\Uninstall.exe`,
    RegOwner: `REG_SZ ${secrets.owner}`,
  },
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters': {
    SMB1: 'REG_DWORD 0x0',
    NullSessionShares: `REG_MULTI_SZ ${secrets.share}`,
    srvcomment: `REG_SZ ${secrets.fullName}`,
  },
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment': {
    PROCESSOR_ARCHITECTURE: 'REG_SZ AMD64',
    OneDrive: `REG_EXPAND_SZ ${profile}\\OneDrive`,
  },
  'HKLM\\SOFTWARE\\KasperskyLab\\protected\\AVP21\\Data': {
    LicKeyType: 'REG_DWORD 0x4',
    LicOwner: `REG_SZ ${secrets.owner}`,
  },
};

/** Members that classes of CIM have, or that somebody may ask for one day: each carries a secret. */
const members = {
  Caption: `MAY01\\${secrets.account}`,
  FullName: secrets.fullName,
  Description: secrets.fullName,
  UserName: secrets.account,
  PrimaryOwnerName: secrets.owner,
  RegisteredUser: secrets.owner,
  Owner: secrets.owner,
  SID: secrets.sid,
  PathName: `${profile}\\agent.exe`,
  PSPath: `Registry::HKEY_USERS\\${secrets.sid}\\Software`,
  PSParentPath: profile,
  InstallLocation: `${profile}\\AppData`,
  pathToSignedReportingExe: `${profile}\\av.exe`,
  pathToSignedProductExe: `${profile}\\av.exe`,
  PartComponent: `Win32_UserAccount.Name=${secrets.account}`,
  PartialProductKey: secrets.key,
  ProductKeyID: `00330-80000-00000-${secrets.key}`,
  DefaultUserName: secrets.account,
  DefaultPassword: secrets.password,
  SSID: secrets.ssid,
  ProfileName: secrets.ssid,
  WindowTitle: secrets.windowTitle,
  MainWindowTitle: secrets.windowTitle,
  ShareName: secrets.share,
  HotFixID: 'KB5000000',
  InstalledBy: `MAY01\\${secrets.account}`,
} as const;

/** Members that are asked for and may carry something personal, as they come on such a machine. */
const rowsOf: Readonly<Record<string, readonly object[]>> = {
  securityCenter: [{ hasCentre: true }, { displayName: 'Kaspersky', productState: 266_240, isThere: true }],
  localAccounts: [{ rid: '1001', isDisabled: false, isPasswordRequired: true }],
  administrators: [{ members: 2 }],
  autoLogon: [{ isOn: true, hasPassword: true }],
  services: [
    { Name: 'Dhcp', State: 'Running', StartMode: 'Auto' },
    { Name: `OneDriveUpdater_${secrets.sid}`, State: 'Running', StartMode: 'Auto' },
  ],
  licences: [{ ApplicationID: '55c92734-d682-4d71-983e-d6ec3f16059f', LicenseStatus: 1 }],
  printers: [
    { DriverName: 'Canon LBP2900', PortName: `\\\\MAYCHU\\${secrets.share}`, Shared: true },
    { DriverName: 'Microsoft Print To PDF', PortName: `${profile}\\Documents\\${secrets.windowTitle}.pdf` },
  ],
  volumes: [{ Name: `${profile}\\Disk\\`, FileSystem: 'NTFS', Capacity: 1024, DriveType: 3 }],
  hotfixDates: [{ on: '2025-11-13T17:00:00Z' }],
};

const plantedAnswers = Object.fromEntries(
  windowsQueries.map(({ name }) => [name, (rowsOf[name] ?? [{}]).map((row) => ({ ...members, ...row }))]),
);

const sockets = [
  '  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1712',
  `  ${secrets.account}`,
  ` [${profile}\\${secrets.windowTitle}]`,
].join('\r\n');

test('nothing personal leaves, wherever it lies in the answers of Windows', async () => {
  const collection = await collectOn({ registry: planted, answers: plantedAnswers, netstat: sockets });
  expect(leaks(collection)).toEqual([]);
  // The same machine did answer: what is counted and switched is there.
  const facts = Object.fromEntries(collection.readings.map((reading) => [reading.section, reading.facts]));
  expect(facts).toMatchObject({
    accounts: { total: 1, administrators: 2, hasAutoLogon: true, storesAutoLogonPassword: true },
    antivirus: { hasSecurityCenter: true, products: [{ name: 'Kaspersky', licenceType: 4 }] },
    exposure: { listeners: [{ protocol: 'tcp', port: 135 }], autoStartServices: ['Dhcp'] },
    hardening: { uacEnabled: 1, smbOneServer: 0 },
    system: { licences: [{ application: 'windows', status: 1 }] },
  });
});

test('a secret that does leave is found', async () => {
  const answers = {
    ...plantedAnswers,
    securityCenter: [{ hasCentre: true }, { displayName: secrets.fullName }],
  };
  expect(leaks(await collectOn({ answers }))).toEqual([secrets.fullName]);
});

test('no question asks for what is personal', () => {
  const forbidden =
    /'(UserName|FullName|Caption|Description|Owner|RegisteredUser|RegisteredOwner|PrimaryOwnerName|DefaultUserName|PartialProductKey|ProductKeyID|SSID|WindowTitle|MainWindowTitle|ShareName|Path|CommandLine|InstalledBy)'/i;
  for (const { name, script } of windowsQueries) expect(script, name).not.toMatch(forbidden);
  // The value's name is compared, its data is never read; the SID is cut to its last number before it is a row.
  const scripts = Object.fromEntries(windowsQueries.map(({ name, script }) => [name, script]));
  expect(scripts.autoLogon?.match(/DefaultPassword/g)).toHaveLength(1);
  expect(scripts.autoLogon).toContain("$names -contains 'DefaultPassword'");
  expect(scripts.localAccounts).toContain("rid=([string]$_.SID -replace '^.*-','')");
});

test('names of people in recorded machines do not leave either', async (context) => {
  const root = requireFixtures(context);
  let registry: Registry = {};
  for (const name of await readdir(join(root, 'windows-registry'))) {
    registry = { ...registry, ...(await readRegExport(join(root, 'windows-registry', name))) };
  }
  const accounts = [
    ...(await readWmiExport(join(root, 'windows-wmi/10-StandAlone-Win32_UserAccount.wmi'))),
    ...(await readWmiExport(join(root, 'windows-wmi/7-AD-Win32_UserAccount.wmi'))),
  ];
  const named = {
    ...plantedAnswers,
    localAccounts: accounts.map((row) => ({ ...row, rid: '1001', isDisabled: false })),
  };
  const people = ['johndoe', 'john doe', 'teclib', 'Invité', 'Administrateur', '407181654-3485178747'];
  expect(JSON.stringify(registry).toLowerCase()).toContain('johndoe');
  expect(JSON.stringify(accounts)).toContain('teclib');
  expect(leaks(await collectOn({ registry, answers: named }), people)).toEqual([]);
});
