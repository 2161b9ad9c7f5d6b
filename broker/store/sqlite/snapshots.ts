import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { remark } from '../../../shared/contract/snapshot.ts';
import { snapshotGaps, snapshotKinds } from '../../../shared/domain/snapshot/snapshot.ts';
import type { SnapshotHead, SnapshotStore, SnapshotWord } from '../snapshot-port.ts';
import { jsonColumn } from './json-column.ts';

const headRow = z
  .object({
    name: z.string(),
    kind: z.enum(snapshotKinds),
    as_at: z.number(),
    taken_at: z.number(),
    taken_by: z.string(),
    sha256: z.string(),
    schools: z.number(),
    machines: z.number(),
    gaps: jsonColumn(z.array(z.enum(snapshotGaps))),
  })
  .transform(
    ({ as_at, taken_at, taken_by, ...rest }): SnapshotHead => ({
      ...rest,
      ...{ asAt: as_at, takenAt: taken_at, takenBy: taken_by },
    }),
  );
const contentRow = z.object({ content: z.instanceof(Uint8Array) });
const wordRow = z
  .object({
    name: z.string(),
    school_code: z.string(),
    state: z.enum(['confirmed', 'disputed', 'closed']),
    at: z.number(),
    actor: z.string(),
    role: z.string(),
    remarks: jsonColumn(z.array(remark)),
  })
  .transform(
    ({ school_code, ...rest }): SnapshotWord => ({
      ...rest,
      schoolCode: school_code === '' ? null : school_code,
    }),
  );

/** Snapshots over SQLite; one statement writes one, so that there is the whole of it or nothing. */
export function createSnapshots(database: DatabaseSync): SnapshotStore {
  const columns = 'name, kind, as_at, taken_at, taken_by, sha256, schools, machines, gaps';
  const all = database.prepare(`SELECT ${columns} FROM snapshot ORDER BY as_at DESC, name`);
  const head = database.prepare(`SELECT ${columns} FROM snapshot WHERE name = ?`);
  const content = database.prepare('SELECT content FROM snapshot WHERE name = ?');
  const insert = database.prepare(
    `INSERT INTO snapshot (${columns}, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
  );
  const newest =
    'FROM snapshot_word WHERE id IN (SELECT max(id) FROM snapshot_word WHERE name = ? GROUP BY school_code)';
  const words = database.prepare(`SELECT * ${newest} ORDER BY id`);
  const wordsOf = database.prepare(
    'SELECT * FROM snapshot_word WHERE name = ? AND school_code = ? ORDER BY id',
  );
  const states = database.prepare(`SELECT state, count(*) AS schools ${newest} GROUP BY state`);
  const say = database.prepare(
    'INSERT INTO snapshot_word (name, school_code, state, at, actor, role, remarks) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return {
    snapshots: () => Promise.try(() => all.all().map((row) => headRow.parse(row))),
    snapshotHead: (name) =>
      Promise.try(() => {
        const row = head.get(name);
        return row === undefined ? null : headRow.parse(row);
      }),
    snapshotContent: (name) =>
      Promise.try(() => {
        const row = content.get(name);
        return row === undefined ? null : contentRow.parse(row).content;
      }),
    addSnapshot: ({ name, kind, asAt, takenAt, takenBy, sha256, ...rest }) =>
      Promise.try(() => {
        const gaps = JSON.stringify(rest.gaps);
        const counts = [rest.schools, rest.machines] as const;
        const done = insert.run(name, kind, asAt, takenAt, takenBy, sha256, ...counts, gaps, rest.content);
        return done.changes === 1;
      }),
    snapshotWords: (name) => Promise.try(() => words.all(name).map((row) => wordRow.parse(row))),
    snapshotWordsOf: (name, schoolCode) =>
      Promise.try(() => wordsOf.all(name, schoolCode).map((row) => wordRow.parse(row))),
    snapshotStanding: (name) =>
      Promise.try(() => {
        const schools = new Map(states.all(name).map((row) => [row.state, Number(row.schools)]));
        return {
          confirmed: schools.get('confirmed') ?? 0,
          disputed: schools.get('disputed') ?? 0,
          isClosed: schools.has('closed'),
        };
      }),
    addSnapshotWord: ({ name, schoolCode, state, at, actor, role, remarks }) =>
      Promise.try(() => {
        say.run(name, schoolCode ?? '', state, at, actor, role, JSON.stringify(remarks));
      }),
  };
}
