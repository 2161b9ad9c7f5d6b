import type { LineEntry } from '../../shared/contract/line-rows.ts';
import type { Unit } from '../../shared/contract/view.ts';
import type { LicenceRecord } from '../store/licence-port.ts';
import type { OrgChange, RosterRow } from '../store/org-port.ts';
import type { Assignment } from '../store/registry-port.ts';
import type { RoomVersion } from '../store/room-port.ts';
import type { SchoolMove } from '../store/school-port.ts';
import type { Stamp } from './home.ts';

/** Everything that stands under a school's code, and what its new code has already. */
export type MovingSchool = {
  readonly from: string;
  readonly to: string;
  /** The school becomes part of another one; else it gets another code. */
  readonly isMerge: boolean;
  readonly units: readonly Unit[];
  readonly roster: readonly RosterRow[];
  readonly assignments: readonly Assignment[];
  readonly rooms: readonly RoomVersion[];
  readonly lines: readonly LineEntry[];
  readonly licences: readonly LicenceRecord[];
  readonly registers: SchoolMove['registers'];
};

const maxRoomLength = 64;

/**
 * New versions of all that follows a school to its new code; what stood under the old one ends there and stays as history. In a
 * merger the roster rows and the unit of the old school end, and a room whose name the other school has, too, gets the old code
 * behind its name, so that seats of two rooms are never one.
 */
export function planMove(school: MovingSchool, { at, actor }: Stamp): SchoolMove {
  const { from, to } = school;
  const isItsOwn = ({ schoolCode }: { readonly schoolCode: string }): boolean => schoolCode === from;
  const names = roomNames(school);
  const renamed = (room: string): string => names.get(room) ?? room;
  const rooms = school.rooms.filter(isItsOwn);
  return {
    from,
    to,
    org: { at, actor, ...orgOf(school) },
    assignments: school.assignments.filter(isItsOwn).map((assignment) => ({
      ...assignment,
      schoolCode: to,
      room: assignment.room === null ? null : renamed(assignment.room),
      validFrom: at,
    })),
    rooms: rooms.flatMap((room) => [
      { ...room, schoolCode: to, room: renamed(room.room), validFrom: at },
      { ...room, siteCode: null, kind: null, seats: null, validFrom: at },
    ]),
    lines: school.lines.filter(isItsOwn).map((line) => ({ ...line, schoolCode: to })),
    licences: school.licences
      .filter(isItsOwn)
      .map(({ id, ...version }) => ({ id, version: { ...version, schoolCode: to, validFrom: at } })),
    registers: school.registers,
  };
}

function orgOf({
  from,
  to,
  isMerge,
  units,
  roster,
}: MovingSchool): Pick<OrgChange, 'units' | 'rows' | 'endedUnits' | 'endedRows'> {
  const unit = units.find(({ kind, code }) => kind === 'school' && code === from);
  const endedRows = roster.filter(({ schoolCode }) => schoolCode === from);
  if (unit === undefined) return { units: [], rows: [], endedRows };
  if (isMerge) return { units: [], rows: [], endedRows, endedUnits: subtree(unit, units) };
  const rows = endedRows.map((row) => ({ ...row, schoolCode: to }));
  return { units: [{ ...unit, code: to }], rows, endedRows };
}

/** A unit and everything below it. */
function subtree(top: Unit, units: readonly Unit[]): readonly Unit[] {
  const below = units.filter(({ parentId }) => parentId === top.unitId);
  return [top, ...below.flatMap((unit) => subtree(unit, units))];
}

/** New names of the moving rooms that the other school has, too. */
function roomNames({ from, to, assignments, rooms }: MovingSchool): ReadonlyMap<string, string> {
  const roomsOf = (code: string): ReadonlySet<string> =>
    new Set([
      ...rooms.flatMap(({ schoolCode, room }) => (schoolCode === code ? room : [])),
      ...assignments.flatMap(({ schoolCode, room }) => (schoolCode === code ? (room ?? []) : [])),
    ]);
  const taken = new Set([...roomsOf(to), ...roomsOf(from)]);
  const there = roomsOf(to);
  return new Map(
    [...roomsOf(from)].sort().flatMap((room) => {
      if (!there.has(room)) return [];
      const name = freeName(room, from, taken);
      taken.add(name);
      return [[room, name] as const];
    }),
  );
}

/** `PM1 (0012)`, and where that is taken `PM1 (0012) 2`, within what a room's name may be. */
function freeName(room: string, code: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? ` (${code})` : ` (${code}) ${number}`;
    const name = `${room.slice(0, maxRoomLength - suffix.length).trimEnd()}${suffix}`;
    if (!taken.has(name)) return name;
  }
}
