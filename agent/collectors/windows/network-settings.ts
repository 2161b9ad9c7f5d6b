import { err, ok } from '../../../shared/domain/result.ts';
import type { Fact } from '../../collector.ts';
import { absentReason, type Host } from '../../host/host.ts';
import { clip } from '../text.ts';
import { type RegistryKeys, type RegistryValues, readRegistry, registryPath } from './registry.ts';

/** The default route over IPv4 as it is set, by hand or by the network, and the name servers that belong to it. */
export type NetworkSettings = {
  readonly gateway?: string;
  readonly interfaceName?: string;
  readonly dnsServers: readonly string[];
};

const interfacesKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces';
const ipv4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const maxServers = 16;

/**
 * The registry keeps the settings of networks long left, so that only those count whose own address the machine has now. Keys
 * below an interface are Wi-Fi networks, named by their SSID: they are not looked at.
 */
export async function readNetworkSettings(host: Host, signal?: AbortSignal): Promise<Fact<NetworkSettings>> {
  const options = { recursive: true, ...(signal === undefined ? {} : { signal }) };
  const keys = await readRegistry(host, interfacesKey, options);
  if (!keys.ok) return err(absentReason(keys.error));
  const settings = liveSettings(keys.value, host);
  const [first = { dnsServers: [] }] = settings.filter(({ gateway }) => gateway !== undefined);
  const dnsServers = first.gateway === undefined ? settings.flatMap((each) => each.dnsServers) : [];
  return ok({
    ...first,
    dnsServers: [...new Set([...first.dnsServers, ...dnsServers])].slice(0, maxServers),
  });
}

/** In the order in which the runtime lists the interfaces, which is that of Windows. */
function liveSettings(keys: RegistryKeys, host: Host): NetworkSettings[] {
  const root = registryPath(interfacesKey);
  const all = [...keys].filter(([path]) => isInterface(path, root)).map(([, values]) => values);
  const own = host.facts().interfaces.filter((entry) => !entry.isInternal && entry.family === 'ipv4');
  return own.flatMap((entry) => {
    const values = all.find((each) => addressesOf(each).includes(entry.address));
    return values === undefined ? [] : [settingsOf(values, entry.name)];
  });
}

function isInterface(path: string, root: string): boolean {
  return path.startsWith(`${root}\\{`) && !path.slice(root.length + 1).includes('\\');
}

function addressesOf(values: RegistryValues): readonly string[] {
  return [...listOf(values, 'dhcpipaddress'), ...listOf(values, 'ipaddress')];
}

/** What is set by hand holds before what the network says. */
function settingsOf(values: RegistryValues, name: string): NetworkSettings {
  const isAutomatic = values.get('enabledhcp')?.data === 1;
  const gateways = isAutomatic
    ? [...listOf(values, 'dhcpdefaultgateway'), ...listOf(values, 'defaultgateway')]
    : listOf(values, 'defaultgateway');
  const byHand = listOf(values, 'nameserver');
  const gateway = gateways.find((address) => address !== '0.0.0.0');
  const interfaceName = clip(name, 64);
  return {
    ...(gateway === undefined ? {} : { gateway }),
    ...(interfaceName === undefined ? {} : { interfaceName }),
    dnsServers: byHand.length > 0 || !isAutomatic ? byHand : listOf(values, 'dhcpnameserver'),
  };
}

/** IPv4 addresses of a value: parted by `\0`, commas or spaces, whatever its type. */
function listOf(values: RegistryValues, name: string): readonly string[] {
  const data = values.get(name)?.data;
  return typeof data === 'string' ? data.split(/\\0|[\s,;]+/).filter((part) => ipv4.test(part)) : [];
}
