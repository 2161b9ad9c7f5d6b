import type { FindingRow, UnknownCount } from '../../shared/contract/finding-rows.ts';
import { type FindingCode, findingCodes, type Severity } from '../../shared/domain/finding.ts';
import { severities } from '../../shared/domain/outage.ts';
import type { FindingRules } from '../../shared/domain/risk.ts';
import { statusOf } from '../fleet/finding-plan.ts';
import type { Findings } from '../fleet/findings.ts';
import type { TrackedDevice } from '../fleet/tracked-device.ts';
import type { UnitTree } from '../fleet/unit-tree.ts';
import type { FindingRecord, FindingStore } from '../store/finding-port.ts';
import { type Scope, schoolNameIn } from './finding-scope.ts';

export type RowFrame = { readonly tree: UnitTree; readonly rules: FindingRules; readonly nowMs: number };

/** Rows of what is open in a scope now. */
export function openRows(findings: Findings, { devices, schoolCodes }: Scope, frame: RowFrame): FindingRow[] {
  const ofDevices = devices.flatMap((device) =>
    (findings.ofDevice(device.deviceId)?.open ?? []).map((finding) => deviceRowOf(finding, device, frame)),
  );
  const ofSchools = schoolCodes.flatMap((code) =>
    findings.ofSchool(code).map((finding) => schoolRowOf(finding, code, frame)),
  );
  return [...ofDevices, ...ofSchools];
}

const chunk = 1_000;
/** Of a scope, the latest; more are narrowed down by `fixedSince`. */
const maxEnded = 20_000;

/** Rows of what was fixed in a scope since. */
export async function endedRows(
  store: Pick<FindingStore, 'endedFindings'>,
  { devices, schoolCodes }: Scope,
  sinceMs: number,
  frame: RowFrame,
): Promise<FindingRow[]> {
  const deviceOf = new Map(devices.map((device) => [device.deviceId, device]));
  const subjects = [...deviceOf.keys(), ...schoolCodes];
  const rowsOf = (finding: FindingRecord): FindingRow[] => {
    const device = deviceOf.get(finding.deviceId ?? '');
    if (device !== undefined) return [deviceRowOf(finding, device, frame)];
    return finding.schoolCode === null ? [] : [schoolRowOf(finding, finding.schoolCode, frame)];
  };
  const rows: FindingRow[] = [];
  for (let beforeId = Number.MAX_SAFE_INTEGER; rows.length < maxEnded; ) {
    const page = await store.endedFindings({ subjects, sinceMs }, { beforeId, limit: chunk });
    rows.push(...page.flatMap(rowsOf));
    beforeId = page.at(-1)?.id ?? beforeId;
    // Shorter pages may have lost rows of another version.
    if (page.length === 0) break;
  }
  return rows;
}

function deviceRowOf(finding: FindingRecord, device: TrackedDevice, frame: RowFrame): FindingRow {
  const { deviceId, schoolCode, room, seat, standing } = device;
  return {
    ...{ schoolCode, schoolName: schoolNameIn(frame.tree, schoolCode), room },
    ...{ deviceId, hostname: standing.row.hostname, seat },
    ...findingFields(finding, frame),
  };
}

function schoolRowOf(finding: FindingRecord, schoolCode: string, frame: RowFrame): FindingRow {
  return {
    ...{ schoolCode, schoolName: schoolNameIn(frame.tree, schoolCode), room: null },
    ...{ deviceId: null, hostname: null, seat: null },
    ...findingFields(finding, frame),
  };
}

function findingFields(finding: FindingRecord, { rules, nowMs }: RowFrame) {
  const { code, severity, since, lastFoundAt, endedAt, evidence, explainedBy, decision } = finding;
  return {
    ...{ code, severity, basis: rules[code].status, status: statusOf(finding, nowMs) },
    ...{ since, lastFoundAt, fixedAt: endedAt, evidence: [...evidence], explainedBy },
    decidedBy: decision?.by.slice(0, 32) ?? null,
    decidedAt: decision?.at ?? null,
    reason: decision?.reason ?? null,
    acceptedUntil: decision?.acceptedUntil ?? null,
  };
}

/** Of each rule, the machines of a scope that it could not judge; a machine that nobody judged yet is unknown to all. */
export function unknownCounts(findings: Findings, devices: readonly TrackedDevice[]): UnknownCount[] {
  const counts = new Map<FindingCode, number>();
  for (const { deviceId } of devices) {
    for (const code of unknownCodes(findings, deviceId)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return findingCodes.flatMap((code) => {
    const machines = counts.get(code) ?? 0;
    return machines === 0 ? [] : [{ code, machines }];
  });
}

function unknownCodes(findings: Findings, deviceId: string): readonly FindingCode[] {
  const judged = findings.ofDevice(deviceId);
  if (judged === null) return findingCodes.filter((code) => code !== 'review-overdue');
  const { unknown } = judged.result;
  return judged.licence === 'unknown' ? [...unknown, 'antivirus-unlicensed'] : unknown;
}

/** Gravest first, then by place, then by code. */
export function byGravity(a: FindingRow, b: FindingRow): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compare(a.schoolCode, b.schoolCode) ||
    compare(a.room, b.room) ||
    compare(a.hostname, b.hostname) ||
    compare(a.deviceId, b.deviceId) ||
    compare(a.code, b.code) ||
    a.since - b.since
  );
}

/** What another one explains comes after what it does not. */
export function causesFirst(a: FindingRow, b: FindingRow): number {
  return Number(a.explainedBy !== null) - Number(b.explainedBy !== null) || byGravity(a, b);
}

export function isAtLeast(severity: Severity, least: Severity | undefined): boolean {
  return least === undefined || severities.indexOf(severity) <= severities.indexOf(least);
}

/** What has no value comes first. */
function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
