import type { DatabaseSync } from 'node:sqlite';
import type { EvidenceStore } from '../evidence-port.ts';

/** When the broker served, over SQLite. */
export function createBrokerRuns(
  database: DatabaseSync,
): Pick<EvidenceStore, 'beginRun' | 'markAlive' | 'endRun' | 'brokerRuns'> {
  const begin = database.prepare('INSERT INTO broker_run (started_at, alive_at) VALUES (?1, ?1)');
  const alive = database.prepare('UPDATE broker_run SET alive_at = max(alive_at, ?) WHERE id = ?');
  const end = database.prepare(
    'UPDATE broker_run SET alive_at = max(alive_at, ?1), stopped_at = ?1 WHERE id = ?2',
  );
  const some = database.prepare(
    `SELECT * FROM broker_run WHERE id >= coalesce((SELECT max(id) FROM broker_run WHERE alive_at < ?), 0) ORDER BY id`,
  );
  return {
    beginRun: (at) => Promise.try(() => Number(begin.run(at).lastInsertRowid)),
    markAlive: (runId, at) =>
      Promise.try(() => {
        alive.run(at, runId);
      }),
    endRun: (runId, at) =>
      Promise.try(() => {
        end.run(at, runId);
      }),
    brokerRuns: (from) =>
      Promise.try(() =>
        some.all(from).map((row) => ({
          startedAt: Number(row.started_at),
          aliveAt: Number(row.alive_at),
          stoppedAt: row.stopped_at === null ? null : Number(row.stopped_at),
        })),
      ),
  };
}
