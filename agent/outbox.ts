import { DatabaseSync } from 'node:sqlite';
import { encode } from '../shared/contract/codec.ts';
import { contractVersion } from '../shared/contract/limits.ts';
import type { Report } from '../shared/contract/report.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { Log } from '../shared/runtime/log.ts';
import {
  type DatabaseFailure,
  databaseFailure,
  inTransaction,
  openDatabase,
  putAside,
} from './outbox-database.ts';
import { createRowTable, type OutboxRow, type RowTable, type Thinning } from './outbox-rows.ts';

/** A report before it has its number. */
export type ReportBody = Omit<Report, 'v' | 'boot' | 'seq'>;

/** Values that change together with a report, such as the hashes of what it carries: both are stored, or neither. */
export type StateChanges = Readonly<Record<string, string>>;

export type OutboxStatus = {
  readonly rows: number;
  readonly bytes: number;
  /** False while reports are kept in memory only. */
  readonly isDurable: boolean;
  readonly failure?: DatabaseFailure;
} & Thinning;

/** Reports that the broker has not acknowledged, and the agent's own small memory, on one disk. */
export type Outbox = {
  /** Numbers the report within this boot and keeps it; it survives kill -9 when this returns, unless the disk fails. */
  readonly append: (body: ReportBody, changes?: StateChanges) => number;
  /** The oldest reports, earlier boots first, without the acknowledged ones and those named in `sent` (`boot.seq`). */
  readonly next: (limit: number, sent: ReadonlySet<string>) => OutboxRow[];
  readonly acknowledge: (boot: string, seq: number) => void;
  /** All of `boot` up to `upTo`, such as the `stored` order says. */
  readonly acknowledgeUpTo: (boot: string, upTo: number) => void;
  /** Boots of which reports wait. */
  readonly boots: () => readonly string[];
  /** Gives up what an earlier boot measured. */
  readonly dropBoot: (boot: string) => void;
  readonly state: (key: string) => string | undefined;
  readonly setState: (changes: StateChanges) => void;
  readonly status: () => OutboxStatus;
  readonly close: () => void;
};

export type OutboxConfig = {
  readonly path: string;
  /** 64-bit random hex of this process. */
  readonly boot: string;
  readonly maxBytes: number;
  /** While the disk refuses. */
  readonly maxMemoryBytes: number;
};

type Disk = { readonly database: DatabaseSync; readonly rows: RowTable };

type OutboxRun = {
  readonly config: OutboxConfig;
  readonly log: Log;
  readonly memory: RowTable;
  readonly state: Map<string, string>;
  /** Acknowledged but not yet deleted: one commit for many, since a lost deletion only repeats a report. */
  readonly acknowledged: Map<string, { readonly boot: string; readonly seq: number }>;
  disk: Disk | undefined;
  /** What is appended after the end stays in memory: the folder belongs to the next agent. */
  isClosed: boolean;
  failure: DatabaseFailure | undefined;
  nextSeq: number;
  thinned: number;
  lost: number;
};

const acknowledgedBatch = 50;

/**
 * Opens the outbox. A damaged file is put aside and a new one begun; a full or read-only disk is worked around in memory,
 * and written as soon as it takes writes again. Fails only when another agent holds it (SD-AGENT-RUNNING).
 */
export function openOutbox(log: Log, config: OutboxConfig): Result<Outbox, AppError> {
  const run: OutboxRun = {
    config,
    log,
    memory: createRowTable(new DatabaseSync(':memory:'), config.maxMemoryBytes),
    state: new Map(),
    acknowledged: new Map(),
    disk: undefined,
    isClosed: false,
    failure: undefined,
    nextSeq: 1,
    thinned: 0,
    lost: 0,
  };
  openDisk(run);
  if (run.failure === 'busy') return err(appError('SD-AGENT-RUNNING', { path: config.path }));
  return ok({
    append: (body, changes) => append(run, body, changes ?? {}),
    next: (limit, sent) => next(run, limit, sent),
    acknowledge: (boot, seq) => {
      if (run.memory.drop(boot, seq)) return;
      run.acknowledged.set(rowKey({ boot, seq }), { boot, seq });
      if (run.acknowledged.size >= acknowledgedBatch) dropAcknowledged(run);
    },
    acknowledgeUpTo: (boot, upTo) => {
      run.memory.dropUpTo(boot, upTo);
      onDisk(run, ({ rows }) => {
        rows.dropUpTo(boot, upTo);
        return true;
      });
    },
    boots: () => [...new Set([...(tryDisk(run, ({ rows }) => rows.boots()) ?? []), ...run.memory.boots()])],
    dropBoot: (boot) => {
      run.memory.dropBoot(boot);
      onDisk(run, ({ rows }) => {
        rows.dropBoot(boot);
        return true;
      });
    },
    state: (key) => run.state.get(key),
    setState: (changes) => {
      remember(run, changes);
      onDisk(run, ({ database }) => {
        inTransaction(database, () => saveState(database, changes));
        return true;
      });
    },
    status: () => statusOf(run),
    close: () => {
      dropAcknowledged(run);
      run.disk?.database.close();
      run.disk = undefined;
      run.isClosed = true;
    },
  });
}

function append(run: OutboxRun, body: ReportBody, changes: StateChanges): number {
  const seq = run.nextSeq;
  run.nextSeq += 1;
  const row: OutboxRow = {
    boot: run.config.boot,
    seq,
    at: body.at,
    up: body.up,
    kind: body.readings.every(({ section }) => section === 'usage') ? 'heartbeat' : 'sections',
    payload: encode({ v: contractVersion, boot: run.config.boot, seq, ...body }),
  };
  remember(run, changes);
  if (run.disk === undefined && !run.isClosed) openDisk(run);
  const thinning = appendToDisk(run, row, changes) ?? run.memory.append(row);
  if (thinning.thinned + thinning.lost > 0) run.log.warn(thinning, 'outbox full: oldest reports thinned');
  run.thinned += thinning.thinned;
  run.lost += thinning.lost;
  return seq;
}

/** What was kept in memory while the disk refused goes first, in its order; undefined when the disk still refuses. */
function appendToDisk(run: OutboxRun, row: OutboxRow, changes: StateChanges): Thinning | undefined {
  const waiting = run.memory.oldest(run.memory.size().rows);
  const thinning = onDisk(run, ({ database, rows }) =>
    inTransaction(database, () => {
      saveState(database, waiting.length === 0 ? changes : Object.fromEntries(run.state));
      for (const each of waiting) rows.append(each);
      return rows.append(row);
    }),
  );
  if (thinning !== undefined && waiting.length > 0) run.memory.clear();
  return thinning;
}

function next(run: OutboxRun, limit: number, sent: ReadonlySet<string>): OutboxRow[] {
  const reach = limit + sent.size + run.acknowledged.size;
  const onDiskRows = tryDisk(run, ({ rows }) => rows.oldest(reach)) ?? [];
  const rows = [...onDiskRows, ...run.memory.oldest(limit + sent.size)]
    .filter((row) => !run.acknowledged.has(rowKey(row)) && !sent.has(rowKey(row)))
    .slice(0, limit);
  if (rows.length === 0) dropAcknowledged(run);
  return rows;
}

function dropAcknowledged(run: OutboxRun): void {
  if (run.acknowledged.size === 0) return;
  onDisk(run, ({ database, rows }) => {
    inTransaction(database, () => {
      for (const { boot, seq } of run.acknowledged.values()) rows.drop(boot, seq);
    });
    run.acknowledged.clear();
    return true;
  });
}

function statusOf(run: OutboxRun): OutboxStatus {
  const disk = tryDisk(run, ({ rows }) => rows.size()) ?? { rows: 0, bytes: 0 };
  const memory = run.memory.size();
  return {
    rows: disk.rows + memory.rows - run.acknowledged.size,
    bytes: disk.bytes + memory.bytes,
    isDurable: run.disk !== undefined && run.failure === undefined,
    ...(run.failure === undefined ? {} : { failure: run.failure }),
    thinned: run.thinned,
    lost: run.lost,
  };
}

/** Writes to the disk; undefined when it refused, which is logged once and remembered until a write succeeds. */
function onDisk<T extends NonNullable<unknown>>(run: OutboxRun, write: (disk: Disk) => T): T | undefined {
  const wasFailing = run.failure !== undefined;
  const result = tryDisk(run, write);
  if (result === undefined) return undefined;
  if (wasFailing) run.log.info('outbox is written to disk again');
  run.failure = undefined;
  return result;
}

/** Undefined when the disk refused. */
function tryDisk<T>(run: OutboxRun, work: (disk: Disk) => T): T | undefined {
  if (run.disk === undefined) return undefined;
  try {
    return work(run.disk);
  } catch (cause) {
    failed(run, databaseFailure(cause));
    return undefined;
  }
}

function openDisk(run: OutboxRun): void {
  const { path } = run.config;
  try {
    run.disk = prepare(run, openDatabase(path));
  } catch (cause) {
    const failure = databaseFailure(cause);
    failed(run, failure);
    if (failure === 'damaged') startAnew(run);
  }
}

function prepare(run: OutboxRun, database: DatabaseSync): Disk {
  try {
    const rows = createRowTable(database, run.config.maxBytes);
    database.exec('CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT');
    for (const { key, value } of database.prepare('SELECT key, value FROM state').all()) {
      if (!run.state.has(String(key))) run.state.set(String(key), String(value));
    }
    return { database, rows };
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function startAnew(run: OutboxRun): void {
  try {
    run.log.error({ aside: putAside(run.config.path) }, 'outbox damaged: put aside, a new one begun');
    run.disk = prepare(run, openDatabase(run.config.path));
    run.failure = undefined;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    run.log.error({ reason: cause.message }, 'outbox damaged and not replaceable');
  }
}

function failed(run: OutboxRun, failure: DatabaseFailure): void {
  const isNews = run.failure !== failure && failure !== 'busy';
  if (isNews) run.log.error({ failure }, 'outbox on disk fails: reports are kept in memory');
  run.failure = failure;
  if (failure !== 'damaged' || run.disk === undefined) return;
  run.disk.database.close();
  run.disk = undefined;
}

function remember(run: OutboxRun, changes: StateChanges): void {
  for (const [key, value] of Object.entries(changes)) run.state.set(key, value);
}

function saveState(database: DatabaseSync, changes: StateChanges): void {
  const save = database.prepare(
    'INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  for (const [key, value] of Object.entries(changes)) save.run(key, value);
}

/** Name of a report: its boot and its number. */
export function rowKey(row: { readonly boot: string; readonly seq: number }): string {
  return `${row.boot}.${row.seq}`;
}
