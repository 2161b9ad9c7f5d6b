import type { AvailabilityRow, OutageRow } from '../../shared/contract/line-rows.ts';
import { severities } from '../../shared/domain/outage.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { schoolNameOf, totalsOf } from '../fleet/school-row.ts';
import type { Rules } from '../fleet/standing.ts';
import { askDigest, type DigestAnswers, type DigestRows } from './ask-digest.ts';
import type { DigestFacts, Incident, Place, WeakLine } from './digest-facts.ts';

export type DigestSources = {
  readonly answers: DigestAnswers;
  readonly fleet: Pick<Fleet, 'picture'>;
  readonly rules: Rules;
};

/** Since when something is news; `outageId` is the newest incident that was told of. */
export type Since = { readonly atMs: number; readonly outageId: number | null };

export type GatheredDigest = {
  readonly facts: DigestFacts;
  /** The newest incident that it tells of; null where it tells of none. */
  readonly newestOutageId: number | null;
};

/** Collects the digest of a unit as of now. */
export async function gatherDigest(
  { answers, fleet, rules }: DigestSources,
  unitId: string,
  since: Since,
  nowMs: number,
): Promise<Result<GatheredDigest, AppError>> {
  const node = fleet.picture.tree().nodes.get(unitId);
  if (node === undefined) return err(appError('SD-UNIT-UNKNOWN', { unit: unitId }));
  const asked = await askDigest(answers, rules, { unitId, sinceMs: since.atMs, nowMs });
  if (!asked.ok) return asked;
  const rows = asked.value;
  const isNew = ({ outageId, start }: OutageRow): boolean =>
    start >= since.atMs || (since.outageId !== null && outageId > since.outageId);
  const told = rows.outages
    .filter(({ cause }) => cause !== 'holiday')
    .filter((row) => row.end === null || row.end >= since.atMs || isNew(row))
    .map((row): Incident => ({ ...row, place: placeOf(row, rows, fleet) }));
  const open = told.filter(({ end }) => end === null);
  const ended = told.filter(({ end }) => end !== null);
  const totals = totalsOf(node);
  const facts: DigestFacts = {
    unitName: node.unit.name,
    atMs: nowMs,
    counts: {
      schools: totals.schools,
      linesDown: rows.lines.filter(({ state }) => state === 'down').length,
      linesDegraded: rows.lines.filter(({ state }) => state === 'degraded').length,
      opened: told.filter(isNew).length,
      ended: ended.length,
      silentMachines: totals.silent + totals.missing,
      newCriticalFindings: rows.findings.filter((finding) => finding.since >= since.atMs).length,
    },
    open: open.sort(gravestFirst),
    ended: ended.sort((a, b) => a.start - b.start || a.outageId - b.outageId),
    weakLines: rows.availability.flatMap((row) => weakLine(row, fleet)).sort(weakestFirst),
    servicesDown: rows.services.filter(({ health, state }) => health === 'down' && state === 'active'),
  };
  return ok({ facts, newestOutageId: told.reduce<number | null>(newest, null) });
}

function newest(last: number | null, { outageId }: Incident): number {
  return Math.max(last ?? 0, outageId);
}

function gravestFirst(a: Incident, b: Incident): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    a.start - b.start ||
    a.outageId - b.outageId
  );
}

function weakLine(row: AvailabilityRow, fleet: DigestSources['fleet']): WeakLine[] {
  const { id, downMinutes, availability, promisedPercent, schoolCode } = row;
  if (availability === null || promisedPercent === null || availability * 100 >= promisedPercent) return [];
  return [{ id, downMinutes, availability, promisedPercent, schoolName: nameOf(schoolCode, fleet) }];
}

/** Where not all are listed, those that fell furthest below their promise are. */
function weakestFirst(a: WeakLine, b: WeakLine): number {
  return a.availability * 100 - a.promisedPercent - (b.availability * 100 - b.promisedPercent);
}

function placeOf(row: OutageRow, { lines, services }: DigestRows, fleet: DigestSources['fleet']): Place {
  const { kind, id } = row.scope;
  const device = kind === 'device' ? fleet.picture.device(id) : undefined;
  const line = lines.find(({ lineId }) => lineId === id);
  return {
    school: row.schoolName ?? nameOf(row.schoolCode, fleet),
    room: kind === 'room' ? id.slice(id.indexOf('/') + 1) : (device?.room ?? null),
    machine: kind === 'device' ? (device?.standing.row.hostname ?? id) : null,
    line: kind === 'line' ? { lineId: id, isp: line?.isp ?? null } : null,
    isp: kind === 'isp' ? id : null,
    service: kind === 'service' ? serviceName(row, services) : null,
    schools: row.schools.flatMap((code) => nameOf(code, fleet) ?? []),
  };
}

function serviceName({ cause, scope }: OutageRow, services: DigestRows['services']): string {
  return cause === 'broker'
    ? 'Schooldrum'
    : (services.find((one) => one.service === scope.id)?.name ?? scope.id);
}

/** A school that left the roster goes by its code. */
function nameOf(schoolCode: string | null, { picture }: DigestSources['fleet']): string | null {
  if (schoolCode === null) return null;
  const school = picture.tree().schools.get(schoolCode);
  return school === undefined ? schoolCode : schoolNameOf(school);
}
