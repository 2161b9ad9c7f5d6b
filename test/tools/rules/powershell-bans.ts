/** What no script of ours may contain: the reason, and what gives it away. */
export type PowerShellBan = { readonly why: string; readonly breaks: (script: string) => boolean };

/** Texts in single quotes are data; without them the commands are left. */
const commandsOf = (script: string): string => script.replace(/'(?:[^']|'')*'/g, "''");

const inScript = (pattern: RegExp) => (script: string) => pattern.test(script);
const inCommands = (pattern: RegExp) => (script: string) => pattern.test(commandsOf(script));

/** One statement, or one part of a pipeline. */
const parts = (script: string): string[] => commandsOf(script).split(/[;|\n{}]/);

export const powershellBans: Readonly<Record<string, PowerShellBan>> = {
  wmic: { why: 'gone from Windows 11 24H2', breaks: inScript(/\bwmic\b/i) },
  product: { why: 'Win32_Product repairs every package', breaks: inScript(/Win32_Product\b/i) },
  patience: {
    why: 'a question of CIM without a time limit',
    breaks: (script) =>
      parts(script).some(
        (part) => /\b(Get-CimInstance|gcim)\b/i.test(part) && !/-OperationTimeoutSec \d/.test(part),
      ),
  },
  wmi: {
    why: 'cmdlets that know no time limit',
    breaks: inCommands(/\b(Get-Wmi\w*|gwmi|Invoke-(Wmi|Cim)\w*|New-CimSession)\b|\[wmi/i),
  },
  lists: {
    why: 'a list of bare words',
    breaks: inCommands(/(?<![$\w])[A-Za-z][\w.-]*\s*,\s*[A-Za-z]/),
  },
  quotes: { why: 'double quotes do not survive every command line', breaks: inScript(/"/) },
  ascii: { why: 'a code page would change it', breaks: inScript(/[^\n -~]/) },
  backtick: { why: 'it vanishes with the line that it continues', breaks: inScript(/`/) },
  types: {
    why: 'not in Constrained Language Mode',
    breaks: inScript(
      /\[(Console|System\.[\w.]+|Environment|IO\.[\w.]+|Diagnostics\.[\w.]+|Reflection\.[\w.]+|adsi)\]/i,
    ),
  },
  objects: {
    why: 'not in Constrained Language Mode',
    breaks: inCommands(/\b(New-Object|Add-Type)\b|::new\(/i),
  },
  evaluation: {
    why: 'text that becomes a program',
    breaks: inCommands(/\b(Invoke-Expression|iex|Invoke-Command|icm)\b|\[scriptblock\]/i),
  },
  network: {
    why: 'a collector asks this machine alone',
    breaks: inCommands(
      /\b(Invoke-(WebRequest|RestMethod)|iwr|irm|curl|wget|Start-BitsTransfer)\b|-ComputerName\b/i,
    ),
  },
  language: {
    why: 'words that Windows translates',
    breaks: inScript(
      /\.(Message|Caption|ToLongDateString)\b|\b(netsh|systeminfo|ipconfig|quser|net(\.exe)? (user|accounts|localgroup))\b|-(eq|ne|like|match|contains) '(Administrators?|Guests?|Users|Everyone|Yes|No|Running|On|Off)'/i,
    ),
  },
};

/** Names of the bans that a script breaks. */
export function bansBroken(script: string): string[] {
  return Object.entries(powershellBans).flatMap(([name, ban]) => (ban.breaks(script) ? [name] : []));
}
