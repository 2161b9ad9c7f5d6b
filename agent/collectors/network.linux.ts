import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host, type HostInterface } from '../host/host.ts';
import { firstKnown, mapFact, readFact } from './facts.ts';
import { addressOf } from './network.basic.ts';
import { type DefaultRoute, ipv6OfHex, parseIpv6Routes, parseRoutes } from './routes.linux.ts';
import { clip, defined, keyValues, wholeNumber, words } from './text.ts';
import { readWifi } from './wifi.linux.ts';

type NetworkInterface = NonNullable<Facts['network']['interfaces']>[number];
type InterfaceAddress = NonNullable<NetworkInterface['addresses']>[number];

const folder = '/sys/class/net';
const ethernetType = 1;
const maxInterfaces = 64;
const maxAddresses = 16;

export async function readLinuxNetwork({ host, signal }: CollectorContext): Promise<Measured<'network'>> {
  const route = firstKnown([
    await readFact(host, '/proc/net/route', (text) => parseRoutes(text)[0]),
    await readFact(host, '/proc/net/ipv6_route', (text) => parseIpv6Routes(text)[0]),
  ]);
  return {
    interfaces: await readInterfaces(host, route, signal),
    gateway: mapFact(route, ({ gateway }) => gateway),
    gatewayInterface: mapFact(route, ({ interfaceName }) => interfaceName),
    dnsServers: await readDnsServers(host),
  };
}

/** Cards, and the interface of the default route (a bridge or bond on a server); what containers make up comes and goes. */
async function readInterfaces(
  host: Host,
  route: Fact<DefaultRoute>,
  signal: AbortSignal,
): Promise<Fact<NetworkInterface[]>> {
  const names = await host.readDir(folder);
  if (!names.ok) return err(absentReason(names.error));
  const inet6 = await readFact(host, '/proc/net/if_inet6', parseInet6);
  const { interfaces: addresses } = host.facts();
  const interfaces: NetworkInterface[] = [];
  for (const name of names.value) {
    const isCard = (await host.stat(`${folder}/${name}/device`)).ok;
    if (!isCard && !(route.ok && route.value.interfaceName === name)) continue;
    const own = addressesOf(name, addresses, inet6.ok ? inet6.value : []);
    const found = await readInterface(host, name, isCard, own);
    interfaces.push(await withWifi(host, found, signal));
  }
  return ok(interfaces.slice(0, maxInterfaces));
}

async function withWifi(host: Host, found: NetworkInterface, signal: AbortSignal): Promise<NetworkInterface> {
  if (found.kind !== 'wifi' || found.isUp !== true) return found;
  const wifi = await readWifi(host, found.name, signal);
  return wifi === undefined ? found : { ...found, wifi };
}

async function readInterface(
  host: Host,
  name: string,
  isCard: boolean,
  addresses: InterfaceAddress[],
): Promise<NetworkInterface> {
  const read = async (file: string): Promise<string | undefined> => {
    const text = await host.readText(`${folder}/${name}/${file}`);
    return text.ok ? text.value : undefined;
  };
  const isWireless = (await host.stat(`${folder}/${name}/phy80211`)).ok;
  const isEthernet = wholeNumber(await read('type')) === ethernetType;
  return defined({
    name: name.slice(0, 64),
    kind: kindOf(isCard, isWireless, isEthernet),
    isUp: parseIsUp(await read('operstate')),
    speedMbps: parseSpeed(await read('speed')),
    isFullDuplex: parseDuplex(await read('duplex')),
    driver: clip(keyValues((await read('device/uevent')) ?? '', '=').get('DRIVER'), 64),
    addresses: addresses.slice(0, maxAddresses),
  });
}

function kindOf(isCard: boolean, isWireless: boolean, isEthernet: boolean): NetworkInterface['kind'] {
  if (isWireless) return 'wifi';
  if (!isCard) return 'virtual';
  return isEthernet ? 'ethernet' : 'other';
}

/** RFC 2863 operational state; `unknown` (drivers without link detection) stays unknown. */
export function parseIsUp(operstate: string | undefined): boolean | undefined {
  const state = operstate?.trim();
  if (state === 'up') return true;
  return state === 'down' || state === 'lowerlayerdown' || state === 'notpresent' ? false : undefined;
}

/** Mb/s; −1 and 0xFFFFFFFF mean that the driver does not know. */
export function parseSpeed(speed: string | undefined): number | undefined {
  const mbps = wholeNumber(speed);
  return mbps === undefined || mbps === 0 || mbps >= 0xffff_ffff ? undefined : mbps;
}

export function parseDuplex(duplex: string | undefined): boolean | undefined {
  const value = duplex?.trim();
  if (value === 'full') return true;
  return value === 'half' ? false : undefined;
}

export type Inet6Address = { readonly name: string; readonly address: InterfaceAddress };

const scopeGlobal = '00';
const temporary = 0x01;

/** Lasting global addresses of /proc/net/if_inet6: temporary ones (RFC 8981) change daily and follow a person. */
export function parseInet6(text: string): Inet6Address[] {
  return text.split('\n').flatMap((line) => {
    const [hex, , prefix, scope, flags, name] = words(line);
    const address = ipv6OfHex(hex ?? '');
    const prefixLength = Number.parseInt(prefix ?? '', 16);
    if (address === undefined || name === undefined || scope !== scopeGlobal) return [];
    if ((Number.parseInt(flags ?? '', 16) & temporary) !== 0 || !(prefixLength <= 128)) return [];
    return [{ name, address: { family: 'ipv6' as const, address, prefixLength } }];
  });
}

function addressesOf(
  name: string,
  addresses: readonly HostInterface[],
  inet6: readonly Inet6Address[],
): InterfaceAddress[] {
  const ipv4 = addresses.filter((entry) => entry.name === name && entry.family === 'ipv4').map(addressOf);
  const ipv6 = inet6.filter((entry) => entry.name === name).map((entry) => entry.address);
  return [...ipv4, ...ipv6];
}

/** resolv.conf(5); where it names only the local stub of systemd-resolved, that daemon's own list. */
async function readDnsServers(host: Host): Promise<Fact<string[]>> {
  const configured = await readFact(host, '/etc/resolv.conf', parseNameservers);
  if (!configured.ok || configured.value.some((server) => !server.startsWith('127.'))) return configured;
  return firstKnown([await readFact(host, '/run/systemd/resolve/resolv.conf', parseNameservers), configured]);
}

export function parseNameservers(text: string): string[] | undefined {
  const servers = [
    ...text.matchAll(/^[ \t]*nameserver[ \t]+([0-9a-fA-F.:]{2,45}(?:%[\w.-]{1,15})?)[ \t]*$/gm),
  ];
  const addresses = servers.map(([, address = '']) => address).slice(0, 16);
  return addresses.length === 0 ? undefined : addresses;
}
