import type { PlanningDeviceRow, PlanningSchoolRow } from '../../shared/contract/planning.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import type { SchoolCalendar } from '../../shared/domain/calendar.ts';
import { computeNeeds, type Needs } from '../../shared/domain/need.ts';
import type { NeedOptions } from '../../shared/domain/need-school.ts';
import type { NormPack } from '../../shared/domain/norm.ts';
import type { PlanningSchool } from '../../shared/domain/school.ts';
import { type PlanningDevice, tallyMachines } from '../../shared/domain/usable.ts';

/** What a plan is computed by, besides the snapshot. */
export type PlanRules = { readonly pack: NormPack; readonly calendar: SchoolCalendar };

/** Needs of one frozen snapshot, with all that its reader must know of it. */
export type Plan = {
  readonly asAtMs: number;
  readonly pack: NormPack;
  readonly options: NeedOptions;
  readonly needs: Needs;
};

/** Computes a plan: the same snapshot, options and rules give the same plan. */
export function planOf(
  snapshot: QueryBody<'planning'>,
  options: NeedOptions,
  { pack, calendar }: PlanRules,
  nowMs: number,
): Plan {
  const asAtMs = snapshot.asAt ?? nowMs;
  const machines = tallyMachines(snapshot.devices.map(planningDevice), { asAtMs, calendar, pack });
  const needs = computeNeeds(snapshot.schools.map(planningSchool), machines, options, pack);
  return { asAtMs, pack, options, needs };
}

/** A roster school in the domain's form. */
export function planningSchool(row: PlanningSchoolRow): PlanningSchool {
  return {
    schoolCode: row.schoolCode,
    schoolName: row.schoolName,
    ...(row.commune === null ? {} : { commune: row.commune }),
    ...(row.owner === null ? {} : { owner: row.owner }),
    rows: row.levels,
  };
}

function planningDevice({ hostname, room, roomKind, ...device }: PlanningDeviceRow): PlanningDevice {
  return {
    ...device,
    ...(hostname === null ? {} : { hostname }),
    ...(room === null ? {} : { room }),
    ...(roomKind === null ? {} : { roomKind }),
  };
}
