import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { deviceStates, roles } from '../../../shared/domain/device.ts';
import type { Assignment, RegistryStore } from '../registry-port.ts';

const assignmentRow = z
  .object({
    device_id: z.string(),
    valid_from: z.number(),
    school_code: z.string(),
    room: z.string().nullable(),
    seat: z.string().nullable(),
    role: z.enum(roles),
    state: z.enum(deviceStates),
    confirmed_good_at: z.number().nullable(),
  })
  .transform(
    (row): Assignment => ({
      deviceId: row.device_id,
      validFrom: row.valid_from,
      schoolCode: row.school_code,
      room: row.room,
      seat: row.seat,
      role: row.role,
      state: row.state,
      confirmedGoodAt: row.confirmed_good_at,
    }),
  );

/** Where machines belong: the newest version holds; `append` runs inside the caller's transaction. */
export function createAssignments(database: DatabaseSync) {
  const columns = 'device_id, valid_from, school_code, room, seat, role, state, confirmed_good_at';
  // No earlier than the version before: where the clock was set back, what was said last holds all the same.
  const insert = database.prepare(
    `INSERT INTO assignment_version (${columns}, actor) VALUES
       (?1, max(?2, coalesce((SELECT max(valid_from) FROM assignment_version WHERE device_id = ?1), 0)), ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
  );
  const newestFirst = 'ORDER BY valid_from DESC, id DESC LIMIT 1';
  const one = database.prepare(
    `SELECT ${columns} FROM assignment_version WHERE device_id = ? ${newestFirst}`,
  );
  const all = database.prepare(
    `SELECT ${columns} FROM assignment_version AS a WHERE id =
       (SELECT id FROM assignment_version WHERE device_id = a.device_id AND valid_from <= ? ${newestFirst}) ORDER BY device_id`,
  );
  const append = (next: Assignment, actor: string): void => {
    const { deviceId, validFrom, schoolCode, room, seat, role, state, confirmedGoodAt } = next;
    insert.run(deviceId, validFrom, schoolCode, room, seat, role, state, confirmedGoodAt, actor);
  };
  const port: Pick<RegistryStore, 'assignments' | 'assignment' | 'assign'> = {
    assignments: (asAtMs = Number.MAX_SAFE_INTEGER) =>
      Promise.try(() => all.all(asAtMs).map((row) => assignmentRow.parse(row))),
    assignment: (deviceId) =>
      Promise.try(() => {
        const row = one.get(deviceId);
        return row === undefined ? null : assignmentRow.parse(row);
      }),
    assign: (next, actor) => Promise.try(() => append(next, actor)),
  };
  return { port, append };
}
