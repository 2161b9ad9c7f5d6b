/** Migration 8: registers of the planner, as-at snapshots and what schools say to them. */
export const planningMigration = `
-- Append-only; row NULL ends it. The shape of a row is the register's schema (shared/contract/register-rows.ts).
CREATE TABLE register_version (
  id INTEGER PRIMARY KEY, register TEXT NOT NULL, key TEXT NOT NULL, valid_from INTEGER NOT NULL, row TEXT, actor TEXT NOT NULL) STRICT;
CREATE INDEX register_version_by_row ON register_version (register, key, id);

ALTER TABLE room_version ADD COLUMN site_code TEXT;

-- content: deflate-raw of the snapshot's JSON; sha256 is that of the JSON.
CREATE TABLE snapshot (
  name TEXT PRIMARY KEY, kind TEXT NOT NULL, as_at INTEGER NOT NULL, taken_at INTEGER NOT NULL, taken_by TEXT NOT NULL,
  sha256 TEXT NOT NULL, schools INTEGER NOT NULL, machines INTEGER NOT NULL, gaps TEXT NOT NULL, content BLOB NOT NULL) STRICT;
CREATE TRIGGER snapshot_is_immutable BEFORE UPDATE ON snapshot BEGIN SELECT RAISE(ABORT, 'snapshots are immutable'); END;
CREATE TRIGGER snapshot_is_kept BEFORE DELETE ON snapshot BEGIN SELECT RAISE(ABORT, 'snapshots are kept'); END;

-- What a school said, append-only; school_code '' closes the snapshot.
CREATE TABLE snapshot_word (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, school_code TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
  actor TEXT NOT NULL, role TEXT NOT NULL, remarks TEXT NOT NULL) STRICT;
CREATE INDEX snapshot_word_by_school ON snapshot_word (name, school_code, id);
`;
