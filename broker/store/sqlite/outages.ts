import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { outageScopeKinds } from '../../../shared/contract/line-rows.ts';
import type { Interval, Outage } from '../../../shared/domain/outage/evidence.ts';
import { outageCauses } from '../../../shared/domain/outage.ts';
import {
  maxVersions,
  type OutageFilter,
  type OutageRecord,
  type OutageStore,
  type OutageVersion,
  type OutageWrites,
} from '../outage-port.ts';
import { createBrokerRuns } from './broker-runs.ts';
import { inTransaction } from './database.ts';
import { createEvidenceReader } from './evidence-reader.ts';
import { jsonColumn, readable } from './json-column.ts';
import { createSessionRows } from './sessions.ts';

const detail = z.object({
  schoolCodes: z.array(z.string()),
  witnesses: z.array(z.string()),
  evidence: z.array(z.object({ code: z.string(), count: z.number().nullable(), at: z.number().nullable() })),
});
const word = z.object({
  cause: z.enum(outageCauses),
  scope_kind: z.enum(outageScopeKinds),
  scope_id: z.string(),
  start_from: z.number(),
  start_to: z.number(),
  end_from: z.number().nullable(),
  end_to: z.number().nullable(),
  confidence: z.number(),
  revision: z.number(),
});
const outageRow = word
  .extend({
    id: z.number(),
    school_code: z.string().nullable(),
    impact: z.enum(['down', 'degraded']),
    detail: jsonColumn(detail),
    withdrawn_at: z.number().nullable(),
  })
  .transform(
    ({ id, school_code, impact, detail: told, withdrawn_at, ...row }): OutageRecord => ({
      ...{ outageId: id, schoolCode: school_code, impact, withdrawnAt: withdrawn_at },
      ...told,
      ...wordOf(row),
    }),
  );
const versionRow = word.extend({ at: z.number(), witnesses: z.number(), is_withdrawn: z.number() }).transform(
  ({ at, witnesses, is_withdrawn, ...row }): OutageVersion => ({
    ...{ at, witnesses, isWithdrawn: is_withdrawn === 1 },
    ...wordOf(row),
  }),
);

/** Incidents read in one turn of the event loop: a month of a province has thousands, each with its witnesses. */
const readAtOnce = 500;

function wordOf(row: z.output<typeof word>) {
  const { cause, confidence, revision, end_from, end_to } = row;
  const end: Interval | null = end_from === null || end_to === null ? null : { from: end_from, to: end_to };
  return {
    ...{ cause, confidence, revision, end },
    scope: { kind: row.scope_kind, id: row.scope_id },
    start: { from: row.start_from, to: row.start_to },
  };
}

/** Outages and what they are judged from over SQLite. A row of another build is left out. */
export function createOutages(database: DatabaseSync): OutageStore {
  const open = database.prepare('SELECT * FROM outage WHERE end_to IS NULL AND withdrawn_at IS NULL');
  const one = database.prepare('SELECT * FROM outage WHERE id = ?');
  const versions = database.prepare(
    `SELECT * FROM outage_version WHERE outage_id = ? ORDER BY revision DESC LIMIT ${maxVersions}`,
  );
  const write = createOutageWriter(database);
  return {
    ...createSessionRows(database),
    ...createEvidenceReader(database),
    ...createBrokerRuns(database),
    saveOutages: (writes, at) => Promise.try(() => inTransaction(database, () => write(writes, at))),
    openOutages: () => Promise.try(() => readable(open.all(), outageRow)),
    outages: createOutageList(database),
    outage: (id) => Promise.try(() => readable([one.get(id)], outageRow)[0] ?? null),
    outageVersions: (id) => Promise.try(() => readable(versions.all(id), versionRow)),
    pruneOutages: createOutagePruning(database),
  };
}

function createOutageList(database: DatabaseSync): OutageStore['outages'] {
  const some = database.prepare(
    `SELECT id FROM outage WHERE withdrawn_at IS NULL AND start_from <= ?2
       AND id IN (SELECT id FROM outage WHERE end_to >= ?1 UNION ALL SELECT id FROM outage WHERE end_to IS NULL AND withdrawn_at IS NULL)
       AND (?3 IS NULL OR cause = ?3) AND (?4 IS NULL OR (end_to IS NULL) = ?4)
       AND (?5 IS NULL OR school_code IS NULL OR school_code IN (SELECT value FROM json_each(?5)))
     ORDER BY start_from DESC, id DESC LIMIT ?6`,
  );
  const one = database.prepare('SELECT * FROM outage WHERE id = ?');
  return async ({ span, cause, isOpen, schoolCodes }: OutageFilter, limit) => {
    const wanted = isOpen === undefined ? null : Number(isOpen);
    const codes = schoolCodes === undefined ? null : JSON.stringify(schoolCodes);
    const ids = some.all(span.from, span.to, cause ?? null, wanted, codes, limit).map(({ id }) => Number(id));
    const found: OutageRecord[] = [];
    for (let from = 0; from < ids.length; from += readAtOnce) {
      if (from > 0) await setImmediate();
      const rows = ids.slice(from, from + readAtOnce).map((id) => one.get(id));
      found.push(...readable(rows, outageRow));
    }
    return found;
  };
}

/** Writes inside the caller's transaction; the present word stands in the history too. */
function createOutageWriter(database: DatabaseSync): (writes: OutageWrites, at: number) => number[] {
  const insert = database.prepare(
    `INSERT INTO outage (cause, scope_kind, scope_id, school_code, impact, start_from, start_to, end_from, end_to, confidence,
       detail, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  );
  const update = database.prepare(
    `UPDATE outage SET cause = ?, scope_kind = ?, scope_id = ?, school_code = ?, impact = ?, start_from = ?, start_to = ?,
       end_from = ?, end_to = ?, confidence = ?, detail = ?, revision = revision + ? WHERE id = ?`,
  );
  const withdraw = database.prepare(
    'UPDATE outage SET withdrawn_at = ?, revision = revision + 1 WHERE id = ? AND withdrawn_at IS NULL',
  );
  const note = database.prepare(
    `INSERT OR REPLACE INTO outage_version SELECT id, revision, ?2, cause, scope_kind, scope_id, start_from, start_to, end_from,
       end_to, confidence, json_array_length(detail, '$.witnesses'), withdrawn_at IS NOT NULL FROM outage WHERE id = ?1`,
  );
  const trim = database.prepare(
    `DELETE FROM outage_version WHERE outage_id = ?1
       AND revision <= (SELECT revision FROM outage WHERE id = ?1) - ${maxVersions}`,
  );
  return ({ opened, revised, withdrawn }, at) => {
    for (const { outageId, outage, isNewWord } of revised) {
      update.run(...columnsOf(outage), Number(isNewWord), outageId);
      if (isNewWord) {
        note.run(outageId, at);
        trim.run(outageId);
      }
    }
    for (const id of withdrawn) if (withdraw.run(at, id).changes > 0) note.run(id, at);
    return opened.map((outage) => {
      const id = Number(insert.run(...columnsOf(outage)).lastInsertRowid);
      note.run(id, at);
      return id;
    });
  };
}

function columnsOf(outage: Outage) {
  const { cause, scope, schoolCode, impact, start, end, confidence } = outage;
  const { schoolCodes, witnesses, evidence } = outage;
  return [
    ...[cause, scope.kind, scope.id, schoolCode, impact, start.from, start.to],
    ...[end?.from ?? null, end?.to ?? null, confidence],
    JSON.stringify({ schoolCodes, witnesses, evidence }),
  ];
}

function createOutagePruning(database: DatabaseSync): OutageStore['pruneOutages'] {
  const old = 'SELECT id FROM outage WHERE coalesce(end_to, withdrawn_at) < ?';
  const forgetVersions = database.prepare(`DELETE FROM outage_version WHERE outage_id IN (${old})`);
  const forget = database.prepare(`DELETE FROM outage WHERE id IN (${old})`);
  return (before) =>
    Promise.try(() =>
      inTransaction(database, () => {
        forgetVersions.run(before);
        return Number(forget.run(before).changes);
      }),
    );
}
