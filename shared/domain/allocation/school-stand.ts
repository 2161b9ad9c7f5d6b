import type { MachinePlan } from '../item/machine-plan.ts';
import type { Needs } from '../need.ts';
import type { SchoolNeed } from '../need-school.ts';
import { byCodeUnit } from '../order.ts';
import type { PlanningSchool } from '../school.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { mainPlaces, type Place } from './distance.ts';
import type { OwnerGroup } from './owner.ts';

/** Where a school stands before anything is spent. */
export interface SchoolStand {
  readonly schoolCode: string;
  readonly group: OwnerGroup;
  readonly commune: string | null;
  readonly need: SchoolNeed;
  /** Null: unknown, so the school gets nothing by itself and is named. */
  readonly needed: number | null;
  /** Usable machines where measured, declared ones where the declaration speaks. */
  readonly have: number;
  readonly pupils: number;
  readonly weightPercent: number;
  readonly place: Place | null;
  /** In id order. */
  readonly machines: readonly MachinePlan[];
}

/** Machines missing now; 0 where that is unknown. */
export function lackingOf({ needed, have }: SchoolStand): number {
  return needed === null ? 0 : Math.max(0, needed - have);
}

/** Every school of the needs, by code. */
export function standsOf(
  snapshot: Snapshot,
  needs: Needs,
  machines: readonly MachinePlan[],
  groups: readonly OwnerGroup[],
): readonly SchoolStand[] {
  const groupOf = new Map(groups.flatMap((group) => group.schoolCodes.map((code) => [code, group] as const)));
  const schoolOf = new Map(snapshot.schools.map((school) => [school.schoolCode, school]));
  const machinesOf = Map.groupBy(machines, ({ machine }) => machine.schoolCode);
  const weightOf = new Map(snapshot.priorities.map((row) => [row.schoolCode, row.weightPercent]));
  const places = mainPlaces(snapshot.sites);
  return needs.schools.flatMap((need) => {
    const { schoolCode, commune, basis, declared, usable } = need;
    const group = groupOf.get(schoolCode);
    if (group === undefined) return [];
    const own = machinesOf.get(schoolCode) ?? [];
    return {
      ...{ schoolCode, group, commune, need },
      needed: basis === 'insufficient' ? null : need.needed,
      have: basis === 'declared' ? (declared ?? 0) : usable,
      pupils: informaticsPupils(schoolOf.get(schoolCode)),
      weightPercent: weightOf.get(schoolCode) ?? 100,
      place: places.get(schoolCode) ?? null,
      machines: own.toSorted((a, b) => byCodeUnit(a.machine.deviceId, b.machine.deviceId)),
    };
  });
}

function informaticsPupils(school: PlanningSchool | undefined): number {
  return (school?.rows ?? []).reduce((sum, row) => sum + (row.informaticsStudents ?? 0), 0);
}
