import type { Facts } from '../../shared/contract/readings.ts';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import type { HostInterface } from '../host/host.ts';
import { unsupported } from './facts.ts';
import { defined } from './text.ts';

type NetworkInterface = NonNullable<Facts['network']['interfaces']>[number];
type InterfaceAddress = NonNullable<NetworkInterface['addresses']>[number];

const maxInterfaces = 64;
const maxAddresses = 16;

/** What the runtime gives on every platform: it lists interfaces that are up, and says nothing of their kind. */
export function readBasicNetwork({ host }: CollectorContext): Promise<Measured<'network'>> {
  const facts = host.facts();
  const external = facts.interfaces.filter((entry) => !entry.isInternal);
  const names = [...new Set(external.map((entry) => entry.name))].slice(0, maxInterfaces);
  const interfaces = names.map((name) => ({
    name: name.slice(0, 64),
    isUp: true,
    addresses: external
      .filter((entry) => entry.name === name)
      .map(addressOf)
      .slice(0, maxAddresses),
  }));
  return Promise.resolve({
    interfaces: ok(interfaces),
    gateway: unsupported,
    gatewayInterface: unsupported,
    dnsServers: ok(facts.dnsServers.map((server) => server.slice(0, 64)).slice(0, 16)),
  });
}

export function addressOf(entry: HostInterface): InterfaceAddress {
  return defined({
    family: entry.family,
    address: entry.address.slice(0, 64),
    prefixLength: entry.prefixLength,
  });
}
