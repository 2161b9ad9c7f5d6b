/** How one product shows itself on a Linux machine. Program names are those of /proc/PID/comm: 15 characters. */
export type LinuxAntivirus = {
  readonly name: string;
  /** The product is installed when any of these exists. */
  readonly paths: readonly string[];
  readonly service?: string;
  readonly onAccess?: string;
  readonly updater?: string;
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
    source: 'learn.microsoft.com, Defender for Endpoint on Linux, resources',
  },
  {
    name: 'Kaspersky Endpoint Security',
    paths: ['/opt/kaspersky/kesl/bin/kesl-control'],
    source: 'support.kaspersky.com, KES for Linux, command line',
  },
  {
    name: 'ESET Endpoint Antivirus',
    paths: ['/opt/eset/eea/bin/upd'],
    source: 'glpi-agent, Linux/AntiVirus/EEA.pm',
  },
  {
    name: 'Bitdefender Endpoint Security Tools',
    paths: ['/opt/bitdefender-security-tools/bin/bduitool'],
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
    source: 'glpi-agent, Linux/AntiVirus/Cortex.pm',
  },
];
