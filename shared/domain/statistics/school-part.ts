import type { MachinePlan } from '../item/machine-plan.ts';
import type { SchoolNeed } from '../need-school.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanningSchool } from '../school.ts';
import type { Equipment, Site, SnapshotLine, SnapshotRoom } from '../snapshot/register.ts';

/** What a plan holds of one school, side by side. */
export interface SchoolPart {
  readonly school: PlanningSchool;
  readonly need: SchoolNeed;
  readonly machines: readonly MachinePlan[];
  readonly rooms: readonly SnapshotRoom[];
  readonly lines: readonly SnapshotLine[];
  readonly equipment: readonly Equipment[];
  readonly sites: readonly Site[];
}

/** The plan by school, in the order of its needs; each list is gone through once, whatever the number of schools. */
export function schoolParts({ snapshot, machines, needs }: Plan): SchoolPart[] {
  const schools = new Map(snapshot.schools.map((school) => [school.schoolCode, school]));
  const machinesOf = bySchool(machines, ({ machine }) => machine.schoolCode);
  const roomsOf = bySchool(snapshot.rooms, ({ schoolCode }) => schoolCode);
  const linesOf = bySchool(snapshot.lines, ({ schoolCode }) => schoolCode);
  const equipmentOf = bySchool(snapshot.equipment, ({ schoolCode }) => schoolCode);
  const sitesOf = bySchool(snapshot.sites, ({ schoolCode }) => schoolCode);
  return needs.schools.flatMap((need) => {
    const { schoolCode } = need;
    const school = schools.get(schoolCode);
    if (school === undefined) return [];
    const part = { school, need, machines: machinesOf(schoolCode), rooms: roomsOf(schoolCode) };
    const registers = { equipment: equipmentOf(schoolCode), sites: sitesOf(schoolCode) };
    return [{ ...part, ...registers, lines: linesOf(schoolCode) }];
  });
}

function bySchool<T>(
  rows: readonly T[],
  schoolCodeOf: (row: T) => string,
): (schoolCode: string) => readonly T[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(schoolCodeOf(row));
    if (group === undefined) groups.set(schoolCodeOf(row), [row]);
    else group.push(row);
  }
  return (schoolCode) => groups.get(schoolCode) ?? [];
}
