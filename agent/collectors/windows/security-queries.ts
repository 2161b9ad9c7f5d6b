import { antivirusQueries } from './antivirus-queries.ts';
import type { WindowsQuery } from './query.ts';

const winlogon = "'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon'";

const serviceProperties = "@('Name','State','StartMode')";

const serviceQueries: readonly WindowsQuery[] = [
  {
    // Drivers too: products that freeze disks are some. Never run on a real Windows: how long both lists take.
    name: 'services',
    sections: ['antivirus', 'firewall', 'exposure'],
    script: [
      `C 'Win32_Service' ${serviceProperties}`,
      `C 'Win32_SystemDriver' ${serviceProperties} 'root/cimv2' 'StartMode<>''Disabled'' AND (StartMode<>''Manual'' OR State=''Running'')'`,
    ].join(';'),
  },
];

const updateQueries: readonly WindowsQuery[] = [
  {
    // Dates alone. A date that PowerShell could read travels in ISO 8601, another one as it stands.
    name: 'hotfixDates',
    sections: ['updates'],
    script: [
      "C 'Win32_QuickFixEngineering' @('InstalledOn')",
      "ForEach-Object{try{$on=$_.InstalledOn;if($on -is [datetime]){$on=$on.ToUniversalTime().ToString('s')+'Z'};@{on=[string]$on}}catch{}}",
    ].join('|'),
  },
];

const accountQueries: readonly WindowsQuery[] = [
  {
    // Of the SID only its last number: it tells the guest and the administrator, and nobody else.
    name: 'localAccounts',
    sections: ['accounts'],
    script: [
      "C 'Win32_UserAccount' @('SID','Disabled','PasswordRequired') 'root/cimv2' 'LocalAccount=TRUE'",
      "ForEach-Object{@{rid=([string]$_.SID -replace '^.*-','');isDisabled=$_.Disabled;isPasswordRequired=$_.PasswordRequired}}",
    ].join('|'),
  },
  {
    // By the SID of the group, whose name is in the language of Windows. Never run on a real Windows: whether members that no
    // longer exist are counted too, and how long a machine of a domain takes.
    name: 'administrators',
    sections: ['accounts'],
    script: [
      "$group=@(C 'Win32_Group' @('Name','Domain') 'root/cimv2' 'LocalAccount=TRUE AND SID=''S-1-5-32-544''')",
      '$q=[string][char]34',
      "if($group.Count -eq 1){$path='GroupComponent=''Win32_Group.Domain='+$q+$group[0].Domain+$q+',Name='+$q+$group[0].Name+$q+''''",
      "@{members=@(C 'Win32_GroupUser' @('PartComponent') 'root/cimv2' $path).Count}}",
    ].join(';'),
  },
  {
    // Names of values only, and the one that is a switch: the password is never read.
    name: 'autoLogon',
    sections: ['accounts'],
    script: [
      `$names=@((Get-Item -LiteralPath ${winlogon} -ErrorAction Stop).Property)`,
      [
        "$auto='';if($names -contains 'AutoAdminLogon'){",
        `$auto=[string](Get-ItemProperty -LiteralPath ${winlogon} -Name 'AutoAdminLogon' -ErrorAction Stop).AutoAdminLogon}`,
      ].join(''),
      "@{isOn=($auto -eq '1');hasPassword=($names -contains 'DefaultPassword')}",
    ].join(';'),
  },
];

const hardeningQueries: readonly WindowsQuery[] = [
  {
    name: 'tpm',
    sections: ['hardening'],
    script: "C 'Win32_Tpm' @('IsEnabled_InitialValue','SpecVersion') 'root/cimv2/Security/MicrosoftTpm'",
  },
  {
    // MicrosoftWindowsPowerShellV2Root on clients, without Root on servers; the registry names version 2 even where it is off.
    // Never run on a real Windows: what it costs (2-5 s are reported).
    name: 'powershellTwo',
    sections: ['hardening'],
    script:
      "C 'Win32_OptionalFeature' @('InstallState') 'root/cimv2' 'Name LIKE ''MicrosoftWindowsPowerShellV2%'''",
  },
];

const windowsApplication = '55c92734-d682-4d71-983e-d6ec3f16059f';
const officeApplication = '0ff1ce15-a989-479d-af46-f275c6370663';

const licenceQueries: readonly WindowsQuery[] = [
  {
    // Slow without the application in the filter. The partial key is asked about, and never read.
    name: 'licences',
    sections: ['system'],
    script: [windowsApplication, officeApplication]
      .map(
        (id) =>
          `C 'SoftwareLicensingProduct' @('ApplicationID','Name','LicenseStatus','LicenseIsAddon','GracePeriodRemaining','KeyManagementServiceMachine','DiscoveredKeyManagementServiceMachineName') 'root/cimv2' 'ApplicationID=''${id}'' AND PartialProductKey IS NOT NULL'`,
      )
      .join(';'),
  },
];

/** What is asked of antivirus, firewall, updates, accounts, exposure, hardening, activation. */
export const securityQueries: readonly WindowsQuery[] = [
  ...antivirusQueries,
  ...serviceQueries,
  ...updateQueries,
  ...accountQueries,
  ...hardeningQueries,
  ...licenceQueries,
];
