import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { EvidenceStore, LineRunRow, LineSampleRow } from '../evidence-port.ts';
import { joinRuns, unpackRun } from './evidence.ts';
import { createEvidencePruning, type EvidencePruning } from './evidence-pruning.ts';
import { readable } from './json-column.ts';
import { hourOf, unpackChecks } from './service-hours.ts';
import { createWatchedTimes } from './watched-times.ts';

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

export type EvidenceReader = EvidencePruning &
  Pick<EvidenceStore, 'proofsOf' | 'runsOf' | 'runsOfLine' | 'watchedOf' | 'checksOf' | 'samplesOf'>;

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
    ...createEvidencePruning(database, watched),
  };
}
