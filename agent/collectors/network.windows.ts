import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured, WindowsAnswers } from '../collector.ts';
import type { HostInterface } from '../host/host.ts';
import { known, mapFact } from './facts.ts';
import { addressOf } from './network.basic.ts';
import { clip, defined } from './text.ts';
import { readWifiLinks } from './wifi.windows.ts';
import { cimBoolean, cimCount, cimText, readRows } from './windows/cim-values.ts';
import { type NetworkSettings, readNetworkSettings } from './windows/network-settings.ts';

type NetworkInterface = NonNullable<Facts['network']['interfaces']>[number];
type InterfaceAddress = NonNullable<NetworkInterface['addresses']>[number];

const maxInterfaces = 64;
const maxAddresses = 16;

const adapterRow = z.object({
  Name: cimText(64),
  InterfaceIndex: cimCount,
  DriverName: cimText(400),
  Speed: cimCount,
  MediaConnectState: cimCount,
  MediaDuplexState: cimCount,
  NdisPhysicalMedium: cimCount,
  HardwareInterface: cimBoolean,
  Hidden: cimBoolean,
});
type Adapter = z.infer<typeof adapterRow>;

const addressRow = z.object({
  InterfaceIndex: cimCount,
  IPAddress: cimText(64),
  PrefixLength: cimCount,
  SuffixOrigin: cimCount,
});
type Address = z.infer<typeof addressRow>;

/** Cards by MSFT_NetAdapter, the default route and name servers by the registry: no text of a program is read. */
export async function readWindowsNetwork(context: CollectorContext): Promise<Measured<'network'>> {
  const { host, windows, signal } = context;
  const settings = await readNetworkSettings(host, signal);
  return {
    interfaces: await withWifi(context, interfacesOf(host.facts().interfaces, windows, settings)),
    gateway: mapFact(settings, ({ gateway }) => gateway),
    gatewayInterface: mapFact(settings, ({ gateway, interfaceName }) =>
      gateway === undefined ? undefined : interfaceName,
    ),
    dnsServers: dnsServersOf(settings, host.facts().dnsServers),
  };
}

/** One more child where a wireless card has a link, and only there. */
async function withWifi(
  { host, signal }: CollectorContext,
  interfaces: Fact<NetworkInterface[]>,
): Promise<Fact<NetworkInterface[]>> {
  const isLinked = ({ kind, isUp }: NetworkInterface): boolean => kind === 'wifi' && isUp === true;
  if (!interfaces.ok || !interfaces.value.some(isLinked)) return interfaces;
  const links = await readWifiLinks(host, signal);
  return ok(
    interfaces.value.map((each) => {
      const found = isLinked(each) ? links.find(({ name }) => name === each.name) : undefined;
      return found === undefined ? each : { ...each, wifi: found.link };
    }),
  );
}

/** Cards, and the interface of the default route; what VPNs and virtual switches make up comes and goes. */
function interfacesOf(
  addresses: readonly HostInterface[],
  windows: WindowsAnswers,
  settings: Fact<NetworkSettings>,
): Fact<NetworkInterface[]> {
  const adapters = readRows(windows('netAdapters'), adapterRow, 4 * maxInterfaces);
  if (!adapters.ok) return ok(listedOnly(addresses));
  const rows = readRows(windows('netAddresses'), addressRow, 1_000);
  const inet6 = rows.ok ? rows.value : [];
  const routed = settings.ok ? settings.value.interfaceName : undefined;
  const cards = adapters.value.filter(
    ({ Name, HardwareInterface, Hidden }) =>
      Name !== undefined && Hidden !== true && (HardwareInterface === true || Name === routed),
  );
  const interfaces = cards.flatMap((card) => interfaceOf(card, addresses, inet6) ?? []);
  return ok(interfaces.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, maxInterfaces));
}

function interfaceOf(
  card: Adapter,
  addresses: readonly HostInterface[],
  inet6: readonly Address[],
): NetworkInterface | undefined {
  const { Name: name, MediaConnectState: state } = card;
  if (name === undefined) return undefined;
  const isUp = state === 1 ? true : state === 2 ? false : undefined;
  const kind = kindOf(card);
  const own = addresses.filter((entry) => entry.name === name && entry.family === 'ipv4').map(addressOf);
  const isWired = isUp === true && kind === 'ethernet';
  const lasting = inet6.flatMap((row) => lastingAddress(row, card) ?? []);
  return defined({
    name,
    kind,
    isUp,
    // A card without a link tells its last or highest speed; that of Wi-Fi changes from minute to minute.
    speedMbps: isWired ? megabits(card.Speed) : undefined,
    isFullDuplex: isWired ? duplexOf(card.MediaDuplexState) : undefined,
    driver: driverOf(card.DriverName),
    addresses: [...own, ...distinct(lasting)].slice(0, maxAddresses),
  });
}

/** NdisPhysicalMedium (ntddndis.h): 9 is native 802.11, 14 is 802.3; 0 is what virtual machines say of theirs. */
function kindOf({
  NdisPhysicalMedium: medium,
  HardwareInterface: isCard,
}: Adapter): NetworkInterface['kind'] {
  if (isCard !== true) return 'virtual';
  if (medium === undefined) return undefined;
  if (medium === 9) return 'wifi';
  return medium === 14 || medium === 0 ? 'ethernet' : 'other';
}

function megabits(bitsPerSecond: number | undefined): number | undefined {
  return bitsPerSecond === undefined || bitsPerSecond < 1e6 ? undefined : Math.round(bitsPerSecond / 1e6);
}

function duplexOf(state: number | undefined): boolean | undefined {
  if (state === 2) return true;
  return state === 1 ? false : undefined;
}

/** `\SystemRoot\System32\drivers\e1d68x64.sys` is `e1d68x64`. */
function driverOf(path: string | undefined): string | undefined {
  return clip(path?.slice(path.lastIndexOf('\\') + 1).replace(/\.sys$/i, ''), 64);
}

/** Windows lists an address set by hand twice: as it is stored and as it is in use. */
function distinct(addresses: readonly InterfaceAddress[]): InterfaceAddress[] {
  const found = new Map(addresses.map((each) => [each.address, each]));
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** SuffixOrigin 5 (NlsoRandom): temporary addresses (RFC 8981) change daily and follow a person. */
const temporary = 5;

/** A lasting global IPv6 address of this card. */
function lastingAddress(row: Address, card: Adapter): InterfaceAddress | undefined {
  const { IPAddress: address, SuffixOrigin: origin, PrefixLength: prefix } = row;
  if (card.InterfaceIndex === undefined || row.InterfaceIndex !== card.InterfaceIndex) return undefined;
  if (address === undefined || !/^[23][0-9a-f]{0,3}:[0-9a-f:.]+$/i.test(address)) return undefined;
  if (origin === undefined || origin === temporary) return undefined;
  return defined({
    family: 'ipv6' as const,
    address: address.toLowerCase(),
    prefixLength: prefix !== undefined && prefix <= 128 ? prefix : undefined,
  });
}

/** Without PowerShell: what has an address is up, and nothing is said of its kind. Which IPv6 addresses last is not known. */
function listedOnly(addresses: readonly HostInterface[]): NetworkInterface[] {
  const own = addresses.filter((entry) => !entry.isInternal && entry.family === 'ipv4');
  const names = [...new Set(own.map((entry) => entry.name))].slice(0, maxInterfaces);
  return names.flatMap((name) => {
    const label = clip(name, 64);
    const ofName = own.filter((entry) => entry.name === name).map(addressOf);
    return label === undefined ? [] : [{ name: label, isUp: true, addresses: ofName.slice(0, maxAddresses) }];
  });
}

/** Of the runtime where nothing is set for IPv4; Windows lists fec0:0:0:ffff:: where it has no server. */
function dnsServersOf(settings: Fact<NetworkSettings>, listed: readonly string[]): Fact<string[]> {
  if (settings.ok && settings.value.dnsServers.length > 0) return ok([...settings.value.dnsServers]);
  const servers = listed.filter((server) => !/^(?:fec0:|127\.|::1$)/i.test(server));
  return known(servers.length === 0 ? undefined : servers.map((server) => server.slice(0, 64)).slice(0, 16));
}
