import { lookup } from 'node:dns/promises';
import { get } from 'node:https';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Address } from '../shared/contract/scalars.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Check } from './doctor-check.ts';

const timeoutMs = 5_000;

/** A broker's clock further off than this is worth a warning. */
const clockToleranceMs = 5 * 60_000;

/** How far an address is reached: name, port, certificate, health; stops at the first that fails. Sends no MQTT packet. */
export async function checkAddress(clock: Clock, address: Address, ca: string): Promise<Check[]> {
  const name = await checkName(address.host);
  const isNamed = name.every(({ level }) => level === 'ok');
  if (!isNamed) return name;
  const tcp = await checkPort(clock, address.host, address.mqttPort);
  if (tcp.level !== 'ok') return [...name, tcp];
  const tls = await checkCertificate(address, ca);
  return tls.level === 'ok'
    ? [...name, tcp, tls, ...(await checkHealth(clock, address, ca))]
    : [...name, tcp, tls];
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

async function checkPort(clock: Clock, host: string, port: number): Promise<Check> {
  const about = { check: 'agent.doctor.tcp', subject: { address: `${host}:${port}` } } as const;
  const startedMs = clock.monotonicMs();
  const opened = await new Promise<Result<void, string>>((resolve) => {
    const socket = connectTcp({ host, port, timeout: timeoutMs });
    const finish = (result: Result<void, string>): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => finish(ok(undefined)));
    socket.once('timeout', () => finish(err('timeout')));
    socket.once('error', (cause) => finish(err(reasonOf(cause))));
  });
  if (!opened.ok)
    return { ...about, level: 'critical', seen: 'agent.doctor.tcp.bad', values: { reason: opened.error } };
  const ms = Math.round(clock.monotonicMs() - startedMs);
  return { ...about, level: 'ok', seen: 'agent.doctor.tcp.ok', values: { ms } };
}

/** Without a client certificate: the server proves itself first, and no session under the device's id is opened. */
async function checkCertificate({ host, mqttPort }: Address, ca: string): Promise<Check> {
  const about = { check: 'agent.doctor.tls', subject: { address: `${host}:${mqttPort}` } } as const;
  const trusted = await new Promise<Result<void, string>>((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = connectTls({
      host,
      port: mqttPort,
      ca,
      timeout: timeoutMs,
      minVersion: 'TLSv1.3',
      ...servername,
    });
    const finish = (result: Result<void, string>): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('secureConnect', () => finish(ok(undefined)));
    socket.once('timeout', () => finish(err('timeout')));
    socket.once('error', (cause) => finish(err(reasonOf(cause))));
  });
  return trusted.ok
    ? { ...about, level: 'ok', seen: 'agent.doctor.tls.ok', values: {} }
    : { ...about, level: 'critical', seen: 'agent.doctor.tls.bad', values: { reason: trusted.error } };
}

/** `/healthz` of the broker, and with its Date header (RFC 9110 §6.6.1) how far the clocks are apart. */
async function checkHealth(clock: Clock, address: Address, ca: string): Promise<Check[]> {
  const subject = { address: `${address.host}:${address.httpsPort}` };
  const health = await askHealth(address, ca);
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
  return [check, checkClock(clock.now(), Date.parse(date ?? ''))];
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

function askHealth(
  { host, httpsPort }: Address,
  ca: string,
): Promise<Result<{ readonly statusCode: number; readonly date: string | undefined }, string>> {
  return new Promise((resolve) => {
    const call = get(
      { host, port: httpsPort, path: '/healthz', ca, agent: false, timeout: timeoutMs },
      (response) => {
        response.resume();
        resolve(ok({ statusCode: response.statusCode ?? 0, date: response.headers.date }));
      },
    );
    call.on('timeout', () => call.destroy(new Error('timeout')));
    call.on('error', (cause) => resolve(err(reasonOf(cause))));
  });
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
