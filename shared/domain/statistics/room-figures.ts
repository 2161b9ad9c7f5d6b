import { isHeld } from '../item/count-machines.ts';
import { countProjection, countRooms } from '../item/count-rooms.ts';
import { declaredCount } from '../item/counted.ts';
import { rulesOf } from '../item/item-rules.ts';
import type { MachinePlan } from '../item/machine-plan.ts';
import type { NormPack } from '../norm.ts';
import { sumUnlessBlank } from '../ratio.ts';
import { anyYes, countAnswers, yesOrUnknown } from './answers.ts';
import type { SchoolPart } from './school-part.ts';
import type { SchoolStatistics } from './school-statistics.ts';

type RoomFigures = Pick<
  SchoolStatistics,
  'labRooms' | 'labsOnline' | 'studioRooms' | 'projections' | 'classrooms' | 'hasInternetForTeaching'
> &
  Pick<SchoolStatistics, 'classroomsWithProjectionAndInternet' | 'testSeats' | 'largestTestRoomSeats'>;

/** Share of a lab's machines online that makes the lab online where no pack says so; an assumption of this software. */
const enoughOnlinePercent = 90;

/** Rooms: by the kinds that officers gave them and by what stands in them. */
export function roomFigures(part: SchoolPart, packs: readonly NormPack[]): RoomFigures {
  const classrooms = sumUnlessBlank(part.school.rows.map((row) => row.classrooms));
  const machinesIn = Map.groupBy(part.machines.filter(isHeld), ({ machine }) => machine.room);
  const inRooms = (kind: 'lab' | 'classroom') =>
    part.rooms.filter((room) => room.kind === kind).map(({ room }) => machinesIn.get(room) ?? []);
  const enough = rulesOf(part.school, packs).find(({ rule }) => rule.item === 'lab-online')?.rule;
  const online = inRooms('lab').map((machines) =>
    isLabOnline(machines, enough?.enoughPercent ?? enoughOnlinePercent),
  );
  const isMeasured = part.need.basis === 'measured';
  return {
    classrooms,
    labRooms: countRooms(part, 'lab')?.existing ?? null,
    labsOnline: countAnswers(online),
    studioRooms: countRooms(part, 'studio')?.existing ?? null,
    projections: countProjection(part, classrooms)?.existing ?? null,
    classroomsWithProjectionAndInternet: yesOrUnknown(countAnswers(inRooms('classroom').map(isEquipped))),
    hasInternetForTeaching: hasTeachingInternet(part),
    testSeats: isMeasured ? part.need.usable : null,
    largestTestRoomSeats: isMeasured ? largestRoom(part) : null,
  };
}

/** Enough of the approved machines that tell reached the Internet (1568/SGDĐT-GDTrH 2018 §II.3.c: every lab networked). */
function isLabOnline(machines: readonly MachinePlan[], enoughPercent: number): boolean | null {
  const approved = machines.filter(({ machine }) => machine.state === 'approved');
  const { yes, no } = countAnswers(approved.map(({ machine }) => machine.wasOnline));
  return yes + no === 0 ? null : yes * 100 >= (yes + no) * enoughPercent;
}

/** One machine of the classroom projects and one reaches the Internet. */
function isEquipped(machines: readonly MachinePlan[]): boolean | null {
  const projects = anyYes(machines.map(({ machine }) => machine.hasProjection));
  const online = anyYes(machines.map(({ machine }) => machine.wasOnline));
  if (projects === false || online === false) return false;
  return projects === null || online === null ? null : true;
}

/** Yes when a machine that pupils or teachers use reached it, or a lab is declared online. */
function hasTeachingInternet({ machines, equipment }: SchoolPart): boolean | null {
  if ((declaredCount(equipment, 'lab-online')?.existing ?? 0) > 0) return true;
  const teaching = machines.filter(
    (plan) => isHeld(plan) && (plan.machine.role === 'student' || plan.machine.role === 'teacher'),
  );
  return anyYes(teaching.map(({ machine }) => machine.wasOnline));
}

/** Usable machines of the room that has most: how many pupils sit one test together. */
function largestRoom({ machines }: SchoolPart): number {
  const seated = machines.filter(({ verdict, machine }) => verdict.counts && machine.room !== undefined);
  const rooms = Map.groupBy(seated, ({ machine }) => machine.room);
  return Math.max(0, ...[...rooms.values()].map(({ length }) => length));
}
