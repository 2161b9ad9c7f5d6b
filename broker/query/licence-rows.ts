import type { LicenceCoverage, LicenceRow } from '../../shared/contract/finding-rows.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { isExpired } from '../fleet/licensing.ts';
import { dayOf } from '../fleet/local-day.ts';
import type { Rules } from '../fleet/standing.ts';
import type { LicenceRecord } from '../store/licence-port.ts';
import { schoolNameIn } from './finding-scope.ts';

const dayMs = 86_400_000;

export type LicenceFrame = { readonly fleet: Fleet; readonly rules: Rules; readonly nowMs: number };

/** The licences of a school as they were entered, beside what its machines have installed. */
export function licenceRows(schoolCode: string, frame: LicenceFrame): LicenceRow[] {
  const { findings } = frame.fleet;
  const installs = new Map<number, number>();
  for (const deviceId of findings.licensingOf(schoolCode).keys()) {
    for (const id of findings.ofDevice(deviceId)?.result.licenceIds ?? []) {
      installs.set(id, (installs.get(id) ?? 0) + 1);
    }
  }
  return findings.licencesOf(schoolCode).map((licence) => {
    const count = installs.get(licence.id) ?? 0;
    const { id, product, seats, expiresOn, note } = licence;
    return {
      ...{ id, schoolCode, schoolName: schoolNameIn(frame.fleet.picture.tree(), schoolCode) },
      ...{ product, seats, expiresOn, note, installs: count, state: stateOf(licence, count, frame) },
    };
  });
}

/** The gravest of what may be said of it. */
function stateOf(
  licence: LicenceRecord,
  installs: number,
  { rules, nowMs }: LicenceFrame,
): LicenceRow['state'] {
  const endingMs = rules.tables.thresholds.licenceEndingDays * dayMs;
  if (isExpired(licence, dayOf(nowMs, rules.calendar))) return 'expired';
  if (installs > licence.seats) return 'exceeded';
  if (isExpired(licence, dayOf(nowMs + endingMs + dayMs, rules.calendar))) return 'ending';
  return installs === 0 ? 'unused' : 'valid';
}

/** How the antivirus of a school's machines is licensed; each machine is in one of the four counts. Null without machines. */
export function coverageOf(schoolCode: string, { fleet }: LicenceFrame): LicenceCoverage | null {
  const licensing = [...fleet.findings.licensingOf(schoolCode).values()];
  if (licensing.length === 0) return null;
  const countOf = (kind: (typeof licensing)[number]): number =>
    licensing.filter((one) => one === kind).length;
  return {
    schoolCode,
    schoolName: schoolNameIn(fleet.picture.tree(), schoolCode),
    machines: licensing.length,
    licensed: countOf('licensed'),
    builtIn: countOf('built-in'),
    unlicensed: countOf('unlicensed'),
    unknown: countOf('unknown'),
  };
}
