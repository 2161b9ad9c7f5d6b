import type { DatabaseSync } from 'node:sqlite';
import type { DeviceEventRow, OutcomeRow, SectionRow } from '../report-port.ts';

/** Earlier facts kept of one section of one machine. */
const maxHistory = 50;

/** Events of one kind that one machine may leave in a day. */
const maxEventsPerDay = 24;
const dayMs = 86_400_000;

/** Newest facts, outcomes and events over SQLite, written inside the caller's transaction. */
export type SectionRows = {
  readonly writeSection: (row: SectionRow) => void;
  readonly writeOutcome: (row: OutcomeRow) => void;
  readonly writeEvent: (row: DeviceEventRow) => void;
};

export function createSectionRows(database: DatabaseSync): SectionRows {
  const current = database.prepare(
    'SELECT measured_at, seq, hash, reading, since FROM section WHERE device_id = ? AND section = ?',
  );
  const upsert = database.prepare(
    `INSERT INTO section (device_id, section, measured_at, seq, time_quality, hash, reading, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?3)
     ON CONFLICT (device_id, section) DO UPDATE SET measured_at = excluded.measured_at, seq = excluded.seq,
       time_quality = excluded.time_quality, hash = excluded.hash, reading = excluded.reading,
       since = excluded.since`,
  );
  const confirm = database.prepare(
    'UPDATE section SET measured_at = ?, seq = ?, time_quality = ? WHERE device_id = ? AND section = ?',
  );
  const archive = database.prepare(
    'INSERT INTO section_history (device_id, section, measured_at, hash, reading, since) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const trim = database.prepare(
    `DELETE FROM section_history WHERE device_id = ?1 AND section = ?2 AND id NOT IN (
       SELECT id FROM section_history WHERE device_id = ?1 AND section = ?2
       ORDER BY measured_at DESC, id DESC LIMIT ${maxHistory})`,
  );
  const outcome = database.prepare(
    `INSERT INTO outcome (device_id, collector, measured_at, outcome, ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (device_id, collector) DO UPDATE SET measured_at = excluded.measured_at, outcome = excluded.outcome,
       ms = excluded.ms WHERE excluded.measured_at >= outcome.measured_at`,
  );
  const event = database.prepare(
    `INSERT INTO device_event (device_id, at, time_quality, kind, detail) SELECT ?1, ?2, ?3, ?4, ?5
     WHERE (SELECT count(*) FROM device_event WHERE device_id = ?1 AND at > ?2 - ${dayMs} AND kind = ?4) < ${maxEventsPerDay}`,
  );
  const putAside = (row: Omit<SectionRow, 'seq' | 'timeQuality'>, since: number | null): void => {
    archive.run(row.deviceId, row.section, row.measuredAt, row.hash, row.reading, since);
    trim.run(row.deviceId, row.section);
  };
  return {
    writeSection: (row) => {
      const { deviceId, section, measuredAt, seq, timeQuality, hash, reading } = row;
      const known = current.get(deviceId, section);
      if (known === undefined) {
        upsert.run(deviceId, section, measuredAt, seq, timeQuality, hash, reading);
        return;
      }
      const at = Number(known.measured_at);
      const isNewer = compare([measuredAt, seq, hash], [at, Number(known.seq), String(known.hash)]) > 0;
      if (known.hash === hash) {
        if (isNewer) confirm.run(measuredAt, seq, timeQuality, deviceId, section);
        return;
      }
      if (!isNewer) return putAside(row, measuredAt);
      const before = { deviceId, section, measuredAt: at };
      const since = known.since === null ? null : Number(known.since);
      putAside({ ...before, hash: String(known.hash), reading: String(known.reading) }, since);
      upsert.run(deviceId, section, measuredAt, seq, timeQuality, hash, reading);
    },
    writeOutcome: (row) => {
      outcome.run(row.deviceId, row.collector, row.measuredAt, row.outcome, row.ms);
    },
    writeEvent: (row) => {
      event.run(row.deviceId, row.at, row.timeQuality, row.kind, row.detail);
    },
  };
}

type Order = readonly [measuredAt: number, seq: number, hash: string];

function compare(a: Order, b: Order): number {
  return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : Number(a[2] > b[2]));
}
