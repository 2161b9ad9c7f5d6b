import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { roomKinds } from '../../../shared/domain/school.ts';
import type { RoomStore, RoomVersion } from '../room-port.ts';
import { inTransaction } from './database.ts';

const roomRow = z
  .object({
    school_code: z.string(),
    room: z.string(),
    site_code: z.string().nullable(),
    valid_from: z.number(),
    kind: z.enum(roomKinds).nullable(),
    seats: z.number().nullable(),
  })
  .transform(
    ({ school_code, site_code, valid_from, ...row }): RoomVersion => ({
      ...row,
      schoolCode: school_code,
      siteCode: site_code,
      validFrom: valid_from,
    }),
  );

/** Appends a version, inside the caller's transaction. */
export function createRoomWriter(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO room_version (school_code, room, site_code, valid_from, kind, seats, actor) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return ({ schoolCode, room, siteCode, validFrom, kind, seats }: RoomVersion, actor: string): void =>
    void insert.run(schoolCode, room, siteCode, validFrom, kind, seats, actor);
}

/** Rooms over SQLite: the version that was said last holds, whatever the clock said. */
export function createRooms(database: DatabaseSync): RoomStore {
  const append = createRoomWriter(database);
  const all = database.prepare(
    `SELECT school_code, room, site_code, valid_from, kind, seats FROM room_version AS r WHERE id =
       (SELECT id FROM room_version WHERE school_code = r.school_code AND room = r.room AND valid_from <= ?
        ORDER BY id DESC LIMIT 1) ORDER BY school_code, room`,
  );
  const one = database.prepare(
    `SELECT school_code, room, site_code, valid_from, kind, seats FROM room_version WHERE school_code = ? AND room = ?
     ORDER BY id DESC LIMIT 1`,
  );
  return {
    room: (schoolCode, room) =>
      Promise.try(() => {
        const row = one.get(schoolCode, room);
        return row === undefined ? null : roomRow.parse(row);
      }),
    rooms: (asAtMs = Number.MAX_SAFE_INTEGER) =>
      Promise.try(() => all.all(asAtMs).map((row) => roomRow.parse(row))),
    saveRoom: (room, actor) => Promise.try(() => append(room, actor)),
    saveRooms: (rooms, actor) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const room of rooms) append(room, actor);
        }),
      ),
  };
}
