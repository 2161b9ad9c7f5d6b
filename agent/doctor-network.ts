import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { get } from 'node:https';
import { isIP } from 'node:net';
import type { Address } from '../shared/contract/scalars.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { openTls, secure } from '../shared/runtime/broker-socket.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { mqttSubprotocol, mqttWebPath, type NetworkRoute } from '../shared/runtime/network-route.ts';
import { reach } from '../shared/runtime/proxy.ts';
import type { Check } from './doctor-check.ts';

const timeoutMs = 5_000;

/** A broker's clock further off than this is worth a warning. */
const clockToleranceMs = 5 * 60_000;

type Deps = { readonly clock: Clock; readonly route: NetworkRoute };

/**
 * How far an address is reached by the route: name, port, certificate, health; stops at the first that fails. Sends no MQTT
 * packet. Where WebSocket may carry MQTT, a closed MQTT port is a warning as long as the web port is well.
 */
export async function checkAddress(deps: Deps, address: Address, ca: string): Promise<Check[]> {
  // The proxy asks for names itself.
  const name = deps.route.proxy === undefined ? await checkName(address.host) : [];
  if (name.some(({ level }) => level !== 'ok')) return name;
  const { carrier } = deps.route;
  const mqtt = carrier === 'websocket' ? [] : await checkPort(deps, address, ca, address.mqttPort);
  const isOpen = mqtt.length > 0 && mqtt.every(({ level }) => level === 'ok');
  if (isOpen) return [...name, ...mqtt, ...(await checkHealth(deps, address, ca))];
  if (carrier === 'mqtt') return [...name, ...mqtt];
  const web = await checkPort(deps, address, ca, address.httpsPort);
  if (web.some(({ level }) => level !== 'ok')) return [...name, ...mqtt, ...web];
  const offer = await checkWebSocket(deps, address, ca);
  if (offer.level !== 'ok') return [...name, ...mqtt, ...web, offer];
  return [...name, ...lessened(mqtt), ...web, offer, ...(await checkHealth(deps, address, ca))];
}

function lessened(checks: readonly Check[]): Check[] {
  return checks.map((check) => (check.level === 'critical' ? { ...check, level: 'warning' } : check));
}

async function checkName(host: string): Promise<Check[]> {
  if (isIP(host) !== 0) return [];
  const about = { check: 'agent.doctor.dns', subject: { host } } as const;
  try {
    const found = await lookup(host, { all: true });
    const addresses = found.map(({ address }) => address).join(', ');
    return [{ ...about, level: 'ok', seen: 'agent.doctor.dns.ok', values: { addresses } }];
  } catch (cause) {
    return [
      { ...about, level: 'critical', seen: 'agent.doctor.dns.bad', values: { reason: reasonOf(cause) } },
    ];
  }
}

/** TCP, then TLS without a client certificate: the server proves itself first, and no session under the device's id is opened. */
async function checkPort(
  { clock, route }: Deps,
  { host }: Address,
  ca: string,
  port: number,
): Promise<Check[]> {
  const address = `${host}:${port}`;
  const tcp = { check: 'agent.doctor.tcp', subject: { address } } as const;
  const startedMs = clock.monotonicMs();
  const reached = await reach({ host, port }, route.proxy, { clock, timeoutMs });
  if (!reached.ok)
    return [{ ...tcp, level: 'critical', seen: 'agent.doctor.tcp.bad', values: { reason: reached.error } }];
  const ms = Math.round(clock.monotonicMs() - startedMs);
  const secured = await secure(reached.value, host, { clock, timeoutMs }, { ca, minVersion: 'TLSv1.3' });
  if (secured.ok) secured.value.destroy();
  const tls = { check: 'agent.doctor.tls', subject: { address } } as const;
  return [
    { ...tcp, level: 'ok', seen: 'agent.doctor.tcp.ok', values: { ms } },
    secured.ok
      ? { ...tls, level: 'ok', seen: 'agent.doctor.tls.ok', values: {} }
      : { ...tls, level: 'critical', seen: 'agent.doctor.tls.bad', values: { reason: secured.error } },
  ];
}

/** Asks for the upgrade without a certificate, and expects the broker to want one. */
async function checkWebSocket(deps: Deps, address: Address, ca: string): Promise<Check> {
  const about = {
    check: 'agent.doctor.websocket',
    subject: { address: `${address.host}:${address.httpsPort}` },
  } as const;
  const headers = {
    ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
    ...{ 'sec-websocket-key': randomBytes(16).toString('base64'), 'sec-websocket-protocol': mqttSubprotocol },
  };
  const asked = await ask(deps, address, ca, { path: mqttWebPath, headers });
  if (asked.ok && asked.value.statusCode === 401)
    return { ...about, level: 'ok', seen: 'agent.doctor.websocket.ok', values: {} };
  const reason = asked.ok ? `HTTP ${asked.value.statusCode}` : asked.error;
  return { ...about, level: 'critical', seen: 'agent.doctor.websocket.bad', values: { reason } };
}

/** `/healthz` of the broker, and with its Date header (RFC 9110 §6.6.1) how far the clocks are apart. */
async function checkHealth(deps: Deps, address: Address, ca: string): Promise<Check[]> {
  const subject = { address: `${address.host}:${address.httpsPort}` };
  const health = await ask(deps, address, ca, { path: '/healthz' });
  const about = { check: 'agent.doctor.health', subject } as const;
  if (!health.ok) {
    return [
      { ...about, level: 'warning', seen: 'agent.doctor.health.bad', values: { reason: health.error } },
    ];
  }
  const { statusCode, date } = health.value;
  const check: Check =
    statusCode === 200
      ? { ...about, level: 'ok', seen: 'agent.doctor.health.ok', values: {} }
      : {
          ...about,
          level: 'warning',
          seen: 'agent.doctor.health.bad',
          values: { reason: String(statusCode) },
        };
  return [check, checkClock(deps.clock.now(), Date.parse(date ?? ''))];
}

function checkClock(hereMs: number, thereMs: number): Check {
  const about = { check: 'agent.doctor.clock', subject: {} } as const;
  if (Number.isNaN(thereMs))
    return { ...about, level: 'warning', seen: 'agent.doctor.clock.unknown', values: {} };
  const offMs = hereMs - thereMs;
  const values = { seconds: Math.round(offMs / 1000) };
  return Math.abs(offMs) <= clockToleranceMs
    ? { ...about, level: 'ok', seen: 'agent.doctor.clock.ok', values }
    : { ...about, level: 'warning', seen: 'agent.doctor.clock.off', values };
}

async function ask(
  { clock, route }: Deps,
  { host, httpsPort: port }: Address,
  ca: string,
  asked: { readonly path: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<Result<{ readonly statusCode: number; readonly date: string | undefined }, string>> {
  const opened = await openTls({ host, port }, route.proxy, { clock }, { ca });
  if (!opened.ok) return opened;
  const createConnection = () => opened.value;
  return await new Promise((resolve) => {
    const call = get({ host, port, ...asked, createConnection, timeout: timeoutMs }, (response) => {
      response.resume();
      resolve(ok({ statusCode: response.statusCode ?? 0, date: response.headers.date }));
    });
    call.on('timeout', () => call.destroy(new Error('timeout')));
    call.on('error', (cause) => resolve(err(reasonOf(cause))));
  });
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
