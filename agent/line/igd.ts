import { isIPv4 } from 'node:net';
import type { LineSample } from '../../shared/contract/line-facts.ts';
import type { Host } from '../host/host.ts';
import { elementOf, type IgdService, parseDescription } from './igd-xml.ts';

export type RouterFacts = NonNullable<LineSample['router']>;
type Asking = Pick<Host, 'askByUdp' | 'http'>;

const multicast = '239.255.255.250';
const ssdpPort = 1900;
const searchMs = 3_000;
const callMs = 3_000;
const maxBytes = 65_536;
const searched = 'urn:schemas-upnp-org:device:InternetGatewayDevice:1';

/**
 * Asks the router of the school what it says of its own line (UPnP IGD, actions that only read). Only what the gateway itself
 * answers counts, and only the gateway is called: where its description lies, and what it refers to, is taken as port and path.
 * Undefined: it does not speak UPnP, as it should.
 */
export async function findRouter(
  host: Asking,
  gateway: string,
  port = ssdpPort,
): Promise<RouterFacts | undefined> {
  const payload = searchMessage();
  const targets = [
    { address: multicast, port },
    { address: gateway, port },
  ];
  const answer = await host.askByUdp({ payload, targets, from: gateway, timeoutMs: searchMs });
  const place = answer.ok ? parseLocation(answer.value, gateway) : undefined;
  if (place === undefined) return undefined;
  const headers = { host: `${gateway}:${place.port}`, connection: 'close' };
  const limits = { address: gateway, port: place.port, timeoutMs: callMs, maxBytes };
  const described = await host.http({ ...limits, path: place.path, headers });
  if (!described.ok || described.value.status !== 200) return undefined;
  const { model, services } = parseDescription(described.value.body);
  const facts: RouterFacts = {
    ...(await linkFacts(host, limits, services)),
    ...(await connectionFacts(host, limits, services)),
  };
  return model === undefined && Object.keys(facts).length === 0
    ? undefined
    : { ...(model === undefined ? {} : { model }), ...facts };
}

/** UPnP Device Architecture 1.1 §1.3.2. */
function searchMessage(): string {
  return [
    'M-SEARCH * HTTP/1.1',
    `HOST: ${multicast}:${ssdpPort}`,
    'MAN: "ssdp:discover"',
    'MX: 1',
    `ST: ${searched}`,
    '',
    '',
  ].join('\r\n');
}

/** Port and path of the description; one that lies at another host than the gateway is nobody's. */
export function parseLocation(
  answer: string,
  gateway: string,
): { readonly port: number; readonly path: string } | undefined {
  const location = /^location:[ \t]*(\S{1,300})[ \t]*\r?$/im.exec(answer)?.[1];
  if (location === undefined || !URL.canParse(location)) return undefined;
  const { protocol, hostname, port, pathname, search } = new URL(location);
  if (protocol !== 'http:' || hostname !== gateway) return undefined;
  return { port: port === '' ? 80 : Number(port), path: `${pathname}${search}` };
}

type Limits = {
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
};

async function linkFacts(
  host: Asking,
  limits: Limits,
  services: readonly IgdService[],
): Promise<RouterFacts> {
  const link = services.find(({ type }) => type.includes(':WANCommonInterfaceConfig:'));
  const said = link === undefined ? undefined : await call(host, limits, link, 'GetCommonLinkProperties');
  if (said === undefined) return {};
  const accessType = elementOf(said, 'NewWANAccessType')?.slice(0, 32);
  const up = rateOf(elementOf(said, 'NewLayer1UpstreamMaxBitRate'));
  const down = rateOf(elementOf(said, 'NewLayer1DownstreamMaxBitRate'));
  const linkStatus = elementOf(said, 'NewPhysicalLinkStatus')?.slice(0, 32);
  return {
    ...(accessType === undefined ? {} : { accessType }),
    ...(up === undefined ? {} : { upBitsPerSecond: up }),
    ...(down === undefined ? {} : { downBitsPerSecond: down }),
    ...(linkStatus === undefined ? {} : { linkStatus }),
  };
}

async function connectionFacts(
  host: Asking,
  limits: Limits,
  services: readonly IgdService[],
): Promise<RouterFacts> {
  for (const each of services.filter(({ type }) => /:WAN(?:IP|PPP)Connection:/.test(type))) {
    const status = await call(host, limits, each, 'GetStatusInfo');
    // Routers describe both kinds and use one.
    if (status === undefined || elementOf(status, 'NewConnectionStatus') !== 'Connected') continue;
    const address = elementOf(
      (await call(host, limits, each, 'GetExternalIPAddress')) ?? '',
      'NewExternalIPAddress',
    );
    const uptime = /^\d{1,9}$/.exec(elementOf(status, 'NewUptime') ?? '')?.[0];
    return {
      ...(uptime === undefined ? {} : { wanUptimeSeconds: Number(uptime) }),
      // Some tell their own address in the school's network instead.
      ...(address === undefined || !isIPv4(address) || address === limits.address
        ? {}
        : { wanAddress: address }),
    };
  }
  return {};
}

/** One action without arguments; the text of its answer. */
async function call(
  host: Asking,
  limits: Limits,
  service: IgdService,
  action: string,
): Promise<string | undefined> {
  const body = `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:${action} xmlns:u="${service.type}"></u:${action}></s:Body></s:Envelope>`;
  const headers = {
    host: `${limits.address}:${limits.port}`,
    'content-type': 'text/xml; charset="utf-8"',
    'content-length': String(Buffer.byteLength(body)),
    soapaction: `"${service.type}#${action}"`,
    connection: 'close',
  };
  const answered = await host.http({ ...limits, path: service.controlPath, headers, body });
  return answered.ok && answered.value.status === 200 ? answered.value.body : undefined;
}

/** Bits per second; 0 and 2³² − 1 mean that the router does not know. */
function rateOf(said: string | undefined): number | undefined {
  const rate = /^\d{1,12}$/.exec(said ?? '')?.[0];
  return rate === undefined || Number(rate) === 0 || Number(rate) === 0xffff_ffff ? undefined : Number(rate);
}
