import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { timeQualities } from '../../../shared/domain/device.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import type { ReportBatch, ReportRow, ReportStore, StoreFailure } from '../report-port.ts';
import { dayTable } from '../sql/001-first.ts';
import { createBootRows } from './boots.ts';
import { inTransaction } from './database.ts';
import { createEvidenceWriter } from './evidence.ts';
import { storeFailure } from './failure.ts';
import { createQuarantineRows } from './quarantine.ts';
import { createSectionRows } from './sections.ts';

const dayMs = 86_400_000;
const ledgerDays = 400;
const mebibyte = 1024 * 1024;

/** Boots removed in one step, so that pruning never holds the event loop for long. */
const pruneStep = 1_000;

/** Reports over SQLite: one transaction per batch, with fsync before it returns (synchronous=FULL). */
export function createReportStore(database: DatabaseSync): ReportStore {
  const boots = createBootRows(database);
  const sections = createSectionRows(database);
  const { writeUnread, recount, ...quarantine } = createQuarantineRows(database);
  const days = createDayTables(database);
  const writeEvidence = createEvidenceWriter(database);

  const write = (batch: ReportBatch): number[] => {
    const numbers = batch.boots.map((change) => {
      const number = boots.write(change);
      for (const row of change.reports) days.insert(number, row);
      return number;
    });
    for (const row of batch.sections) sections.writeSection(row);
    for (const row of batch.outcomes) sections.writeOutcome(row);
    for (const row of batch.events) sections.writeEvent(row);
    for (const message of batch.unread) writeUnread(message);
    if (batch.evidence !== undefined) writeEvidence(batch.evidence);
    return numbers;
  };
  return {
    ...quarantine,
    save: (batch) => {
      const saved = attempt(() => inTransaction(database, () => write(batch)));
      if (!saved.ok) {
        days.forget();
        recount();
      }
      return Promise.resolve(saved);
    },
    boots: (keys) => Promise.resolve(attempt(() => keys.map(boots.read).filter((record) => record !== null))),
    traces: (deviceIds) => Promise.resolve(attempt(() => deviceIds.map(boots.trace))),
    newestAt: () => Promise.resolve(boots.newestAt()),
    prune: async (nowMs, { reportDays }) => {
      const tables = days.dropBefore(nowMs - reportDays * dayMs);
      let removed = 0;
      for (let step = pruneStep; step === pruneStep; removed += step) {
        step = inTransaction(database, () => boots.removeBefore(nowMs - ledgerDays * dayMs, pruneStep));
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { tables, boots: removed };
    },
  };
}

function attempt<T>(work: () => T): Result<T, StoreFailure> {
  try {
    return ok(work());
  } catch (cause) {
    return err(storeFailure(cause));
  }
}

/** The tables of the days of receipt, made when their first report comes. */
function createDayTables(database: DatabaseSync) {
  const statements = new Map<number, StatementSync>();
  const list = database.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'report_[0-9]*' AND name < ?`,
  );
  const statementOf = (day: number): StatementSync => {
    const known = statements.get(day);
    if (known !== undefined) return known;
    const name = dayName(day * dayMs);
    database.exec(dayTable(name));
    const made = database.prepare(`INSERT OR IGNORE INTO report_${name} VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    // Two days at midnight; more only while old messages are replayed.
    if (statements.size >= 4) statements.clear();
    statements.set(day, made);
    return made;
  };
  return {
    insert: (boot: number, row: ReportRow): void => {
      statementOf(Math.floor(row.receivedAt / dayMs)).run(
        boot,
        row.seq,
        row.measuredAt,
        timeQualities.indexOf(row.timeQuality),
        rounded(row.cpuPercent),
        rounded(row.memoryAvailableBytes, mebibyte),
        rounded(row.systemFreeBytes, mebibyte),
        rounded(row.gatewayLatencyMs),
      );
    },
    /** After a rollback: a table made in it is gone. */
    forget: (): void => statements.clear(),
    dropBefore: (ms: number): number => {
      const names = list.all(`report_${dayName(ms)}`).map((row) => String(row.name));
      statements.clear();
      for (const name of names) database.exec(`DROP TABLE ${name}`);
      return names.length;
    },
  };
}

/** UTC day as yyyymmdd. */
function dayName(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}

function rounded(value: number | null, unit = 1): number | null {
  return value === null ? null : Math.round(value / unit);
}
