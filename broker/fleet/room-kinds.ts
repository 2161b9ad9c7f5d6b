import type { RoomKind } from '../../shared/domain/school.ts';
import type { RoomVersion } from '../store/room-port.ts';

/** What each described room is for. */
export type RoomKinds = ReadonlyMap<string, RoomKind | null>;

type Place = { readonly schoolCode: string; readonly room: string | null };

export function roomKindsOf(rooms: readonly RoomVersion[]): RoomKinds {
  return new Map(rooms.map((room) => [keyOf(room), room.kind]));
}

/** The kind of the room that a machine stands in; null when it stands in none or nobody said what it is. */
export function roomKindOf(rooms: RoomKinds, place: Place): RoomKind | null {
  return place.room === null ? null : (rooms.get(keyOf(place)) ?? null);
}

/** A school's code has no slash. */
function keyOf({ schoolCode, room }: Place): string {
  return `${schoolCode}/${room}`;
}
