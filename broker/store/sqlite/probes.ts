import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { speedTest } from '../../../shared/contract/line-facts.ts';
import type { SpeedRow } from '../../../shared/contract/line-rows.ts';
import type { Lease } from '../../../shared/domain/probe/budget.ts';
import type { MeasuredLine, ProbedLineRecord, ProbeStore, ToldDuty } from '../probe-port.ts';
import { jsonColumn, readable } from './json-column.ts';

const lineRow = z
  .object({
    line_id: z.string(),
    school_code: z.string(),
    prober_id: z.string().nullable(),
    standby_id: z.string().nullable(),
    gateway: z.string().nullable(),
    place: z.number(),
  })
  .transform(
    (row): ProbedLineRecord => ({
      ...{ lineId: row.line_id, schoolCode: row.school_code, gateway: row.gateway, place: row.place },
      ...{ proberId: row.prober_id, standbyId: row.standby_id },
    }),
  );

const measuredRow = z
  .object({
    ...{ line_id: z.string(), at: z.number(), device_id: z.string(), seconds: z.number() },
    ...{ p50_ms: z.number().nullable(), p95_ms: z.number().nullable(), dns_ms: z.number().nullable() },
    ...{ sent: z.number(), lost: z.number() },
    ...{ gateway: z.string().nullable(), address: z.string().nullable() },
  })
  .transform(
    (row): MeasuredLine => ({
      sample: {
        ...{ lineId: row.line_id, at: row.at, deviceId: row.device_id, seconds: row.seconds },
        ...{ p50Ms: row.p50_ms, p95Ms: row.p95_ms, dnsMs: row.dns_ms, sent: row.sent, lost: row.lost },
      },
      ...{ gateway: row.gateway, publicAddress: row.address },
    }),
  );

const toldRow = z
  .object({
    device_id: z.string(),
    line_id: z.string(),
    duty: z.enum(['prober', 'standby', 'none']),
    digest: z.string(),
    boot: z.string(),
    until: z.number(),
    told_at: z.number(),
  })
  .transform(
    ({ device_id, line_id, told_at, ...row }): ToldDuty => ({
      ...row,
      ...{ deviceId: device_id, lineId: line_id, toldAt: told_at },
    }),
  );

const leaseRow = z
  .object({
    lease_id: z.string(),
    line_id: z.string(),
    device_id: z.string(),
    is_planned: z.number(),
    granted_at: z.number(),
    until: z.number(),
    booked_bytes: z.number(),
    settled_at: z.number().nullable(),
    used_bytes: z.number(),
  })
  .transform(
    (row): Lease => ({
      ...{ leaseId: row.lease_id, lineId: row.line_id, deviceId: row.device_id },
      ...{ isPlanned: row.is_planned === 1, grantedAt: row.granted_at, until: row.until },
      ...{ bookedBytes: row.booked_bytes, settledAt: row.settled_at, usedBytes: row.used_bytes },
    }),
  );

const testRow = z
  .object({
    device_id: z.string(),
    started_at: z.number(),
    test: jsonColumn(speedTest.omit({ startedAgo: true })),
  })
  .transform(
    ({ device_id, started_at, test }): SpeedRow => ({ ...test, deviceId: device_id, at: started_at }),
  );

/** Probers, leases and budgets over SQLite. */
export function createProbes(database: DatabaseSync): ProbeStore {
  return { ...lineRows(database), ...toldRows(database), ...leaseRows(database) };
}

function lineRows(
  database: DatabaseSync,
): Pick<ProbeStore, 'probedLines' | 'saveProbedLine' | 'removeProbedLine' | 'measuredLines'> {
  const columns = 'line_id, school_code, prober_id, standby_id, gateway, place';
  const all = database.prepare(`SELECT ${columns} FROM probed_line ORDER BY line_id`);
  const save = database.prepare(`INSERT OR REPLACE INTO probed_line (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
  const remove = database.prepare('DELETE FROM probed_line WHERE line_id = ?');
  // Of two samples of one moment, one.
  const measured = database.prepare(
    `SELECT s.*, p.gateway, (SELECT address FROM line_run WHERE line_id = p.line_id AND address IS NOT NULL
       ORDER BY to_at DESC LIMIT 1) AS address
     FROM probed_line p JOIN line_sample s ON s.line_id = p.line_id
       AND s.at = (SELECT max(at) FROM line_sample WHERE line_id = p.line_id)
     GROUP BY s.line_id`,
  );
  return {
    probedLines: () => Promise.try(() => all.all().map((row) => lineRow.parse(row))),
    saveProbedLine: ({ lineId, schoolCode, proberId, standbyId, gateway, place }) =>
      Promise.try(() => void save.run(lineId, schoolCode, proberId, standbyId, gateway, place)),
    measuredLines: () => Promise.try(() => readable(measured.all(), measuredRow)),
    removeProbedLine: (lineId) => Promise.try(() => void remove.run(lineId)),
  };
}

function toldRows(database: DatabaseSync): Pick<ProbeStore, 'toldDuties' | 'saveToldDuty'> {
  const columns = 'device_id, line_id, duty, digest, boot, until, told_at';
  const all = database.prepare(`SELECT ${columns} FROM told_duty ORDER BY device_id`);
  const save = database.prepare(`INSERT OR REPLACE INTO told_duty (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  return {
    toldDuties: () => Promise.try(() => readable(all.all(), toldRow)),
    saveToldDuty: ({ deviceId, lineId, duty, digest, boot, until, toldAt }) =>
      Promise.try(() => void save.run(deviceId, lineId, duty, digest, boot, until, toldAt)),
  };
}

function leaseRows(
  database: DatabaseSync,
): Pick<ProbeStore, 'leases' | 'addLease' | 'countLease' | 'speedTests'> {
  const columns =
    'lease_id, line_id, device_id, is_planned, granted_at, until, booked_bytes, settled_at, used_bytes';
  const since = database.prepare(
    `SELECT ${columns} FROM probe_lease WHERE granted_at >= ? ORDER BY granted_at, lease_id`,
  );
  const add = database.prepare(`INSERT INTO probe_lease (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const count = database.prepare('UPDATE probe_lease SET used_bytes = max(used_bytes, ?) WHERE lease_id = ?');
  const tests = database.prepare(
    `SELECT device_id, started_at, test FROM probe_lease
     WHERE line_id = ? AND started_at BETWEEN ? AND ? AND test IS NOT NULL ORDER BY started_at DESC LIMIT ?`,
  );
  return {
    leases: (sinceMs) => Promise.try(() => since.all(sinceMs).map((row) => leaseRow.parse(row))),
    addLease: (lease) =>
      Promise.try(() => {
        const { leaseId, lineId, deviceId, isPlanned, grantedAt, until } = lease;
        const { bookedBytes, settledAt, usedBytes } = lease;
        add.run(
          ...[leaseId, lineId, deviceId, Number(isPlanned), grantedAt, until],
          ...[bookedBytes, settledAt, usedBytes],
        );
      }),
    countLease: (leaseId, usedBytes) => Promise.try(() => void count.run(usedBytes, leaseId)),
    speedTests: (lineId, { from, to }, limit) =>
      Promise.try(() => readable(tests.all(lineId, from, to, limit), testRow)),
  };
}
