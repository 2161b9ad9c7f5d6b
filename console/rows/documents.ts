import type { DeviceDetail, DeviceFacts } from '../../shared/contract/device-facts.ts';
import type { SchoolRow, Unit } from '../../shared/contract/view.ts';
import type { SchoolNeed } from '../../shared/domain/need-school.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import type { Settings } from '../../shared/domain/plan/what-if.ts';
import { isoFields } from './iso-fields.ts';
import { schoolRatio } from './school-rows.ts';

/** Instants of a JSON document: ISO-8601 in UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** `overview --json`: the unit, its schools and its machines. */
export function overviewDocument(
  unit: Unit,
  atMs: number,
  schools: readonly SchoolRow[],
  devices: readonly DeviceFacts[],
) {
  return {
    orgUnit: { unitId: unit.unitId, kind: unit.kind, name: unit.name },
    asAt: isoTime(atMs),
    schools: schools.map(schoolDocument),
    devices: devices.map(deviceDocument),
  };
}

/** One school: declared, registered and usable side by side; null is unknown. */
export function schoolDocument(school: SchoolRow) {
  const { unitId: _, ...row } = school;
  return { ...row, studentsPerComputer: schoolRatio(school) };
}

export function deviceDocument(device: DeviceFacts) {
  return { ...device, lastSeen: device.lastSeen === null ? null : isoTime(device.lastSeen) };
}

export function detailDocument(detail: DeviceDetail) {
  return {
    ...deviceDocument(detail.facts),
    firstSeen: isoTime(detail.firstSeen),
    agentVersion: detail.agentVersion,
    weakIdentity: detail.weakIdentity,
    confirmedGoodAt: detail.confirmedGoodAt === null ? null : isoTime(detail.confirmedGoodAt),
    readings: detail.readings.map(({ at, timeQuality, reading }) => ({
      at: isoTime(at),
      timeQuality,
      ...reading,
    })),
    findings: detail.findings.map((finding) => isoFields(finding)),
    upgrade: detail.upgrade,
    displays: detail.displays,
    diskHealth: detail.diskHealth,
    events: detail.events.map((event) => ({ ...event, at: isoTime(event.at) })),
  };
}

/** `needs --json`: one frozen plan; a null figure is unknown and its school is named in `missing`. */
export function needsDocument({ snapshot, packs, options, needs }: Plan, settings: Settings = {}) {
  const [pack] = packs;
  return {
    asAt: isoTime(snapshot.asAtMs),
    snapshot: snapshot.name,
    normSet: pack.id,
    legalBasis: pack.legalBasis,
    normSets: packs.map(({ id, legalBasis }) => ({ id, legalBasis })),
    denominator: options.denominator,
    policy: options.policy,
    estimate: options.estimate,
    settings,
    schools: needs.schools.map(needDocument),
    totals: needs.totals,
  };
}

function needDocument(need: SchoolNeed) {
  const { levels, missing, ...figures } = need;
  return {
    ...figures,
    levels: levels.map(({ pupilsPerComputer, ...level }) => ({ ...level, ratio: pupilsPerComputer })),
    missing: missing.map(({ level, reason }) => ({ level, reason })),
  };
}
