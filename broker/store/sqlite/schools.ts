import type { DatabaseSync } from 'node:sqlite';
import type { SchoolMove, SchoolStore } from '../school-port.ts';
import { createAssignments } from './assignments.ts';
import { inTransaction } from './database.ts';
import { createLicenceWriter } from './licences.ts';
import { createLineWriter } from './lines.ts';
import { createOrgWriter } from './org.ts';
import { createRegisterWriter } from './registers.ts';
import { createRoomWriter } from './rooms.ts';

/** Moves of whole schools over SQLite. */
export function createSchools(database: DatabaseSync): SchoolStore {
  const saveOrg = createOrgWriter(database);
  const { append: assign } = createAssignments(database);
  const saveRoom = createRoomWriter(database);
  const saveLine = createLineWriter(database);
  const licence = createLicenceWriter(database);
  const saveRegister = createRegisterWriter(database);
  const tokens = database.prepare('UPDATE token SET school_code = ? WHERE school_code = ?');
  const save = ({ from, to, org, assignments, rooms, lines, licences, registers }: SchoolMove): void => {
    const { at, actor } = org;
    saveOrg(org);
    for (const assignment of assignments) assign(assignment, actor);
    for (const room of rooms) saveRoom(room, actor);
    for (const line of lines) saveLine(line, at, actor);
    for (const change of licences) licence.change(change, at, actor);
    for (const { register, entries } of registers) saveRegister({ register, at, actor, entries });
    tokens.run(to, from);
  };
  return { moveSchool: (move) => Promise.try(() => inTransaction(database, () => save(move))) };
}
