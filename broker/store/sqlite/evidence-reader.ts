import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { EvidenceStore, LineRunRow, LineSampleRow } from '../evidence-port.ts';
import { inTransaction } from './database.ts';
import { joinRuns, unpackRun } from './evidence.ts';
import { readable } from './json-column.ts';
import { hourOf, unpackChecks } from './service-hours.ts';
import { createWatchedTimes, type WatchedTimes } from './watched-times.ts';

const dayMs = 86_400_000;
const keptMs = 35 * dayMs;
/** Checks of services are many, and no figure of last month is made from them. */
const checksKeptMs = 8 * dayMs;
/** As long as incidents. */
const watchedKeptMs = 3 * 365 * dayMs;
/** Rows removed in one step, so that pruning never holds the event loop for long. */
const pruneStep = 2_000;

const runRow = z
  .object({
    device_id: z.string(),
    line_id: z.string().nullable(),
    from_at: z.number(),
    to_at: z.number(),
    result: z.string(),
    address: z.string().nullable(),
  })
  .transform(
    ({ device_id, line_id, from_at, to_at, result, address }): LineRunRow => ({
      ...{ deviceId: device_id, lineId: line_id, from: from_at, to: to_at, publicAddress: address },
      ...unpackRun(result),
    }),
  );

const sampleRow = z
  .object({
    line_id: z.string(),
    at: z.number(),
    device_id: z.string(),
    seconds: z.number(),
    p50_ms: z.number().nullable(),
    p95_ms: z.number().nullable(),
    sent: z.number(),
    lost: z.number(),
    dns_ms: z.number().nullable(),
  })
  .transform(
    ({ line_id, device_id, p50_ms, p95_ms, dns_ms, ...row }): LineSampleRow => ({
      ...row,
      ...{ lineId: line_id, deviceId: device_id, p50Ms: p50_ms, p95Ms: p95_ms, dnsMs: dns_ms },
    }),
  );

const proofRow = z
  .object({ at: z.number(), boot: z.string(), gateway: z.number().nullable() })
  .transform(({ at, boot, gateway }) => ({
    ...{ at, boot },
    gatewayReachable: gateway === null ? null : gateway === 1,
  }));
const hourRow = z.object({ hour: z.number(), service: z.string(), checks: z.string() });

export type EvidenceReader = Pick<
  EvidenceStore,
  | 'proofsOf'
  | 'runsOf'
  | 'runsOfLine'
  | 'watchedOf'
  | 'checksOf'
  | 'samplesOf'
  | 'forgetEvidence'
  | 'pruneEvidence'
>;

/** Reads what outages are judged from. */
export function createEvidenceReader(database: DatabaseSync): EvidenceReader {
  const proofs = database.prepare(
    'SELECT at, boot, gateway FROM alive_proof WHERE device_id = ? AND at BETWEEN ? AND ? ORDER BY at, boot',
  );
  const order = 'to_at >= ? AND from_at <= ? ORDER BY from_at, to_at, result, address';
  const runs = database.prepare(`SELECT * FROM line_run WHERE device_id = ? AND ${order}`);
  const runsOfLine = database.prepare(`SELECT * FROM line_run WHERE line_id = ? AND ${order}`);
  const hours = database.prepare('SELECT * FROM service_hour WHERE device_id = ? AND hour BETWEEN ? AND ?');
  const samples = database.prepare(
    'SELECT * FROM line_sample WHERE line_id = ? AND at BETWEEN ? AND ? ORDER BY at, device_id',
  );
  const watched = createWatchedTimes(database);
  return {
    watchedOf: watched.watchedOf,
    proofsOf: (deviceId, { from, to }) =>
      Promise.try(() => readable(proofs.all(deviceId, from, to), proofRow)),
    runsOf: (deviceId, { from, to }) =>
      Promise.try(() => joinRuns(readable(runs.all(deviceId, from, to), runRow))),
    runsOfLine: (lineId, { from, to }) =>
      Promise.try(() => {
        const ofDevices = Map.groupBy(
          readable(runsOfLine.all(lineId, from, to), runRow),
          (run) => run.deviceId,
        );
        return [...ofDevices.values()].flatMap(joinRuns).sort((a, b) => a.from - b.from);
      }),
    checksOf: (deviceId, { from, to }) =>
      Promise.try(() =>
        readable(hours.all(deviceId, hourOf(from), hourOf(to)), hourRow)
          .flatMap(({ hour, service, checks }) =>
            unpackChecks(hour, checks).map((check) => ({ deviceId, service, ...check })),
          )
          .filter(({ at }) => at >= from && at <= to)
          .sort((a, b) => a.at - b.at || (a.service < b.service ? -1 : 1)),
      ),
    samplesOf: (lineId, { from, to }) =>
      Promise.try(() => readable(samples.all(lineId, from, to), sampleRow)),
    forgetEvidence: createForgetting(database, watched),
    pruneEvidence: createPruning(database, watched),
  };
}

const dropRuns = 'DELETE FROM line_run WHERE';
const dropped = 'RETURNING line_id, from_at, to_at, result';

/** When a line was watched shows no machine: that stays. */
function createForgetting(database: DatabaseSync, { keep }: WatchedTimes): EvidenceReader['forgetEvidence'] {
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

function createPruning(database: DatabaseSync, { keep }: WatchedTimes): EvidenceReader['pruneEvidence'] {
  const first = (table: string, key: string, condition: string) => {
    const statement = database.prepare(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${pruneStep})`,
    );
    return (before: number): number => Number(statement.run(before).changes);
  };
  const session = first(
    'session',
    'device_id, boot, conn',
    'ended_at < ? AND EXISTS (SELECT 1 FROM session AS s WHERE s.device_id = session.device_id AND s.born_at > session.born_at)',
  );
  const oldRuns = database.prepare(
    `${dropRuns} id IN (SELECT id FROM line_run WHERE to_at < ? LIMIT ${pruneStep}) ${dropped}`,
  );
  const runs = (before: number): number => {
    const rows = oldRuns.all(before);
    keep(rows);
    return rows.length;
  };
  const evidence = [
    session,
    first('alive_proof', 'device_id, at, boot', 'at < ?'),
    runs,
    first('line_sample', 'line_id, at, device_id', 'at < ?'),
  ];
  const hours = first('service_hour', 'device_id, hour, service', 'hour < ?');
  const watched = first('line_watched', 'line_id, day', 'day < ?');
  return async (nowMs) => {
    let removed = 0;
    const clear = async (drop: (before: number) => number, before: number): Promise<void> => {
      for (let step = pruneStep; step === pruneStep; removed += step) {
        step = inTransaction(database, () => drop(before));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    for (const drop of evidence) await clear(drop, nowMs - keptMs);
    await clear(hours, hourOf(nowMs - checksKeptMs));
    await clear(watched, Math.floor((nowMs - watchedKeptMs) / dayMs));
    return removed;
  };
}
