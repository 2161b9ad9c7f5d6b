import type { FindingRow, Review } from '../../shared/contract/finding-rows.ts';
import { groupRisk } from '../../shared/domain/risk.ts';
import { riskOfDevice } from '../fleet/assessment.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { dayOf, monthSpan } from '../fleet/local-day.ts';
import type { Rules } from '../fleet/standing.ts';
import type { TrackedDevice } from '../fleet/tracked-device.ts';
import type { FindingStore } from '../store/finding-port.ts';
import { byGravity, endedRows, openRows, unknownCounts } from './finding-list.ts';
import { type Scope, schoolNameIn } from './finding-scope.ts';
import { coverageOf, licenceRows } from './licence-rows.ts';

const dayMs = 86_400_000;

export type ReviewFrame = {
  readonly fleet: Fleet;
  readonly store: Pick<FindingStore, 'endedFindings'>;
  readonly rules: Rules;
  readonly nowMs: number;
};

/**
 * The review of one school for one local month, as of now: what stood in that month, with how it stands now and by when it
 * should be dealt with. A finding that came after the month is no part of it.
 */
export async function reviewContent(
  schoolCode: string,
  month: string,
  scope: Scope,
  { fleet, store, rules, nowMs }: ReviewFrame,
): Promise<Review> {
  const { findings, picture } = fleet;
  const { startMs, endMs } = monthSpan(month, rules.calendar);
  const frame = { tree: picture.tree(), rules: rules.tables.findings, nowMs };
  const rows = [...openRows(findings, scope, frame), ...(await endedRows(store, scope, startMs, frame))]
    .filter(({ since }) => since < endMs)
    .sort(byGravity);
  const countOf = (status: FindingRow['status']): number =>
    rows.filter((row) => row.status === status).length;
  const risks = scope.devices.flatMap(({ deviceId }) => {
    const judged = findings.ofDevice(deviceId);
    return judged === null ? [] : [riskOfDevice(judged, rules.tables.findings, nowMs)];
  });
  const { score } = groupRisk(risks);
  const licenceFrame = { fleet, rules, nowMs };
  return {
    id: null,
    ...{ schoolCode, schoolName: schoolNameIn(picture.tree(), schoolCode), month, asAt: nowMs },
    ...{ recordedBy: null, conclusion: null },
    machines: {
      total: scope.devices.length,
      heard: scope.devices.filter((device) => mayHaveBeenHeard(device, startMs, endMs)).length,
    },
    counts: {
      open: countOf('open'),
      acknowledged: countOf('acknowledged'),
      accepted: countOf('accepted'),
      fixedInMonth: rows.filter(({ fixedAt }) => fixedAt !== null && fixedAt < endMs).length,
    },
    score: score === null ? null : Math.round(score * 10) / 10,
    unknown: unknownCounts(findings, scope.devices),
    licences: licenceRows(schoolCode, licenceFrame),
    coverage: coverageOf(schoolCode, licenceFrame),
    lines: rows.map((row) => lineOf(row, rules)),
  };
}

/** Heard since the month began, by a machine that had joined before it was over. */
function mayHaveBeenHeard({ lastSeen, joinedAt }: TrackedDevice, startMs: number, endMs: number): boolean {
  return lastSeen !== null && lastSeen >= startMs && joinedAt < endMs;
}

function lineOf(row: FindingRow, { tables, calendar }: Rules): Review['lines'][number] {
  const { deviceId, hostname, room, seat, code, severity, basis, status, since } = row;
  const { fixedAt, evidence, explainedBy, reason, acceptedUntil } = row;
  return {
    ...{ deviceId, hostname, room, seat, code, severity, basis, status, since, fixedAt, evidence },
    ...{ explainedBy, reason, acceptedUntil },
    dueOn: dayOf(since + tables.findings[code].dueDays * dayMs, calendar),
  };
}
