import type { RoomKind } from '../school.ts';
import { isHeld } from './count-machines.ts';
import { type Count, type Counted, combined, countedAnswers, declaredCount } from './counted.ts';
import type { Holdings } from './holdings.ts';
import type { MachinePlan } from './machine-plan.ts';
import { sitesWithClasses } from './sites.ts';

interface Room {
  readonly kind: RoomKind | null;
  readonly machines: readonly MachinePlan[];
}

/** Rooms of a kind. None is known only where every room's kind is: a school that described no room is not without labs. */
export function countRooms(holdings: Holdings, kind: 'lab' | 'studio'): Count | null {
  const rooms = roomsOf(holdings);
  const found = rooms.filter((room) => room.kind === kind).length;
  const isWhole = rooms.length > 0 && rooms.every((room) => room.kind !== null);
  const measured = found > 0 || isWhole ? { existing: found, usable: found, isWhole } : null;
  return combined(measured, declaredCount(holdings.equipment, kind === 'lab' ? 'lab-room' : 'studio-room'));
}

/**
 * Labs of which enough machines reached the Internet on the last school day on which they were on
 * (1568/SGDĐT-GDTrH 2018 §II.3.c: every lab networked). A lab of which no machine tells is unknown.
 * @param enoughPercent share that is enough, of the machines that tell
 * @param labs labs of the school, when known: those that no room describes are unknown too
 */
export function countLabsOnline(
  holdings: Holdings,
  enoughPercent: number,
  labs: number | null,
): Count | null {
  const rooms = roomsOf(holdings).filter(({ kind }) => kind === 'lab');
  const answers = rooms.map(({ machines }) => isLabOnline(machines, enoughPercent));
  const told = countedAnswers(answers);
  const isWhole = told.isWhole && labs !== null && rooms.length >= labs;
  return combined(
    rooms.length === 0 ? null : { ...told, isWhole },
    declaredCount(holdings.equipment, 'lab-online'),
  );
}

function isLabOnline(machines: readonly MachinePlan[], enoughPercent: number): boolean | null {
  const answers = machines
    .filter((plan) => isHeld(plan) && plan.machine.state === 'approved')
    .flatMap(({ machine }) => machine.wasOnline ?? []);
  if (answers.length === 0) return null;
  return answers.filter(Boolean).length * 100 >= answers.length * enoughPercent;
}

/**
 * Classrooms in which a machine projects (second display, projector or TV).
 * @param classrooms classrooms of the school, when known: those without a machine that tells are unknown
 */
export function countProjection(holdings: Holdings, classrooms: number | null): Count | null {
  const answers = roomsOf(holdings)
    .filter(({ kind }) => kind === 'classroom')
    .map(({ machines }) => projects(machines));
  const told = countedAnswers(answers);
  const isWhole = told.isWhole && classrooms !== null && answers.length >= classrooms;
  const measured: Counted = { existing: told.usable, usable: told.usable, isWhole };
  const isSilent = answers.every((answer) => answer === null);
  return combined(isSilent ? null : measured, declaredCount(holdings.equipment, 'projection'));
}

function projects(machines: readonly MachinePlan[]): boolean | null {
  const answers = machines.filter(isHeld).flatMap(({ machine }) => machine.hasProjection ?? []);
  return answers.length === 0 ? null : answers.includes(true);
}

/** Sites with an access point, as declared: an adapter in a machine does not show that there is a network. */
export function countWifiSites({ school, equipment }: Holdings): Count | null {
  const points = equipment.filter(({ item }) => item === 'access-point' || item === 'wifi');
  if (points.length === 0) return null;
  const sites = sitesWithClasses(school);
  const answers = sites.map((site) => {
    const here = points.filter(
      ({ siteCode, quantity }) => quantity > 0 && (sites.length === 1 || siteCode === site),
    );
    if (here.some(({ working }) => (working ?? 0) > 0)) return true;
    return here.some(({ working }) => working === null) ? null : false;
  });
  const told = countedAnswers(answers);
  const existing = answers.filter((answer) => answer !== false).length;
  return { ...told, existing, source: 'declared' };
}

/** Rooms that officers described, and rooms that only machines name. */
function roomsOf({ rooms, machines }: Holdings): Room[] {
  const inRoom = Map.groupBy(machines, ({ machine }) => machine.room);
  const described = new Set(rooms.map(({ room }) => room));
  const named = [...inRoom].flatMap(([room, plans]) => {
    if (room === undefined || described.has(room)) return [];
    return [
      { kind: plans.find(({ machine }) => machine.roomKind)?.machine.roomKind ?? null, machines: plans },
    ];
  });
  return [...rooms.map(({ room, kind }) => ({ kind, machines: inRoom.get(room) ?? [] })), ...named];
}
