import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import type { Host } from '../host/host.ts';
import { unsupported } from './facts.ts';
import { readRunningPrograms } from './running-programs.linux.ts';
import { defined, keyValues, words } from './text.ts';

type Source = NonNullable<Facts['firewall']['sources']>[number];

const nftablesUnit = '/etc/systemd/system/sysinit.target.wants/nftables.service';

/**
 * Each firewall that is installed. `isEnabled` is left out where no file proves it: a rule set that is loaded at boot
 * may have been flushed, and one may be loaded by hand.
 */
export async function readLinuxFirewall({ host }: CollectorContext): Promise<Measured<'firewall'>> {
  const sources = [
    await readUfw(host),
    await readFirewalld(host),
    await readNftables(host),
    await readIptables(host),
  ].filter((source) => source !== undefined);
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
  const hasInput = config.ok && hasInputChain(config.value);
  return isLoadedAtBoot && hasInput ? { name: 'nftables', isEnabled: true } : { name: 'nftables' };
}

/** A base chain on the input hook: without one, nothing that comes in is filtered. */
export function hasInputChain(config: string): boolean {
  return config.split('\n').some((line) => {
    const tokens = words(line.replace(/#.*$/, ''));
    const hook = tokens.indexOf('hook');
    return hook !== -1 && tokens[hook + 1] === 'input';
  });
}

/** The kernel lists the tables that were ever used: a hint that someone sets rules, not that any stands. */
async function readIptables(host: Host): Promise<Source | undefined> {
  const tables = await host.readText('/proc/net/ip_tables_names');
  return tables.ok && words(tables.value).includes('filter') ? { name: 'iptables' } : undefined;
}
