import type { DatabaseSync } from 'node:sqlite';
import { type Ingest, openIngest } from '../../../broker/ingest/ingest.ts';
import type { Compare } from '../../../broker/ingest/place-status.ts';
import type { StoredBirth, StoredDeath, StoredReport } from '../../../broker/ingest/stored.ts';
import type { ReportStore } from '../../../broker/store/report-port.ts';
import { openDatabase } from '../../../broker/store/sqlite/database.ts';
import { createReportStore } from '../../../broker/store/sqlite/reports.ts';
import { encode } from '../../../shared/contract/codec.ts';
import { type Clock, createSystemClock } from '../../../shared/runtime/clock.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import type { Resources } from '../../support/resources.ts';

export type StartedIngest = {
  readonly ingest: Ingest;
  readonly database: DatabaseSync;
  readonly store: ReportStore;
  readonly stored: StoredReport[];
  readonly births: StoredBirth[];
  readonly deaths: StoredDeath[];
  readonly logLines: string[];
};

/** A database in memory; closed with the resources. */
export function openTestDatabase(resources: Resources, path = ':memory:'): DatabaseSync {
  const opened = openDatabase(path);
  if (!opened.ok) throw new Error(opened.error.code);
  return resources.closing(opened.value);
}

/** Ingest over real SQLite, everything it announces recorded. */
export async function startIngest(
  database: DatabaseSync,
  options: {
    readonly clock?: Clock;
    readonly compare?: Compare;
    readonly wrap?: (store: ReportStore) => ReportStore;
  } = {},
): Promise<StartedIngest> {
  const stored: StoredReport[] = [];
  const births: StoredBirth[] = [];
  const deaths: StoredDeath[] = [];
  const logLines: string[] = [];
  const store = (options.wrap ?? ((same) => same))(createReportStore(database));
  const ingest = await openIngest({
    store,
    clock: options.clock ?? createSystemClock(),
    compare: options.compare ?? (() => 'unknown'),
    log: createLog('test', 'info', { write: (line) => logLines.push(line) }),
    onStored: (reports) => stored.push(...reports),
    onBirth: (birth) => births.push(birth),
    onDeath: (death) => deaths.push(death),
  });
  return { ingest, database, store, stored, births, deaths, logLines };
}

export const bootA = 'aaaaaaaaaaaaaaaa';
export const bootB = 'bbbbbbbbbbbbbbbb';
export const hash1 = '1111111111111111';
export const hash2 = '2222222222222222';

/** A small valid report, encoded; `parts` replace its fields. */
export function reportPayload(seq: number, parts: Record<string, unknown> = {}): Buffer {
  const usage = {
    section: 'usage',
    hash: hash1,
    facts: { cpuPercent: 12.4, memoryAvailableBytes: 3_221_225_472 },
  };
  return encode({
    v: 1,
    boot: bootA,
    seq,
    at: 1_790_000_000_000,
    up: seq * 300,
    readings: [usage],
    outcomes: [],
    ...parts,
  });
}

export function birthPayload(parts: Record<string, unknown> = {}): Buffer {
  return encode({
    v: 1,
    kind: 'birth',
    boot: bootA,
    bootNo: 1,
    conn: 1,
    at: 1_790_000_000_000,
    up: 0,
    fingerprint: {},
    keyId: '0123456789abcdef',
    versions: { agent: '0.1.0', node: '26.10.0', platform: 'linux-x64', contract: [1] },
    ...parts,
  });
}

export function deathPayload(parts: Record<string, unknown> = {}): Buffer {
  return encode({ v: 1, kind: 'death', boot: bootA, conn: 1, reason: 'lost', ...parts });
}

/** Every stored report as `device boot seq`, over all day tables, sorted. */
export function storedRows(database: DatabaseSync): readonly string[] {
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE name GLOB 'report_[0-9]*'`).all();
  return tables
    .flatMap(({ name }) =>
      database
        .prepare(
          `SELECT device_id, boot.boot AS boot, seq FROM ${name} AS r JOIN boot ON boot.number = r.boot`,
        )
        .all(),
    )
    .map(({ device_id, boot, seq }) => `${device_id} ${boot} ${seq}`)
    .sort();
}

/** A wall clock that stands still over timers that run. */
export function standingClock(nowMs: number): Clock {
  return { ...createSystemClock(), now: () => nowMs };
}
