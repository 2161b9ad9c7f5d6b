import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { roomKinds } from '../../../shared/domain/school.ts';
import type { RoomStore, RoomVersion } from '../room-port.ts';

const roomRow = z
  .object({
    school_code: z.string(),
    room: z.string(),
    valid_from: z.number(),
    kind: z.enum(roomKinds).nullable(),
    seats: z.number().nullable(),
  })
  .transform(
    ({ school_code, valid_from, ...row }): RoomVersion => ({
      ...row,
      schoolCode: school_code,
      validFrom: valid_from,
    }),
  );

/** Rooms over SQLite: the version that was said last holds, whatever the clock said. */
export function createRooms(database: DatabaseSync): RoomStore {
  const insert = database.prepare(
    'INSERT INTO room_version (school_code, room, valid_from, kind, seats, actor) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const all = database.prepare(
    `SELECT school_code, room, valid_from, kind, seats FROM room_version AS r WHERE id =
       (SELECT id FROM room_version WHERE school_code = r.school_code AND room = r.room AND valid_from <= ?
        ORDER BY id DESC LIMIT 1) ORDER BY school_code, room`,
  );
  const one = database.prepare(
    `SELECT school_code, room, valid_from, kind, seats FROM room_version WHERE school_code = ? AND room = ?
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
    saveRoom: ({ schoolCode, room, validFrom, kind, seats }, actor) =>
      Promise.try(() => void insert.run(schoolCode, room, validFrom, kind, seats, actor)),
  };
}
