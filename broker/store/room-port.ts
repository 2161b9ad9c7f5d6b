import type { RoomKind } from '../../shared/domain/school.ts';

/** What a room is and how many seats it has, since `validFrom` (ms UTC). */
export type RoomVersion = {
  readonly schoolCode: string;
  readonly room: string;
  /** The site that it stands on; null is the main site. */
  readonly siteCode: string | null;
  readonly validFrom: number;
  readonly kind: RoomKind | null;
  readonly seats: number | null;
};

/** Rooms as described: append-only versions. Rooms that only machines name are not here. */
export type RoomStore = {
  /** The newest version of every room; with `asAtMs` only what had been said by then. */
  readonly rooms: (asAtMs?: number) => Promise<readonly RoomVersion[]>;
  /** Its newest version; null when nobody described it. */
  readonly room: (schoolCode: string, room: string) => Promise<RoomVersion | null>;
  readonly saveRoom: (room: RoomVersion, actor: string) => Promise<void>;
  /** All or none. */
  readonly saveRooms: (rooms: readonly RoomVersion[], actor: string) => Promise<void>;
};
