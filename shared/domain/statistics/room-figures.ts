import type { NormPack } from '../norm.ts';
import type { RoomKind } from '../school.ts';
import type { SnapshotMachine } from '../snapshot/machine.ts';
import { anyYes, countAnswers } from './answers.ts';
import { declaredOrSeen, declaredQuantity } from './equipment-figures.ts';
import { isPresent } from './machine-figures.ts';
import type { SchoolPart } from './school-part.ts';
import type { SchoolStatistics } from './school-statistics.ts';

type RoomFigures = Pick<
  SchoolStatistics,
  'labRooms' | 'labsOnline' | 'studioRooms' | 'projections' | 'classroomsWithProjectionAndInternet'
> &
  Pick<SchoolStatistics, 'hasInternetForTeaching' | 'testSeats' | 'largestTestRoomSeats'>;

/** Share of a lab's machines online that makes the lab online where no pack says so; an assumption of this software. */
const enoughOnlinePercent = 90;

/** Rooms: by the kinds that officers gave them and by what stands in them. */
export function roomFigures(part: SchoolPart, packs: readonly NormPack[]): RoomFigures {
  const { equipment } = part;
  const machinesIn = machinesByRoom(part);
  const labs = part.rooms.filter(({ kind }) => kind === 'lab');
  const enough = onlinePercentOf(packs);
  const seats = part.need.basis === 'measured' ? part.need.usable : null;
  return {
    labRooms: roomsOf(part, 'lab', declaredQuantity(equipment, ['lab-room'])),
    labsOnline: countAnswers(labs.map(({ room }) => isLabOnline(machinesIn.get(room) ?? [], enough))),
    studioRooms: roomsOf(part, 'studio', declaredQuantity(equipment, ['studio-room'])),
    projections: declaredOrSeen(equipment, ['projection'], projectionsSeen(part)),
    classroomsWithProjectionAndInternet: equippedClassrooms(part, machinesIn),
    hasInternetForTeaching: hasTeachingInternet(part),
    testSeats: seats,
    largestTestRoomSeats: seats === null ? null : largestRoom(part),
  };
}

/** A lab is online when enough of its machines that tell are (1568/SGDĐT-GDTrH 2018 §II.3.c: every lab networked). */
export function isLabOnline(machines: readonly SnapshotMachine[], enoughPercent: number): boolean | null {
  const { yes, no } = countAnswers(machines.map(({ wasOnline }) => wasOnline));
  return yes + no === 0 ? null : yes * 100 >= (yes + no) * enoughPercent;
}

export function onlinePercentOf(packs: readonly NormPack[]): number {
  const rules = packs.flatMap(({ items }) => items.filter(({ item }) => item === 'lab-online'));
  return rules[0]?.enoughPercent ?? enoughOnlinePercent;
}

function machinesByRoom({ machines }: SchoolPart): Map<string, SnapshotMachine[]> {
  const rooms = new Map<string, SnapshotMachine[]>();
  for (const { machine } of machines.filter(isPresent)) {
    if (machine.room === undefined) continue;
    rooms.set(machine.room, [...(rooms.get(machine.room) ?? []), machine]);
  }
  return rooms;
}

/** Rooms of a kind; none is known only where every room's kind is. */
function roomsOf({ rooms }: SchoolPart, kind: RoomKind, declared: number | null): number | null {
  const found = rooms.filter((room) => room.kind === kind).length;
  if (declared !== null) return Math.max(declared, found);
  if (found > 0) return found;
  return rooms.length > 0 && rooms.every((room) => room.kind !== null) ? 0 : null;
}

function projectionsSeen({ machines }: SchoolPart): number {
  return machines.filter((plan) => isPresent(plan) && plan.machine.hasProjection === true).length;
}

/** Classrooms where one machine projects and one reaches the Internet; unknown while no machine of a classroom tells both. */
function equippedClassrooms(
  { rooms }: SchoolPart,
  machinesIn: ReadonlyMap<string, readonly SnapshotMachine[]>,
): number | null {
  const { yes, no } = countAnswers(
    rooms
      .filter(({ kind }) => kind === 'classroom')
      .map(({ room }) => {
        const machines = machinesIn.get(room) ?? [];
        const projects = anyYes(machines.map(({ hasProjection }) => hasProjection));
        const online = anyYes(machines.map(({ wasOnline }) => wasOnline));
        if (projects === false || online === false) return false;
        return projects === null || online === null ? null : true;
      }),
  );
  return yes + no === 0 ? null : yes;
}

/** Yes when a machine that pupils or teachers use reached it, or a lab is declared online. */
function hasTeachingInternet({ machines, equipment }: SchoolPart): boolean | null {
  if ((declaredQuantity(equipment, ['lab-online']) ?? 0) > 0) return true;
  const teaching = machines.filter(
    (plan) => isPresent(plan) && ['student', 'teacher'].includes(plan.machine.role),
  );
  return anyYes(teaching.map(({ machine }) => machine.wasOnline));
}

/** Usable machines of the room that has most: how many pupils sit one test together. */
function largestRoom({ machines }: SchoolPart): number {
  const seats = new Map<string, number>();
  for (const { machine, verdict } of machines) {
    if (verdict.counts && machine.room !== undefined) {
      seats.set(machine.room, (seats.get(machine.room) ?? 0) + 1);
    }
  }
  return Math.max(0, ...seats.values());
}
