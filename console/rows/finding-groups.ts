import type { FindingRow } from '../../shared/contract/finding-rows.ts';
import type { FindingCode, Severity } from '../../shared/domain/finding.ts';
import { severities } from '../../shared/domain/outage.ts';

export type GroupBy = 'room' | 'school' | 'code' | 'machine';

/** Findings of one code in one place: forty machines with one fault are one line. */
export type FindingGroup = {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly basis: FindingRow['basis'];
  /** Null above the place that the line is about. */
  readonly schoolCode: string | null;
  readonly schoolName: string | null;
  readonly room: string | null;
  /** Of a line about one machine. */
  readonly deviceId: string | null;
  readonly hostname: string | null;
  readonly machines: number;
  readonly since: number;
  /** Null where the machines differ. */
  readonly status: FindingRow['status'] | null;
  /** Symptoms on the same machines, which are no lines of their own. */
  readonly explains: readonly { readonly code: FindingCode; readonly machines: number }[];
  readonly findings: readonly FindingRow[];
};

/**
 * One line for each place and code, the gravest first, then the most machines. A finding that another one on the same
 * machine explains is counted under its cause, unless the cause is not in the list.
 */
export function groupFindings(findings: readonly FindingRow[], by: GroupBy): FindingGroup[] {
  const isThere = new Set(findings.map(({ deviceId, code }) => `${deviceId} ${code}`));
  const causeOf = (row: FindingRow): FindingCode =>
    row.explainedBy !== null && isThere.has(`${row.deviceId} ${row.explainedBy}`)
      ? row.explainedBy
      : row.code;
  const places = Map.groupBy(findings, (row) => `${placeKey(row, by)}\n${causeOf(row)}`);
  return [...places.values()].flatMap((rows) => groupOf(rows, by, causeOf)).sort(gravestFirst);
}

function groupOf(
  rows: readonly FindingRow[],
  by: GroupBy,
  causeOf: (row: FindingRow) => FindingCode,
): FindingGroup[] {
  const [any] = rows;
  const own = any === undefined ? [] : rows.filter(({ code }) => code === causeOf(any));
  const [first] = own;
  if (first === undefined) return [];
  const symptoms = Map.groupBy(
    rows.filter(({ code }) => code !== first.code),
    ({ code }) => code,
  );
  const statuses = new Set(own.map(({ status }) => status));
  return [
    {
      code: first.code,
      severity: gravest(own),
      basis: first.basis,
      schoolCode: by === 'code' ? null : first.schoolCode,
      schoolName: by === 'code' ? null : first.schoolName,
      room: by === 'room' || by === 'machine' ? first.room : null,
      deviceId: by === 'machine' ? first.deviceId : null,
      hostname: by === 'machine' ? first.hostname : null,
      machines: machinesIn(own),
      since: Math.min(...own.map(({ since }) => since)),
      status: statuses.size === 1 ? first.status : null,
      explains: [...symptoms].map(([code, of]) => ({ code, machines: machinesIn(of) })),
      findings: own,
    },
  ];
}

function placeKey({ schoolCode, room, deviceId }: FindingRow, by: GroupBy): string {
  if (by === 'code') return '';
  if (by === 'school') return schoolCode;
  return by === 'room' ? `${schoolCode}\n${room ?? ''}` : `${schoolCode}\n${deviceId ?? ''}`;
}

/** A finding of a school as a whole is on no machine. */
function machinesIn(rows: readonly FindingRow[]): number {
  return new Set(rows.flatMap(({ deviceId }) => deviceId ?? [])).size;
}

function gravest(rows: readonly FindingRow[]): Severity {
  return severities.find((severity) => rows.some((row) => row.severity === severity)) ?? 'low';
}

function gravestFirst(a: FindingGroup, b: FindingGroup): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.machines - a.machines ||
    compare(a.schoolCode, b.schoolCode) ||
    compare(a.room, b.room) ||
    compare(a.deviceId, b.deviceId) ||
    compare(a.code, b.code)
  );
}

function compare(a: string | null, b: string | null): number {
  const [one, other] = [a ?? '', b ?? ''];
  return one < other ? -1 : Number(one > other);
}
