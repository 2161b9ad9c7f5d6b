import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import {
  type BootChange,
  type BootKey,
  type BootRecord,
  type DeviceTrace,
  type Ledger,
  maxClockEvidence,
  type SeqRange,
} from '../report-port.ts';

type Row = Record<string, SQLOutputValue>;

/** Boots and their ledgers over SQLite; the writing functions run inside the caller's transaction. */
export type BootRows = {
  readonly read: (key: BootKey) => BootRecord | null;
  readonly trace: (deviceId: string) => DeviceTrace;
  /** Gives the boot's number. */
  readonly write: (change: BootChange) => number;
  readonly newestAt: () => number | null;
  /** Removes at most `limit` boots whose ledger was last touched before; returns how many. */
  readonly removeBefore: (lastAt: number, limit: number) => number;
};

const ranges = z.array(z.tuple([z.int(), z.int()]));
const noRanges: readonly SeqRange[] = [];

export function createBootRows(database: DatabaseSync): BootRows {
  const select = database.prepare(
    'SELECT * FROM boot JOIN ledger ON ledger.boot = boot.number WHERE device_id = ? AND boot.boot = ?',
  );
  const insert = database.prepare(
    `INSERT INTO boot (device_id, boot, boot_no, conn, anchor_at, clock_offset_ms, first_at, born_at, birth, ended, is_foreign)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`,
  );
  const update = database.prepare(
    `UPDATE boot SET boot_no = ?, conn = ?, anchor_at = ?, clock_offset_ms = ?, born_at = ?, birth = ?, ended = ?, is_foreign = ?
     WHERE number = ?`,
  );
  const writeLedger = database.prepare(
    `INSERT INTO ledger (boot, contiguous, beyond, uncertain_to, last_at) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (boot) DO UPDATE SET contiguous = ?2, beyond = ?3, uncertain_to = ?4, last_at = ?5`,
  );
  const newest = database.prepare('SELECT max(last_at) AS at FROM ledger');
  const remove = database.prepare(
    `DELETE FROM boot WHERE number IN (SELECT boot FROM ledger WHERE last_at < ? ORDER BY boot LIMIT ?)`,
  );
  const removeLedgers = database.prepare(
    'DELETE FROM ledger WHERE last_at < ? AND boot NOT IN (SELECT number FROM boot)',
  );

  const writeBoot = (record: BootRecord): number => {
    const { bootNo, conn, anchorAt, clockOffsetMs, bornAt, birth, ended } = record;
    const own = [bootNo, conn, anchorAt, clockOffsetMs];
    const isForeign = Number(record.isForeign);
    if (record.number === null) {
      const { deviceId, boot, firstAt } = record;
      return Number(insert.get(deviceId, boot, ...own, firstAt, bornAt, birth, ended, isForeign)?.number);
    }
    update.run(...own, bornAt, birth, ended, isForeign, record.number);
    return record.number;
  };
  return {
    read: ({ deviceId, boot }) => {
      const row = select.get(deviceId, boot);
      return row === undefined ? null : bootOf(row, deviceId, boot);
    },
    trace: createTraceReader(database),
    write: ({ record, isChanged }) => {
      const number = isChanged || record.number === null ? writeBoot(record) : record.number;
      const { contiguous, beyond, uncertainTo } = record.ledger;
      const text = beyond.length === 0 ? '[]' : JSON.stringify(beyond);
      writeLedger.run(number, contiguous, text, uncertainTo, record.lastAt);
      return number;
    },
    newestAt: () => numberOf(newest.get()?.at),
    removeBefore: (lastAt, limit) => {
      const removed = Number(remove.run(lastAt, limit).changes);
      if (removed > 0) removeLedgers.run(lastAt);
      return removed;
    },
  };
}

function createTraceReader(database: DatabaseSync): BootRows['trace'] {
  const count = database.prepare('SELECT count(*) AS count FROM boot WHERE device_id = ?');
  const last = database.prepare(
    `SELECT boot, conn, is_foreign FROM boot WHERE device_id = ? AND born_at IS NOT NULL
     ORDER BY born_at DESC, number DESC LIMIT 1`,
  );
  const start = database.prepare(
    `SELECT boot, boot_no FROM boot WHERE device_id = ? AND born_at IS NOT NULL AND is_foreign = 0
     ORDER BY born_at DESC, number DESC LIMIT 1`,
  );
  const evidence = database.prepare(
    `SELECT anchor_at, clock_offset_ms FROM boot
     WHERE device_id = ? AND anchor_at IS NOT NULL AND is_foreign = 0
     ORDER BY anchor_at DESC LIMIT ${maxClockEvidence}`,
  );
  return (deviceId) => {
    const birth = last.get(deviceId);
    const own = start.get(deviceId);
    return {
      bootCount: Number(count.get(deviceId)?.count),
      lastBirth:
        birth === undefined
          ? null
          : { boot: String(birth.boot), conn: numberOf(birth.conn), isForeign: birth.is_foreign === 1 },
      lastStart: own === undefined ? null : { boot: String(own.boot), bootNo: numberOf(own.boot_no) },
      evidence: evidence
        .all(deviceId)
        .map((row) => ({ anchorAt: Number(row.anchor_at), clockOffsetMs: Number(row.clock_offset_ms) }))
        .reverse(),
    };
  };
}

function bootOf(row: Row, deviceId: string, boot: string): BootRecord {
  return {
    number: Number(row.number),
    deviceId,
    boot,
    bootNo: numberOf(row.boot_no),
    conn: numberOf(row.conn),
    anchorAt: numberOf(row.anchor_at),
    clockOffsetMs: numberOf(row.clock_offset_ms),
    firstAt: Number(row.first_at),
    bornAt: numberOf(row.born_at),
    birth: textOf(row.birth),
    ended: textOf(row.ended),
    isForeign: row.is_foreign === 1,
    movedTo: textOf(row.moved_to),
    ledger: ledgerOf(row),
    lastAt: Number(row.last_at),
  };
}

function ledgerOf(row: Row): Ledger {
  const beyond = row.beyond === '[]' ? noRanges : ranges.parse(JSON.parse(String(row.beyond)));
  return { contiguous: Number(row.contiguous), beyond, uncertainTo: Number(row.uncertain_to) };
}

function numberOf(value: SQLOutputValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function textOf(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
