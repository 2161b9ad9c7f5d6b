import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import type { Host } from '../host/host.ts';
import { unsupported } from './facts.ts';
import { parseNftRuleSet } from './nft-ruleset.linux.ts';
import { readRunningPrograms } from './running-programs.linux.ts';
import { defined, keyValues, words } from './text.ts';

type Source = NonNullable<Facts['firewall']['sources']>[number];

const nftPrograms = ['/usr/sbin/nft', '/sbin/nft'];
const nftLimits = { timeoutMs: 4_000, maxBytes: 4 * 1024 * 1024 };
const nftablesUnit = '/etc/systemd/system/sysinit.target.wants/nftables.service';

/**
 * Each firewall that is installed. `isEnabled` is left out where no file proves it: a rule set that is loaded at boot
 * may have been flushed, and one may be loaded by hand. Only then is the kernel's own rule set asked for (one child).
 */
export async function readLinuxFirewall(context: CollectorContext): Promise<Measured<'firewall'>> {
  const { host } = context;
  const managed = [await readUfw(host), await readFirewalld(host)].filter((source) => source !== undefined);
  const nftables = await readNftables(host);
  const isProven = [...managed, nftables].some((source) => source?.isEnabled === true);
  const kernel = isProven ? undefined : await askKernel(context);
  const sources = [...managed, kernel ?? nftables, await readIptables(host)].filter(
    (source) => source !== undefined,
  );
  // Rules may come from a program that is not known here: an empty list would say that there is no firewall.
  return {
    sources: sources.length === 0 ? err('no-data') : ok(sources),
    serviceStart: unsupported,
    isServiceRunning: unsupported,
  };
}

async function readUfw(host: Host): Promise<Source | undefined> {
  const config = await host.readText('/etc/ufw/ufw.conf');
  if (!config.ok) return config.error === 'not-found' ? undefined : { name: 'ufw' };
  const isEnabled = parseUfwEnabled(config.value);
  const rules = await host.readText('/etc/ufw/user.rules');
  const ruleCount = rules.ok ? countUfwRules(rules.value) : undefined;
  return defined({ name: 'ufw', isEnabled, ruleCount });
}

/** `ENABLED` of ufw.conf; anything but yes or no proves nothing. */
function parseUfwEnabled(config: string): boolean | undefined {
  const value = keyValues(config, '=').get('ENABLED')?.toLowerCase();
  if (value === 'yes') return true;
  return value === 'no' ? false : undefined;
}

/** ufw writes each of the user's rules after a comment line of its own. */
function countUfwRules(rules: string): number {
  return rules.split('\n').filter((line) => line.startsWith('### tuple ###')).length;
}

/** firewalld keeps its rules as long as its process runs, and takes them away when it ends. */
async function readFirewalld(host: Host): Promise<Source | undefined> {
  if (!(await host.stat('/usr/sbin/firewalld')).ok) return undefined;
  const running = await readRunningPrograms(host);
  return defined({ name: 'firewalld', isEnabled: running.ok ? running.value.has('firewalld') : undefined });
}

async function readNftables(host: Host): Promise<Source | undefined> {
  const config = await host.readText('/etc/nftables.conf');
  if (!config.ok && config.error === 'not-found') return undefined;
  const isLoadedAtBoot = (await host.readLink(nftablesUnit)).ok;
  const isClosed = config.ok && dropsInput(config.value);
  return isLoadedAtBoot && isClosed ? { name: 'nftables', isEnabled: true } : { name: 'nftables' };
}

/** Root alone may list the rule set; anyone else learns nothing, which proves nothing. */
async function askKernel({ host, signal }: CollectorContext): Promise<Source | undefined> {
  for (const program of nftPrograms) {
    if (!(await host.stat(program)).ok) continue;
    const listed = await host.runToExit(program, ['-j', 'list', 'ruleset'], { ...nftLimits, signal });
    const rules = listed.ok && listed.value.exitCode === 0 ? parseNftRuleSet(listed.value.stdout) : undefined;
    if (rules === undefined) return undefined;
    const isEnabled = rules.input === 'unclear' ? undefined : rules.input === 'closed';
    return defined({ name: 'nftables', isEnabled, ruleCount: rules.ruleCount });
  }
  return undefined;
}

/** A base chain on the input hook that drops what no rule lets in: the file that Debian ships has one that lets all in. */
export function dropsInput(config: string): boolean {
  return config.split('\n').some((line) => {
    const text = words(line.replace(/#.*$/, '')).join(' ');
    return /\bhook input\b/.test(text) && /\bpolicy drop\b/.test(text);
  });
}

/** The kernel lists the tables that were ever used: a hint that someone sets rules, not that any stands. */
async function readIptables(host: Host): Promise<Source | undefined> {
  const tables = await host.readText('/proc/net/ip_tables_names');
  return tables.ok && words(tables.value).includes('filter') ? { name: 'iptables' } : undefined;
}
