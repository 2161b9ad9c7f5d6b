import type { DatabaseSync } from 'node:sqlite';
import { encode } from '../shared/contract/codec.ts';
import { contractVersion } from '../shared/contract/limits.ts';

/** How much of a report is left: nothing but its number and times, the heartbeat alone, or whole sections. */
const rowKinds = { thinned: 0, heartbeat: 1, sections: 2 } as const;
export type RowKind = keyof typeof rowKinds;

/** One numbered report: its payload goes on the wire as it is. */
export type OutboxRow = {
  readonly boot: string;
  readonly seq: number;
  readonly at: number;
  readonly up: number;
  readonly kind: RowKind;
  readonly payload: Buffer;
};

/** What thinning took: reports emptied of their readings, and reports gone altogether. */
export type Thinning = { readonly thinned: number; readonly lost: number };

export type RowTable = {
  /** Throws SQLite's error when the row could not be stored. */
  readonly append: (row: OutboxRow) => Thinning;
  /** The oldest rows, in the order in which they were appended. */
  readonly oldest: (limit: number) => OutboxRow[];
  /** Whether there was such a row. */
  readonly drop: (boot: string, seq: number) => boolean;
  readonly dropUpTo: (boot: string, upTo: number) => void;
  readonly dropBoot: (boot: string) => void;
  /** Those that have rows. */
  readonly boots: () => string[];
  readonly clear: () => void;
  readonly size: () => { readonly rows: number; readonly bytes: number };
};

/** What SQLite needs for a row beside its payload (measured: 43 bytes with a 16-character boot). */
const rowOverheadBytes = 48;

const schema = `
  CREATE TABLE IF NOT EXISTS report (
    id INTEGER PRIMARY KEY, boot TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, up REAL NOT NULL,
    kind INTEGER NOT NULL, payload BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS report_boot_seq ON report (boot, seq);
  CREATE INDEX IF NOT EXISTS report_kind ON report (kind, id) WHERE kind > 0;
`;

/**
 * Reports in one database, at most `maxBytes`. Beyond it the oldest heartbeats are thinned, then the oldest sections: the
 * report keeps its number and its times but neither readings nor outcomes, so that no number is missing and the broker
 * still learns when the machine was on. Only when everything is thinned do the oldest go: their numbers stay a gap in the
 * broker's ledger.
 */
export function createRowTable(database: DatabaseSync, maxBytes: number): RowTable {
  database.exec(schema);
  const insert = database.prepare(
    'INSERT INTO report (boot, seq, at, up, kind, payload) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = database.prepare('SELECT boot, seq, at, up, kind, payload FROM report ORDER BY id LIMIT ?');
  const drop = database.prepare('DELETE FROM report WHERE boot = ? AND seq = ?');
  const dropUpTo = database.prepare('DELETE FROM report WHERE boot = ? AND seq <= ?');
  const dropBoot = database.prepare('DELETE FROM report WHERE boot = ?');
  const boots = database.prepare('SELECT DISTINCT boot FROM report');
  const count = database.prepare(
    `SELECT count(*) AS rows, coalesce(sum(length(payload) + ${rowOverheadBytes}), 0) AS bytes FROM report`,
  );
  const size = (): { rows: number; bytes: number } => {
    const found = count.get();
    return { rows: Number(found?.rows ?? 0), bytes: Number(found?.bytes ?? 0) };
  };
  let { bytes } = size();
  return {
    append: (row) => {
      insert.run(row.boot, row.seq, row.at, row.up, rowKinds[row.kind], row.payload);
      bytes += row.payload.length + rowOverheadBytes;
      if (bytes <= maxBytes) return { thinned: 0, lost: 0 };
      // Counted anew: rows that were dropped meanwhile are not known one by one.
      ({ bytes } = size());
      if (bytes <= maxBytes) return { thinned: 0, lost: 0 };
      const thinning = thin(database, bytes - maxBytes + maxBytes / 64);
      ({ bytes } = size());
      return thinning;
    },
    oldest: (limit) => select.all(limit).map(toRow),
    drop: (boot, seq) => Number(drop.run(boot, seq).changes) > 0,
    dropUpTo: (boot, upTo) => void dropUpTo.run(boot, upTo),
    dropBoot: (boot) => void dropBoot.run(boot),
    boots: () => boots.all().map(({ boot }) => String(boot)),
    clear: () => {
      database.exec('DELETE FROM report');
      bytes = 0;
    },
    size,
  };
}

function toRow(found: Record<string, unknown>): OutboxRow {
  const { payload } = found;
  if (!(payload instanceof Uint8Array)) throw new TypeError('outbox: a payload is not bytes');
  return {
    boot: String(found.boot),
    seq: Number(found.seq),
    at: Number(found.at),
    up: Number(found.up),
    kind: kindOf(Number(found.kind)),
    payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
  };
}

function kindOf(stored: number): RowKind {
  if (stored === rowKinds.thinned) return 'thinned';
  return stored === rowKinds.heartbeat ? 'heartbeat' : 'sections';
}

function thin(database: DatabaseSync, excessBytes: number): Thinning {
  let excess = excessBytes;
  let thinned = 0;
  let lost = 0;
  const next = database.prepare(
    'SELECT id, boot, seq, at, up, length(payload) AS bytes FROM report WHERE kind = ? ORDER BY id LIMIT 1',
  );
  const replace = database.prepare('UPDATE report SET kind = 0, payload = ? WHERE id = ?');
  for (const kind of [rowKinds.heartbeat, rowKinds.sections]) {
    for (let row = next.get(kind); row !== undefined && excess > 0; row = next.get(kind)) {
      const payload = emptyReport(String(row.boot), Number(row.seq), Number(row.at), Number(row.up));
      replace.run(payload, Number(row.id));
      excess -= Math.max(0, Number(row.bytes) - payload.length);
      thinned += 1;
    }
  }
  const remove = database.prepare('DELETE FROM report WHERE id = ?');
  for (
    let row = next.get(rowKinds.thinned);
    row !== undefined && excess > 0;
    row = next.get(rowKinds.thinned)
  ) {
    remove.run(Number(row.id));
    excess -= Number(row.bytes) + rowOverheadBytes;
    lost += 1;
  }
  return { thinned, lost };
}

/** A thinned report: neither readings nor outcomes, which no collected one ever is. */
function emptyReport(boot: string, seq: number, at: number, up: number): Buffer {
  return encode({ v: contractVersion, boot, seq, at, up, readings: [], outcomes: [] });
}
