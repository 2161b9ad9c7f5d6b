import type { OutageRow } from '../../shared/contract/line-rows.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import type { Interval, Outage } from '../../shared/domain/outage/evidence.ts';
import { middleOf } from '../../shared/domain/outage/interval.ts';
import { outageSeverity } from '../../shared/domain/outage/severity.ts';
import type { OutageRecord, OutageVersion } from '../store/outage-port.ts';
import { schoolNameIn } from './finding-scope.ts';
import type { LineQueryDeps } from './line-deps.ts';

type VersionRow = QueryBody<'outageShow'>['versions'][number];

/** As the schema of a row allows. */
const maxSchools = 1_000;
const maxEvidence = 32;

/** Whether an incident touches one of these schools; one that touches none by name (our own broker's) touches everybody. */
export function touches({ schoolCodes }: Pick<Outage, 'schoolCodes'>, codes: ReadonlySet<string>): boolean {
  return schoolCodes.length === 0 || schoolCodes.some((code) => codes.has(code));
}

/** An incident as lists show it; of the schools that it touched, those that the asker may know of. */
export function outageRowOf(
  outage: OutageRecord,
  codes: ReadonlySet<string>,
  { fleet, clock }: Pick<LineQueryDeps, 'fleet' | 'clock'>,
): OutageRow {
  const { outageId, cause, scope, schoolCode, impact, start, end, confidence, witnesses } = outage;
  const tree = fleet.picture.tree();
  return {
    ...{ outageId, cause, scope, schoolCode, impact, confidence, revision: outage.revision },
    schoolName: schoolCode === null ? null : schoolNameIn(tree, schoolCode),
    schools: outage.schoolCodes.filter((code) => codes.has(code)).slice(0, maxSchools),
    severity: outageSeverity(outage, clock.now()),
    ...{ start: momentOf(start), startWithinMs: withinOf(start) },
    ...{ end: end === null ? null : momentOf(end), endWithinMs: end === null ? null : withinOf(end) },
    witnesses: witnesses.length,
    evidence: outage.evidence.slice(0, maxEvidence),
  };
}

export function versionRowOf(version: OutageVersion): VersionRow {
  const { at, cause, scope, start, end, confidence, witnesses, isWithdrawn } = version;
  return {
    ...{ at, cause, scope, confidence, witnesses, isWithdrawn },
    ...{ start: momentOf(start), end: end === null ? null : momentOf(end) },
  };
}

/** Rows show the middle of what is proven… */
function momentOf(interval: Interval): number {
  return Math.round(middleOf(interval));
}

/** …and how far off it may be. */
function withinOf({ from, to }: Interval): number {
  return Math.round((to - from) / 2);
}
