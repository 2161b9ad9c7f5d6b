import { shippedAntivirusTraces } from '../../../shared/data/antivirus-traces.ts';
import type { WindowsQuery } from './query.ts';

/** Windows Server has no such namespace: the one above it says so, where an error could mean anything. */
const findCentre = "$centre=@(C '__NAMESPACE' @('Name') 'root' 'Name=''SecurityCenter2''').Count -gt 0";

const centre = "'root/SecurityCenter2'";

/**
 * Of the program that Security Center names only whether it is on the disk leaves the script; nothing, where its path is no local
 * one. Variables are put in by hand, since Constrained Language Mode forbids the call that does it.
 */
const testProgram = [
  'function Test-Program($path){',
  "$part=@(([string]$path -replace ([string][char]34),'') -split '%');$full='';",
  'for($i=0;$i -lt $part.Count;$i++){',
  "if($i % 2){$full+=[string](Get-Item -LiteralPath ('Env:'+$part[$i]) -ErrorAction Stop).Value}else{$full+=$part[$i]}};",
  "if($full -match '^[A-Za-z]:[\\\\/].'){Test-Path -LiteralPath $full -ErrorAction Stop}}",
].join('');

const productRows = [
  `C 'AntiVirusProduct' @('displayName','instanceGuid','productState','timestamp','pathToSignedReportingExe') ${centre}`,
  '|ForEach-Object{$there=$null;try{$there=Test-Program $_.pathToSignedReportingExe}catch{};',
  '@{displayName=$_.displayName;instanceGuid=$_.instanceGuid;productState=$_.productState;timestamp=$_.timestamp;isThere=$there}}',
].join('');

const defenderProperties = [
  'AMRunningMode',
  'AMServiceEnabled',
  'AntivirusEnabled',
  'RealTimeProtectionEnabled',
  'OnAccessProtectionEnabled',
  'BehaviorMonitorEnabled',
  'IoavProtectionEnabled',
  'IsTamperProtected',
  'AntivirusSignatureAge',
  'AntivirusSignatureLastUpdated',
  'AntivirusSignatureVersion',
  'AMEngineVersion',
  'QuickScanAge',
  'FullScanAge',
  'ProductStatus',
].map((name) => `'${name}'`);

/**
 * Defender's own status can hang beside another product, so it is asked only where Security Center says that Defender is on
 * (owner Microsoft, state on), knows no product at all, or does not exist.
 */
const defender = [
  findCentre,
  `$rows=@();if($centre){$rows=@(C 'AntiVirusProduct' @('productState') ${centre})}`,
  '$on=@($rows|Where-Object{($_.productState -band 0xF100) -eq 0x1100})',
  `if(($rows.Count -eq 0) -or ($on.Count -gt 0)){C 'MSFT_MpComputerStatus' @(${defenderProperties.join(',')}) 'root/Microsoft/Windows/Defender'}`,
].join(';');

const uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';

/** Of what is installed only what is named like an antivirus of the table leaves the script. */
const installs = [
  `Get-ChildItem -Path @('HKLM:\\SOFTWARE\\${uninstall}','HKLM:\\SOFTWARE\\WOW6432Node\\${uninstall}') -ErrorAction SilentlyContinue`,
  "ForEach-Object{try{Get-ItemProperty -LiteralPath $_.PSPath -Name @('DisplayName','DisplayVersion') -ErrorAction SilentlyContinue}catch{}}",
  `Where-Object{$_.DisplayName -match '${shippedAntivirusTraces()
    .flatMap(({ nameContains }) => nameContains)
    .join('|')}'}`,
  "Select-Object -Property @('DisplayName','DisplayVersion')",
].join('|');

/** Never run on a real Windows: whether Test-Path sees into the folders of every product, and how long Defender takes to answer. */
export const antivirusQueries: readonly WindowsQuery[] = [
  {
    name: 'securityCenter',
    sections: ['antivirus'],
    script: [findCentre, '@{hasCentre=$centre}', testProgram, `if($centre){${productRows}}`].join(';'),
  },
  { name: 'defenderStatus', sections: ['antivirus'], script: defender },
  { name: 'antivirusInstalls', sections: ['antivirus'], script: installs },
  {
    name: 'firewallProducts',
    sections: ['firewall'],
    script: `${findCentre};if($centre){C 'FirewallProduct' @('displayName','productState') ${centre}}`,
  },
];
