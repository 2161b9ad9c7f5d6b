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

/**
 * Facts that never leave a machine that belongs to one person: its addresses, what tells when and how long it is used (the hours
 * that its disk has run grow with those of its owner), and what the owner plugs in. Paths as `explain` writes them.
 */
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
  'diskHealth.disks[].powerOnHours',
  'peripherals.usbDevices',
  'report.line',
  'report.services',
  'report.speed',
  'birth.osUp',
  'birth.previous',
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
  const keep = <T>(part: T): T => withoutWithheld(part, reading.section) as T;
  return {
    ...reading,
    facts: keep(reading.facts),
    ...(reading.absent === undefined ? {} : { absent: keep(reading.absent) }),
  };
}

const dayMs = 86_400_000;

/** Without what is withheld, and every moment (`…At`) only as exact as its day: when updates were looked for, the machine was on. */
function withoutWithheld(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutWithheld(each, `${path}[]`));
  if (typeof value === 'number') return path.endsWith('At') ? value - (value % dayMs) : value;
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !withheldFacts.includes(`${path}.${name}`));
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutWithheld(each, `${path}.${name}`)]));
}

function rehash<R extends Reading>(reading: R): R {
  return { ...reading, hash: hashReading(reading.facts, reading.absent) };
}
