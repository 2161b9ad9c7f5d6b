import type { PlanningSchool } from '../school.ts';
import type { Equipment, SnapshotLicence, SnapshotLine, SnapshotRoom } from '../snapshot/register.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { MachinePlan } from './machine-plan.ts';

/** All that stands in one school, measured and declared. */
export interface Holdings {
  readonly school: PlanningSchool;
  readonly machines: readonly MachinePlan[];
  readonly rooms: readonly SnapshotRoom[];
  readonly lines: readonly SnapshotLine[];
  readonly equipment: readonly Equipment[];
  readonly licences: readonly SnapshotLicence[];
}

/** What each school of a snapshot holds; every list is gone through once. */
export function holdingsOf(snapshot: Snapshot, plans: readonly MachinePlan[]): Holdings[] {
  const machines = Map.groupBy(plans, ({ machine }) => machine.schoolCode);
  const rooms = Map.groupBy(snapshot.rooms, schoolOf);
  const lines = Map.groupBy(snapshot.lines, schoolOf);
  const equipment = Map.groupBy(snapshot.equipment, schoolOf);
  const licences = Map.groupBy(snapshot.licences, schoolOf);
  return snapshot.schools.map((school) => {
    const code = school.schoolCode;
    const declared = { equipment: equipment.get(code) ?? [], licences: licences.get(code) ?? [] };
    const built = { rooms: rooms.get(code) ?? [], lines: lines.get(code) ?? [] };
    return { school, machines: machines.get(code) ?? [], ...built, ...declared };
  });
}

function schoolOf({ schoolCode }: { readonly schoolCode: string }): string {
  return schoolCode;
}
