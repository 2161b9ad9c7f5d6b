import type { DatabaseSync } from 'node:sqlite';
import type { LineRun, Reach } from '../../../shared/domain/outage/evidence.ts';
import type { AliveProofRow, EvidenceRows, LineRunRow, LineSampleRow } from '../evidence-port.ts';
import { hourOf, packCheck } from './service-hours.ts';

/**
 * Checks are a minute apart: between equal stretches this close lies no other check (a failure in between would be 70 s at
 * least), so they are one, whichever came first.
 */
const checkGapMs = 66_000;

/**
 * No honest machine tells more within a day: its line may fail and come back each minute, and what comes from an outbox is told
 * once. Beyond it rows are dropped, so that one machine fills 35 days with 10 MB at most.
 */
const mostADay = { proofs: 1_000, runs: 2_000, samples: 2_000 } as const;
/** Of one service in one hour, in characters: more than one a minute, and as many again. */
const maxHourChecks = 3 * 120;

/** Whether fewer rows than `most` stand within half a day of a moment; `?1` is whose they are. */
export function isRoomFor(table: string, owner: string, time: string, at: string, most: number): string {
  return `NOT EXISTS (SELECT 1 FROM ${table} WHERE ${owner} = ?1
    AND ${time} BETWEEN ${at} - 43200000 AND ${at} + 43200000 LIMIT 1 OFFSET ${most - 1})`;
}

/** Six letters: what was reached, and the quality. `unknown` is `u`. */
function packRun({ gateway, firstHop, broker, internet, dns, quality }: Omit<LineRun, 'asn'>): string {
  return [gateway, firstHop, broker, internet, dns, quality].map((word) => word.charAt(0)).join('');
}

const reaches: Readonly<Record<string, Reach>> = { o: 'ok', b: 'bad' };
const qualities: Readonly<Record<string, LineRun['quality']>> = { g: 'good', b: 'bad' };

export function unpackRun(result: string) {
  const reach = (index: number): Reach => reaches[result.charAt(index)] ?? 'unknown';
  return {
    ...{ gateway: reach(0), firstHop: reach(1), broker: reach(2), internet: reach(3), dns: reach(4) },
    quality: qualities[result.charAt(5)] ?? ('unknown' as const),
  };
}

/** Joins neighbouring stretches of one duty that came out the same, so that it does not matter in which order they came. */
export function joinRuns(runs: readonly LineRunRow[]): LineRunRow[] {
  const joined: LineRunRow[] = [];
  const last = new Map<string | null, number>();
  for (const run of runs) {
    const index = last.get(run.lineId) ?? -1;
    const before = joined[index];
    const isSame =
      before !== undefined &&
      packRun(before) === packRun(run) &&
      before.publicAddress === run.publicAddress &&
      run.from - before.to <= checkGapMs;
    if (isSame) joined[index] = { ...before, to: Math.max(before.to, run.to) };
    else last.set(run.lineId, joined.push(run) - 1);
  }
  return joined;
}

/** Writes what reports told of lines, inside the caller's transaction. */
export function createEvidenceWriter(database: DatabaseSync): (rows: EvidenceRows) => void {
  const proof = database.prepare(
    `INSERT OR IGNORE INTO alive_proof SELECT ?1, ?2, ?3, ?4
     WHERE ${isRoomFor('alive_proof', 'device_id', 'at', '?2', mostADay.proofs)}`,
  );
  // A line that works all day is one row of the day.
  const extend = database.prepare(
    `UPDATE line_run SET to_at = ?4 WHERE result = ?5 AND address IS ?6 AND id = (SELECT id FROM line_run
       WHERE device_id = ?1 AND to_at BETWEEN ?3 - ${checkGapMs} AND ?4 AND from_at <= ?3 AND line_id IS ?2
       ORDER BY to_at DESC LIMIT 1)`,
  );
  const run = database.prepare(
    `INSERT INTO line_run (device_id, line_id, from_at, to_at, result, address) SELECT ?1, ?2, ?3, ?4, ?5, ?6
     WHERE ${isRoomFor('line_run', 'device_id', 'to_at', '?4', mostADay.runs)}`,
  );
  const sample = database.prepare(
    `INSERT OR IGNORE INTO line_sample SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
     WHERE ${isRoomFor('line_sample', 'line_id', 'at', '?2', mostADay.samples)}`,
  );
  const check = database.prepare(
    `INSERT INTO service_hour VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (device_id, hour, service) DO UPDATE SET checks = checks || excluded.checks
     WHERE length(checks) < ${maxHourChecks}`,
  );
  const settle = database.prepare(
    `UPDATE probe_lease SET settled_at = ?, used_bytes = max(used_bytes, ?), started_at = ?, test = ?
     WHERE lease_id = ? AND device_id = ? AND line_id = ? AND settled_at IS NULL`,
  );
  const writeProof = ({ deviceId, at, boot, gatewayReachable }: AliveProofRow): void => {
    proof.run(deviceId, at, boot, gatewayReachable === null ? null : Number(gatewayReachable));
  };
  const writeRun = (one: LineRunRow): void => {
    const where = [one.deviceId, one.lineId, one.from, one.to] as const;
    const what = [packRun(one), one.publicAddress] as const;
    if (extend.run(...where, ...what).changes === 0) run.run(...where, ...what);
  };
  const writeSample = ({ lineId, at, deviceId, seconds, sent, lost, ...ms }: LineSampleRow): void => {
    const times = [rounded(ms.p50Ms), rounded(ms.p95Ms), sent, lost, rounded(ms.dnsMs)];
    sample.run(lineId, at, deviceId, seconds, ...times);
  };
  return ({ proofs, runs, samples, checks, speeds }) => {
    proofs.forEach(writeProof);
    runs.forEach(writeRun);
    samples.forEach(writeSample);
    for (const one of checks) check.run(one.deviceId, hourOf(one.at), one.service, packCheck(one));
    for (const { leaseId, deviceId, settledAt, usedBytes, startedAt, test } of speeds) {
      settle.run(settledAt, usedBytes, startedAt, JSON.stringify(test), leaseId, deviceId, test.lineId);
    }
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
