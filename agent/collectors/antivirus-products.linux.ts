import {
  type AntivirusAnswer,
  parseBduitool,
  parseCytool,
  parseEset,
  parseKesl,
  parseMdatpHealth,
  parseSentinelctl,
} from './antivirus-answers.ts';

/** How one product shows itself on a Linux machine. Program names are those of /proc/PID/comm: 15 characters. */
export type LinuxAntivirus = {
  readonly name: string;
  /** The product is installed when any of these exists. */
  readonly paths: readonly string[];
  readonly service?: string;
  readonly onAccess?: string;
  readonly updater?: string;
  /** What it is asked, one child after the other, and how the answers are read together. */
  readonly questions?: readonly (readonly [program: string, ...args: string[]])[];
  readonly parse?: (output: string) => AntivirusAnswer | undefined;
  readonly source: string;
};

export const clamAvName = 'ClamAV';

/** A row without a program name reports the product alone: that it runs stays unknown. Looked up 2026-11-22. */
export const linuxAntivirusProducts: readonly LinuxAntivirus[] = [
  {
    name: clamAvName,
    paths: ['/usr/sbin/clamd', '/usr/bin/clamscan', '/var/lib/clamav/daily.cvd', '/var/lib/clamav/daily.cld'],
    service: 'clamd',
    onAccess: 'clamonacc',
    updater: 'freshclam',
    source: 'clamd(8), clamonacc(8), freshclam(1)',
  },
  {
    name: 'Microsoft Defender',
    paths: ['/opt/microsoft/mdatp/sbin/wdavdaemon'],
    service: 'wdavdaemon',
    questions: [['/usr/bin/mdatp', 'health', '--output', 'json']],
    parse: parseMdatpHealth,
    source: 'learn.microsoft.com, Defender for Endpoint on Linux, resources',
  },
  {
    name: 'Kaspersky Endpoint Security',
    paths: ['/opt/kaspersky/kesl/bin/kesl-control'],
    service: 'kesl',
    questions: [['/opt/kaspersky/kesl/bin/kesl-control', '--app-info']],
    parse: parseKesl,
    source: 'support.kaspersky.com, KES for Linux, command line',
  },
  {
    name: 'ESET Endpoint Antivirus',
    paths: ['/opt/eset/eea/bin/upd'],
    questions: [
      ['/opt/eset/eea/bin/upd', '--version'],
      ['/opt/eset/eea/bin/upd', '--list-modules'],
    ],
    parse: parseEset,
    source: 'glpi-agent, Linux/AntiVirus/EEA.pm',
  },
  {
    name: 'Bitdefender Endpoint Security Tools',
    paths: ['/opt/bitdefender-security-tools/bin/bduitool'],
    questions: [['/opt/bitdefender-security-tools/bin/bduitool', 'get', 'ps']],
    parse: parseBduitool,
    source: 'glpi-agent, Linux/AntiVirus/Bitdefender.pm',
  },
  {
    name: 'Dr.Web',
    paths: ['/opt/drweb.com/bin/drweb-ctl', '/usr/bin/drweb-ctl'],
    source: 'glpi-agent, Linux/AntiVirus/DrWeb.pm',
  },
  {
    name: 'SentinelOne',
    paths: ['/opt/sentinelone/bin/sentinelctl'],
    questions: [
      ['/opt/sentinelone/bin/sentinelctl', 'version'],
      ['/opt/sentinelone/bin/sentinelctl', 'engines', 'status'],
      ['/opt/sentinelone/bin/sentinelctl', 'control', 'status'],
    ],
    parse: parseSentinelctl,
    source: 'glpi-agent, Linux/AntiVirus/Sentinelone.pm',
  },
  {
    name: 'CrowdStrike Falcon',
    paths: ['/opt/CrowdStrike/falconctl'],
    service: 'falcon-sensor',
    source: 'glpi-agent, Linux/AntiVirus/CrowdStrike.pm',
  },
  {
    name: 'Cortex XDR',
    paths: ['/opt/traps/bin/cytool'],
    questions: [
      ['/opt/traps/bin/cytool', 'info'],
      ['/opt/traps/bin/cytool', 'info', 'query'],
      ['/opt/traps/bin/cytool', 'runtime', 'query'],
    ],
    parse: parseCytool,
    source: 'glpi-agent, Linux/AntiVirus/Cortex.pm',
  },
];
