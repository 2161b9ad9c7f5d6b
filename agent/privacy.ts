import type { Reading, ReadingOf } from '../shared/contract/readings.ts';
import { personalRoles, type Role } from '../shared/domain/device.ts';
import { hashReading } from '../shared/runtime/reading-hash.ts';
import { hashHostname } from './keyed-hash.ts';

/** What the school and the machine's role allow to leave. */
export type PrivacyPolicy = {
  readonly role: Role;
  readonly hostname: 'plain' | 'hashed';
  /** Of the installation, base64url. */
  readonly fingerprintKey: string;
};

/** Facts that never leave a machine that belongs to one person: its addresses, and what tells when it is used. */
export const withheldFacts: readonly string[] = [
  'system.bootedAt',
  'usage.cpuPercent',
  'usage.memoryAvailableBytes',
  'usage.swapUsedBytes',
  'usage.osUptimeSeconds',
  'usage.gatewayReachable',
  'usage.gatewayLatencyMs',
  'network.interfaces',
  'network.gateway',
  'network.gatewayInterface',
  'network.dnsServers',
];

/** Whether the machine reports presence per day only. */
export function isPersonal(role: Role): boolean {
  return personalRoles.includes(role);
}

/** The host name is hashed where nobody said otherwise and the machine belongs to one person. */
export function defaultHostnamePolicy(role: Role): 'plain' | 'hashed' {
  return isPersonal(role) ? 'hashed' : 'plain';
}

/** A reading as it may leave; its hash is that of what leaves. */
export function protect(reading: Reading, policy: PrivacyPolicy): Reading {
  const named = reading.section === 'system' ? protectHostname(reading, policy) : reading;
  return isPersonal(policy.role) ? rehash(withhold(named)) : named === reading ? reading : rehash(named);
}

function protectHostname(reading: ReadingOf<'system'>, policy: PrivacyPolicy): ReadingOf<'system'> {
  const { hostname } = reading.facts;
  if (policy.hostname === 'plain' || hostname === undefined) return reading;
  return { ...reading, facts: { ...reading.facts, hostname: hashHostname(hostname, policy.fingerprintKey) } };
}

function withhold<R extends Reading>(reading: R): R {
  const isAllowed = ([name]: [string, unknown]): boolean =>
    !withheldFacts.includes(`${reading.section}.${name}`);
  const keep = <T extends object>(part: T): T =>
    Object.fromEntries(Object.entries(part).filter(isAllowed)) as T;
  return {
    ...reading,
    facts: keep(reading.facts),
    ...(reading.absent === undefined ? {} : { absent: keep(reading.absent) }),
  };
}

function rehash<R extends Reading>(reading: R): R {
  return { ...reading, hash: hashReading(reading.facts, reading.absent) };
}
