import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { mapFact, readFact } from './facts.ts';
import { readAutoStartServices } from './services.linux.ts';
import { type Listener, mergeListeners, parsePortRange, parseSockets } from './sockets.linux.ts';
import { readSshdSettings } from './sshd-config.linux.ts';

const tables = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
const maxTableBytes = 4 * 1024 * 1024;

export async function readLinuxExposure({ host }: CollectorContext): Promise<Measured<'exposure'>> {
  const ssh = await readSshdSettings(host);
  return {
    listeners: await readListeners(host),
    sshPermitsRootLogin: mapFact(ssh, ({ permitsRootLogin }) => permitsRootLogin),
    sshPermitsPasswords: mapFact(ssh, ({ permitsPasswords }) => permitsPasswords),
    sshPermitsEmptyPasswords: mapFact(ssh, ({ permitsEmptyPasswords }) => permitsEmptyPasswords),
    sshPorts: mapFact(ssh, ({ ports }) => ports && [...ports]),
    autoStartServices: await readAutoStartServices(host),
  };
}

async function readListeners(host: Host): Promise<Fact<Listener[]>> {
  const range = await readFact(host, '/proc/sys/net/ipv4/ip_local_port_range', parsePortRange);
  const sockets: Listener[] = [];
  for (const table of tables) {
    const text = await host.readText(`/proc/net/${table}`, { maxBytes: maxTableBytes });
    // A kernel without IPv6 has no such table; without the first one nothing is known.
    if (text.ok) sockets.push(...parseSockets(text.value, table.startsWith('tcp') ? 'tcp' : 'udp'));
    else if (table === 'tcp' || text.error !== 'not-found') return err(absentReason(text.error));
  }
  return ok(mergeListeners(sockets, range.ok ? range.value : undefined));
}
