import { readRegistry } from '../collectors/windows/registry.ts';
import type { Host } from './host.ts';

const connections =
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Network\\{4D36E972-E325-11CE-BFC1-08002BE10318}';

/** Buses of adapters that wander from machine to machine, or that a program made up. */
const wandering = /^(?:USB|ROOT|SWD|BTH\w*)\\/i;

/**
 * Addresses of the cards that belong to the machine. The registry says on which bus each connection hangs; where it says nothing of
 * one, its address counts (those of known virtual switches are taken out by the placeholder table).
 */
export async function readWindowsCardAddresses(host: Host): Promise<string[]> {
  const external = host.facts().interfaces.filter((entry) => !entry.isInternal);
  if (external.length === 0) return [];
  const keys = await readRegistry(host, connections, { recursive: true });
  const foreign = new Set<string>();
  const own = new Set<string>();
  for (const values of keys.ok ? keys.value.values() : []) {
    const name = values.get('name')?.data;
    const bus = values.get('pnpinstanceid')?.data;
    if (typeof name !== 'string' || typeof bus !== 'string') continue;
    (wandering.test(bus) ? foreign : own).add(plain(name));
  }
  const isForeign = (name: string): boolean => foreign.has(plain(name)) && !own.has(plain(name));
  return external.filter((entry) => !isForeign(entry.name)).map((entry) => entry.mac);
}

/** reg.exe damages letters that the console's code page lacks: names are compared by the others. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^!-~]|\?/g, '');
}
