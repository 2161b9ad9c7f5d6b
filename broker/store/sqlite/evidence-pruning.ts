import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { EvidenceStore } from '../evidence-port.ts';
import { inTransaction } from './database.ts';
import { hourOf } from './service-hours.ts';
import { type WatchedTimes, watchedDayOf } from './watched-times.ts';

const dayMs = 86_400_000;
const keptMs = 35 * dayMs;
/** Checks of services are many, and no figure of last month is made from them. */
const checksKeptMs = 8 * dayMs;
/** As long as incidents. */
const watchedKeptMs = 3 * 365 * dayMs;
/** Rows removed in one turn of the event loop, and owners asked for theirs: whoever reports meanwhile waits no longer. */
const pruneStep = 500;
const ownersAtOnce = 100;

/** Removes what is older, in steps, and tells how many rows that were. */
type Removal = (before: number) => Promise<number>;

export type EvidencePruning = Pick<EvidenceStore, 'forgetEvidence' | 'pruneEvidence'>;

/** What a machine said is dropped after some weeks, or at once; when its line was watched shows no machine: that stays. */
export function createEvidencePruning(database: DatabaseSync, watched: WatchedTimes): EvidencePruning {
  return {
    forgetEvidence: createForgetting(database, watched),
    pruneEvidence: createPruning(database, watched),
  };
}

const dropRuns = 'DELETE FROM line_run WHERE';
const dropped = 'RETURNING line_id, from_at, to_at, result';

function createForgetting(database: DatabaseSync, { keep }: WatchedTimes): EvidenceStore['forgetEvidence'] {
  const forget = ['session', 'alive_proof', 'service_hour'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE device_id = ?`),
  );
  const forgetRuns = database.prepare(`${dropRuns} device_id = ? ${dropped}`);
  return (deviceId) =>
    Promise.try(() => {
      inTransaction(database, () => {
        for (const statement of forget) statement.run(deviceId);
        keep(forgetRuns.all(deviceId));
      });
    });
}

function createPruning(database: DatabaseSync, { keep }: WatchedTimes): EvidenceStore['pruneEvidence'] {
  const sessions = database.prepare(
    `DELETE FROM session WHERE (device_id, boot, conn) IN (
       SELECT device_id, boot, conn FROM session WHERE ended_at < ? AND EXISTS (
         SELECT 1 FROM session AS s WHERE s.device_id = session.device_id AND s.born_at > session.born_at)
       LIMIT ${pruneStep})`,
  );
  const proofs = database.prepare(
    `DELETE FROM alive_proof WHERE (device_id, at, boot) IN (
       SELECT device_id, at, boot FROM alive_proof WHERE at < ? LIMIT ${pruneStep})`,
  );
  const runs = database.prepare(
    `${dropRuns} id IN (SELECT id FROM line_run WHERE to_at < ? LIMIT ${pruneStep}) ${dropped}`,
  );
  const removals = {
    sessions: inSteps(database, (before) => Number(sessions.run(before).changes)),
    proofs: inSteps(database, (before) => Number(proofs.run(before).changes)),
    runs: inSteps(database, (before) => {
      const rows = runs.all(before);
      keep(rows);
      return rows.length;
    }),
    samples: byOwner(database, { table: 'line_sample', owner: 'line_id', time: 'at' }),
    hours: byOwner(database, { table: 'service_hour', owner: 'device_id', time: 'hour' }),
    watched: byOwner(database, { table: 'line_watched', owner: 'line_id', time: 'day' }),
  };
  return async (nowMs) => {
    let removed = 0;
    for (const each of ['sessions', 'proofs', 'runs', 'samples'] as const) {
      removed += await removals[each](nowMs - keptMs);
    }
    removed += await removals.hours(hourOf(nowMs - checksKeptMs));
    return removed + (await removals.watched(watchedDayOf(nowMs - watchedKeptMs)));
  };
}

function inSteps(database: DatabaseSync, drop: (before: number) => number): Removal {
  return async (before) => {
    let removed = 0;
    for (let step = pruneStep; step === pruneStep; removed += step) {
      step = inTransaction(database, () => drop(before));
      await setImmediate();
    }
    return removed;
  };
}

/** Of a table whose key begins with an owner and a time: what is old is found there, owner by owner, without reading the rest. */
function byOwner(
  database: DatabaseSync,
  { table, owner, time }: { readonly table: string; readonly owner: string; readonly time: string },
): Removal {
  const next = database.prepare(`SELECT min(${owner}) AS id FROM ${table} WHERE ${owner} > ?`);
  const old = database.prepare(`DELETE FROM ${table} WHERE ${owner} = ? AND ${time} < ?`);
  return async (before) => {
    let removed = 0;
    let id = next.get('')?.id;
    while (typeof id === 'string') {
      inTransaction(database, () => {
        for (let left = ownersAtOnce; left > 0 && typeof id === 'string'; left -= 1) {
          removed += Number(old.run(id, before).changes);
          id = next.get(id)?.id;
        }
      });
      await setImmediate();
    }
    return removed;
  };
}
