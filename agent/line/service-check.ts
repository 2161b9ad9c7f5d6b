import { isIP } from 'node:net';
import type { ServiceCheck } from '../../shared/contract/line-facts.ts';
import { isNobodysAddress } from '../../shared/runtime/special-addresses.ts';
import { defined } from '../collectors/text.ts';
import type { Host } from '../host/host.ts';
import type { VisitResult } from '../host/network-port.ts';
import type { Duty } from './duty.ts';

export type ServiceTarget = Duty['services'][number];
/** A check before its moment is known in a report. */
export type ServiceFinding = Omit<ServiceCheck, 'ago' | 'service'>;

type Asking = Pick<Host, 'resolve' | 'lookup' | 'visit' | 'connect'>;

const dnsMs = 2_000;
const tcpMs = 5_000;
const visitMs = 15_000;
const dayMs = 86_400_000;

/** What is found of a service from here, without logging on, following a redirect, or reading a page. */
export async function checkService(
  host: Asking,
  target: ServiceTarget,
  given: { readonly resolver: string | undefined; readonly nowMs: number; readonly isLight: boolean },
): Promise<ServiceFinding> {
  const url = URL.canParse(target.url) ? new URL(target.url) : null;
  if (url === null) return { stage: 'dns', detail: 'not an address' };
  const light = given.isLight ? { isLight: true } : {};
  const found = await findAddress(host, url.hostname, given.resolver);
  const dns = found.ms === undefined ? {} : { dnsMs: found.ms };
  if (found.address === undefined) return { stage: 'dns', ...light, ...dns, detail: found.detail };
  // Whoever names a service, or runs its name server, must not see what only this machine may ask.
  if (isNobodysAddress(found.address)) return { stage: 'dns', ...light, ...dns, detail: 'refused' };
  if (!given.isLight) {
    const visited = await host.visit({ url, address: found.address, timeoutMs: visitMs });
    return { ...dns, ...describeVisit(visited, given.nowMs) };
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const answered = await host.connect(found.address, port, tcpMs);
  if (!answered.ok) return { stage: 'tcp', ...light, ...dns, detail: answered.error };
  return { stage: 'ok', ...light, ...dns, tcpMs: answered.value };
}

type Found = { readonly address?: string; readonly ms?: number; readonly detail?: string };

/** By the name server; what it does not know, the system may (hosts file, names of the school's own network). */
async function findAddress(
  host: Asking,
  hostname: string,
  resolver: string | undefined,
): Promise<Found & { detail: string }> {
  const name = hostname.replace(/^\[|\]$/g, '');
  if (isIP(name) !== 0) return { address: name, detail: '' };
  const asked = resolver === undefined ? undefined : await askBoth(host, resolver, name);
  if (asked?.address !== undefined) return { ...asked, detail: '' };
  if (asked?.detail === 'no such name' || resolver === undefined) {
    const looked = await host.lookup(name, dnsMs);
    const [address] = looked.ok ? looked.value : [];
    return { ...(address === undefined ? {} : { address }), detail: 'no such name' };
  }
  return { ...asked, detail: asked?.detail ?? '' };
}

async function askBoth(host: Asking, server: string, name: string): Promise<Found> {
  for (const type of ['A', 'AAAA'] as const) {
    const asked = await host.resolve({ server, name, type, timeoutMs: dnsMs });
    if (!asked.ok) return { detail: asked.error };
    const [address] = asked.value.addresses;
    if (address !== undefined) return { address, ms: asked.value.ms };
  }
  return { detail: 'no such name' };
}

/** What a browser refuses for good: the name is another, or the time is over. An incomplete chain a browser may complete. */
const wrongName = 'ERR_TLS_CERT_ALTNAME_INVALID';

/**
 * The certificate's days are counted by the server's own clock where it tells it: this machine's may be years off. A status of
 * 500 and above is a service that does not work; any other one is its answer.
 */
export function describeVisit(visit: VisitResult, nowMs: number): ServiceFinding {
  const { tcpMs: tcp, tlsMs, httpMs, httpStatus } = visit;
  const certificateDays = daysLeft(visit, nowMs);
  const fault = certificateFault(visit, certificateDays);
  const isServerError = httpStatus !== undefined && httpStatus >= 500;
  const detail = (visit.detail ?? fault ?? visit.certificateError)?.slice(0, 80);
  return defined({
    stage: visit.failedAt ?? (fault !== undefined ? 'tls' : isServerError ? 'http' : 'ok'),
    tcpMs: tcp,
    tlsMs,
    httpMs,
    httpStatus: httpStatus !== undefined && httpStatus >= 100 && httpStatus <= 599 ? httpStatus : undefined,
    certificateDays,
    detail,
  });
}

function certificateFault({ certificateError }: VisitResult, days: number | undefined): string | undefined {
  if (days !== undefined && days < 0) return 'CERT_HAS_EXPIRED';
  return certificateError === wrongName ? wrongName : undefined;
}

function daysLeft({ certificateEndsAt, serverTime }: VisitResult, nowMs: number): number | undefined {
  if (certificateEndsAt === undefined) return undefined;
  const days = Math.floor((certificateEndsAt - (serverTime ?? nowMs)) / dayMs);
  return Math.max(-100_000, Math.min(100_000, days));
}
