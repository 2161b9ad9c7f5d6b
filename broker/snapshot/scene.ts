import type { PlanningSchool } from '../../shared/domain/school.ts';
import type { SnapshotRoom } from '../../shared/domain/snapshot/register.ts';
import type { SnapshotGap } from '../../shared/domain/snapshot/snapshot.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { schoolNodesOf } from '../fleet/school-row.ts';
import type { DeviceBasis } from '../fleet/standing.ts';
import type { UnitNode } from '../fleet/unit-tree.ts';
import { devicesOf } from '../query/answers-device.ts';
import { planningSchoolRows } from '../query/answers-planning.ts';
import type { RoomVersion } from '../store/room-port.ts';

/** Who stands where at one moment. Facts are looked up later, machine by machine. */
export type Scene = {
  readonly asAtMs: number;
  /** Of a moment that is over, facts are those of then. */
  readonly isPast: boolean;
  /** Of the whole installation: whose money is for whom shows only there. */
  readonly schools: readonly PlanningSchool[];
  /** Codes of the schools that are asked about. */
  readonly schoolCodes: readonly string[];
  readonly rooms: readonly SnapshotRoom[];
  /** Of the present with the facts that the picture holds, of the past without any. */
  readonly machines: readonly DeviceBasis[];
  readonly gaps: readonly SnapshotGap[];
};

/** The live picture of a unit's subtree, taken in one turn of the event loop: what is told of it afterwards changes nothing here. */
export function liveScene(
  { picture }: Fleet,
  { root, node }: { readonly root: UnitNode; readonly node: UnitNode },
  rooms: readonly RoomVersion[],
  nowMs: number,
): Scene {
  return {
    ...{ asAtMs: nowMs, isPast: false, gaps: [] },
    schools: schoolsOf(root),
    schoolCodes: schoolNodesOf(node).flatMap(({ unit }) => unit.code ?? []),
    rooms: roomsOf(rooms),
    machines: devicesOf(picture, node).map((device) => ({ ...device })),
  };
}

/** Schools of a subtree as the roster declares them; one without a roster row has no level. */
export function schoolsOf(node: UnitNode): PlanningSchool[] {
  return planningSchoolRows(node).map(({ schoolCode, schoolName, commune, owner, levels }) => ({
    ...{ schoolCode, schoolName, rows: levels },
    ...(commune === null ? {} : { commune }),
    ...(owner === null ? {} : { owner }),
  }));
}

export function roomsOf(rooms: readonly RoomVersion[]): SnapshotRoom[] {
  return rooms.map(({ schoolCode, room, siteCode, kind, seats }) => ({
    schoolCode,
    room,
    siteCode,
    kind,
    seats,
  }));
}
