import { shippedDiskHealthTable } from '../../shared/data/disk-health.ts';
import { shippedSupportTable } from '../../shared/data/end-of-support.ts';
import { judgeDisk } from '../../shared/domain/disk-health.ts';
import { supportOf } from '../../shared/domain/end-of-support.ts';
import { ok } from '../../shared/domain/result.ts';
import { defined } from '../collectors/text.ts';
import { parseBatteryReport } from './battery-report.ts';
import { decodeOutput } from './decode-text.ts';
import { parseDmidecode } from './dmidecode.ts';
import { parseEdid } from './edid.ts';
import type { ParseKind } from './kind-names.ts';
import { parseLspci } from './lspci.ts';
import { parseMpStatus } from './mp-status.ts';
import { parseOsRelease } from './os-release.ts';
import type { Parsed } from './parsed.ts';
import { parseProductStates } from './product-state.ts';
import { parseRegExport } from './reg-export.ts';
import { parseSmartctl, parseSmartctlScan } from './smartctl.ts';
import { parseSshd } from './sshd.ts';
import { parseUfw } from './ufw.ts';
import { parseUpower } from './upower.ts';
import { parseWmiList } from './wmi-list.ts';

type Reader = (bytes: Uint8Array, nowMs: number) => Parsed<unknown>;

/** What each kind of `parse` prints. A list of one that stands for one thing is printed as that thing. */
const readers: Readonly<Record<ParseKind, Reader>> = {
  dmidecode: (bytes) => parseDmidecode(decodeOutput(bytes)),
  smartctl: (bytes) => readSmartctl(decodeOutput(bytes)),
  edid: parseEdid,
  'os-release': (bytes, nowMs) => readOsRelease(decodeOutput(bytes), nowMs),
  'product-state': (bytes) => single(parseProductStates(decodeOutput(bytes))),
  'mp-status': (bytes) => single(parseMpStatus(decodeOutput(bytes))),
  sshd: (bytes) => parseSshd(decodeOutput(bytes)),
  ufw: (bytes) => parseUfw(decodeOutput(bytes)),
  upower: (bytes) => parseUpower(decodeOutput(bytes)),
  lspci: (bytes) => under('devices', parseLspci(decodeOutput(bytes))),
  'wmi-list': (bytes) => under('instances', parseWmiList(decodeOutput(bytes))),
  'reg-export': (bytes) => parseRegExport(decodeOutput(bytes)),
  'powercfg-battery': (bytes) => parseBatteryReport(decodeOutput(bytes)),
};

/** Reads bytes as one kind of output; `nowMs` decides what is still supported. */
export function readKind(kind: ParseKind, bytes: Uint8Array, nowMs: number): Parsed<unknown> {
  return readers[kind](bytes, nowMs);
}

function single<T>(parsed: Parsed<readonly T[]>): Parsed<unknown> {
  if (!parsed.ok) return parsed;
  return parsed.value.length === 1 ? ok(parsed.value[0]) : parsed;
}

function under<T>(name: string, parsed: Parsed<readonly T[]>): Parsed<unknown> {
  return parsed.ok ? ok({ [name]: parsed.value }) : parsed;
}

function readSmartctl(text: string): Parsed<unknown> {
  const scanned = parseSmartctlScan(text);
  if (scanned.ok) return ok({ devices: scanned.value });
  const parsed = parseSmartctl(text);
  if (!parsed.ok) return parsed;
  const { device, sizeBytes, kind, facts } = parsed.value;
  const { health, reasons } = judgeDisk(facts, shippedDiskHealthTable());
  const { model, serial, temperatureC, powerOnHours, percentUsed, reallocated, pending } = facts;
  return ok(
    defined({
      device,
      model,
      serial,
      sizeBytes,
      kind,
      health,
      reasons,
      temperatureC,
      powerOnHours,
      percentUsed,
      reallocated,
      pending,
    }),
  );
}

/** A distribution that the table does not know has the end that its own file tells, or neither an end nor a verdict. */
function readOsRelease(text: string, nowMs: number): Parsed<unknown> {
  const parsed = parseOsRelease(text);
  if (!parsed.ok) return parsed;
  const { id, name, version, cycle, supportEnds: ownEnd } = parsed.value;
  const system = { platform: 'linux', osId: id, osName: name, osVersion: cycle } as const;
  const { state, supportEnds } = supportOf(system, shippedSupportTable(), nowMs);
  const support =
    state === 'unknown'
      ? { supportEnds: ownEnd, supported: ownEnd === undefined ? undefined : nowMs <= lastMoment(ownEnd) }
      : { supportEnds: supportEnds ?? undefined, supported: state !== 'ended' };
  return ok(defined({ name, version, ...support }));
}

/** Of a day in Vietnam. */
function lastMoment(day: string): number {
  return Date.parse(`${day}T23:59:59.999+07:00`);
}
