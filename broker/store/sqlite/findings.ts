import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { findingCodes } from '../../../shared/domain/finding.ts';
import { severities } from '../../../shared/domain/outage.ts';
import {
  endings,
  type FindingChanges,
  type FindingRecord,
  type FindingSpan,
  type FindingStore,
  type FindingSubject,
  maxEndedPerCode,
} from '../finding-port.ts';
import { inTransaction } from './database.ts';
import { jsonColumn, readable } from './json-column.ts';
import { createJudgedRows } from './judged-devices.ts';

const span = z.object({
  id: z.number(),
  device_id: z.string().nullable(),
  school_code: z.string().nullable(),
  since: z.number(),
  ended_at: z.number().nullable(),
  ending: z.enum(endings).nullable(),
});
const spanRow = span.transform(
  ({ id, since, ended_at, ending, ...subject }): FindingSpan => ({
    id,
    since,
    endedAt: ended_at,
    ending,
    ...subjectOf(subject),
  }),
);
const evidence = z.array(z.object({ fact: z.string(), value: z.string() }));
const findingRow = span
  .extend({
    code: z.enum(findingCodes),
    severity: z.enum(severities),
    evidence: jsonColumn(evidence),
    explained_by: z.enum(findingCodes).nullable(),
    last_found_at: z.number(),
    status: z.enum(['open', 'acknowledged', 'accepted']).nullable(),
    reason: z.string().nullable(),
    accepted_until: z.number().nullable(),
    actor: z.string().nullable(),
    at: z.number().nullable(),
  })
  .transform(
    ({ id, code, severity, since, ending, status, reason, actor, at, ...row }): FindingRecord => ({
      ...{ id, code, severity, evidence: row.evidence, explainedBy: row.explained_by },
      ...{ since, lastFoundAt: row.last_found_at, endedAt: row.ended_at, ending },
      ...subjectOf(row),
      decision:
        status === null
          ? null
          : { status, reason, acceptedUntil: row.accepted_until, by: actor ?? '', at: at ?? 0 },
    }),
  );

/** The table's CHECK allows no other. */
function subjectOf(row: { device_id: string | null; school_code: string | null }): FindingSubject {
  if (row.device_id !== null) return { deviceId: row.device_id, schoolCode: null };
  return { deviceId: null, schoolCode: row.school_code ?? '' };
}

/** Findings over SQLite. A row of a code that this build does not know is left out. */
export function createFindings(database: DatabaseSync): FindingStore {
  const columns = 'f.id, f.device_id, f.school_code, f.since, f.ended_at, f.ending';
  const whole = `SELECT ${columns}, f.code, f.severity, f.evidence, f.explained_by, f.last_found_at,
      d.status, d.reason, d.accepted_until, d.actor, d.at FROM finding AS f
    LEFT JOIN finding_decision AS d ON d.id = (SELECT max(id) FROM finding_decision WHERE finding_id = f.id)`;
  const open = database.prepare(`${whole} WHERE f.ended_at IS NULL ORDER BY f.id`);
  const ended = database.prepare(
    `${whole} WHERE f.ended_at >= ? AND f.ending NOT IN ('left', 'withdrawn') AND f.id < ?
     AND coalesce(f.device_id, f.school_code) IN (SELECT value FROM json_each(?)) ORDER BY f.id DESC LIMIT ?`,
  );
  const spans = database.prepare(
    `SELECT ${columns} FROM finding AS f WHERE f.id > ? AND (f.ended_at IS NULL OR f.ended_at >= ?) ORDER BY f.id LIMIT ?`,
  );
  const decide = database.prepare(
    'INSERT INTO finding_decision (finding_id, at, actor, status, reason, accepted_until) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const { write: writeJudged, ...judged } = createJudgedRows(database);
  const writeChanges = createChangeWriter(database);
  return {
    ...judged,
    eachOpenFinding: (take) =>
      Promise.try(() => {
        for (const row of open.iterate()) {
          const finding = findingRow.safeParse(row);
          if (finding.success) take(finding.data);
        }
      }),
    saveFindings: (changes) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const row of changes.judged) writeJudged(row);
          return writeChanges(changes);
        }),
      ),
    decideFindings: (ids, { status, reason, acceptedUntil, by, at }) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const id of ids) decide.run(id, at, by, status, reason, acceptedUntil);
        }),
      ),
    endedFindings: ({ subjects, sinceMs }, { beforeId, limit }) =>
      Promise.try(() => readable(ended.all(sinceMs, beforeId, JSON.stringify(subjects), limit), findingRow)),
    findingSpans: (sinceMs, { afterId, limit }) =>
      Promise.try(() => spans.all(afterId, sinceMs, limit).map((row) => spanRow.parse(row))),
  };
}

/** Writes openings, sightings and ends inside the caller's transaction. */
function createChangeWriter(database: DatabaseSync) {
  const insert = database.prepare(
    `INSERT INTO finding (device_id, school_code, code, severity, evidence, explained_by, since, last_found_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const see = database.prepare(
    'UPDATE finding SET severity = ?, evidence = ?, explained_by = ?, last_found_at = ? WHERE id = ?',
  );
  const end = database.prepare(
    `UPDATE finding SET ended_at = ?, ending = ? WHERE id = ? AND ended_at IS NULL
     RETURNING coalesce(device_id, school_code) AS subject, code`,
  );
  const surplus = database.prepare(
    `SELECT id FROM finding WHERE coalesce(device_id, school_code) = ? AND code = ? AND ended_at IS NOT NULL
     ORDER BY ended_at DESC, id DESC LIMIT -1 OFFSET ${maxEndedPerCode}`,
  );
  const forget = database.prepare('DELETE FROM finding WHERE id = ?');
  const forgetDecisions = database.prepare('DELETE FROM finding_decision WHERE finding_id = ?');
  const cutBack = (subject: string, code: string): void => {
    for (const { id } of surplus.all(subject, code)) {
      forget.run(Number(id));
      forgetDecisions.run(Number(id));
    }
  };
  return ({ opened, seen, ended }: FindingChanges): number[] => {
    for (const { id, at, ending } of ended) {
      const row = end.get(at, ending, id);
      if (row !== undefined) cutBack(String(row.subject), String(row.code));
    }
    for (const one of seen) {
      see.run(one.severity, JSON.stringify(one.evidence), one.explainedBy, one.lastFoundAt, one.id);
    }
    return opened.map((one) => {
      const { deviceId, schoolCode, code, severity, explainedBy, since, lastFoundAt } = one;
      const json = JSON.stringify(one.evidence);
      const row = [deviceId, schoolCode, code, severity, json, explainedBy, since, lastFoundAt];
      return Number(insert.run(...row).lastInsertRowid);
    });
  };
}
