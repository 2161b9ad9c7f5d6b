/**
 * Migration 1. STRICT tables. Roster, units and assignments are append-only versions (`valid_from`, ms UTC):
 * what was true at a date can be asked for years later. `id` orders versions of the same millisecond.
 */
export const firstMigration = `
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Org tree of any depth; a version with is_removed = 1 ends a unit.
CREATE TABLE unit_version (
  id INTEGER PRIMARY KEY, unit_id TEXT NOT NULL, valid_from INTEGER NOT NULL, parent_id TEXT, kind TEXT NOT NULL,
  name TEXT NOT NULL, code TEXT, is_removed INTEGER NOT NULL DEFAULT 0, actor TEXT NOT NULL) STRICT;
CREATE INDEX unit_version_by_unit ON unit_version (unit_id, valid_from, id);

-- One roster row: a school's one level on one site ('' = the only site). NULL is missing, 0 is typed.
CREATE TABLE roster_version (
  id INTEGER PRIMARY KEY, school_code TEXT NOT NULL, level TEXT NOT NULL, site_code TEXT NOT NULL, valid_from INTEGER NOT NULL,
  school_name TEXT NOT NULL, commune TEXT, owner TEXT, area TEXT, site_name TEXT,
  students INTEGER, informatics_students INTEGER, classes INTEGER, largest_class INTEGER, practice_pupils_per_pc INTEGER,
  sessions INTEGER, departments INTEGER, classrooms INTEGER, declared_student_pcs INTEGER,
  is_removed INTEGER NOT NULL DEFAULT 0, actor TEXT NOT NULL) STRICT;
CREATE INDEX roster_version_by_row ON roster_version (school_code, level, site_code, valid_from, id);

CREATE TABLE device (
  number INTEGER PRIMARY KEY, device_id TEXT NOT NULL UNIQUE, joined_at INTEGER NOT NULL, token_id TEXT,
  system_uuid TEXT, board_serial TEXT, macs TEXT, system_disk TEXT, is_weak_identity INTEGER NOT NULL DEFAULT 0) STRICT;

-- Where a machine belongs and what it is for.
CREATE TABLE assignment_version (
  id INTEGER PRIMARY KEY, device_id TEXT NOT NULL, valid_from INTEGER NOT NULL, school_code TEXT NOT NULL,
  room TEXT, seat TEXT, role TEXT NOT NULL, state TEXT NOT NULL, actor TEXT NOT NULL) STRICT;
CREATE INDEX assignment_version_by_device ON assignment_version (device_id, valid_from, id);

-- Every certificate ever issued, for devices and users: revocation is looked up here at each connection.
CREATE TABLE certificate (
  sha256 TEXT PRIMARY KEY, cn TEXT NOT NULL, key_id TEXT NOT NULL, pem TEXT NOT NULL, issued_at INTEGER NOT NULL,
  revoked_at INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_by_cn ON certificate (cn);
CREATE INDEX certificate_by_key ON certificate (key_id);

CREATE TABLE token (
  id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL, school_code TEXT NOT NULL, room TEXT, role TEXT, uses_left INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, created_at INTEGER NOT NULL, revoked_at INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE user (
  user_id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, unit_id TEXT NOT NULL,
  created_at INTEGER NOT NULL, revoked_at INTEGER) STRICT, WITHOUT ROWID;

-- One row per process start of an agent. anchor_at = broker time of a birth minus its 'up'; NULL until born.
-- born_at: receipt of the newest birth; the row with the greatest is the machine's last birth. clock_offset_ms: device clock minus ours.
CREATE TABLE boot (
  number INTEGER PRIMARY KEY, device_id TEXT NOT NULL, boot TEXT NOT NULL, boot_no INTEGER, conn INTEGER,
  anchor_at INTEGER, clock_offset_ms INTEGER, first_at INTEGER NOT NULL, born_at INTEGER, birth TEXT, ended TEXT,
  UNIQUE (device_id, boot)) STRICT;

-- What of each boot is stored: all up to contiguous, and the ranges of beyond. Apart from boot because it changes with every
-- report: 40 bytes instead of 600 (measured: a third less CPU per row, and 5,000 ledgers in 50 pages).
CREATE TABLE ledger (
  boot INTEGER PRIMARY KEY, contiguous INTEGER NOT NULL, beyond TEXT NOT NULL, uncertain_to INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;

-- Newest facts of each section, and what they were before: inventories are kept only when they change.
CREATE TABLE section (
  device_id TEXT NOT NULL, section TEXT NOT NULL, measured_at INTEGER NOT NULL, seq INTEGER NOT NULL, time_quality TEXT NOT NULL,
  hash TEXT NOT NULL, reading TEXT NOT NULL, PRIMARY KEY (device_id, section)) STRICT, WITHOUT ROWID;
CREATE TABLE section_history (
  id INTEGER PRIMARY KEY, device_id TEXT NOT NULL, section TEXT NOT NULL, measured_at INTEGER NOT NULL,
  hash TEXT NOT NULL, reading TEXT NOT NULL) STRICT;
CREATE INDEX section_history_by_device ON section_history (device_id, section, measured_at);
CREATE TABLE outcome (
  device_id TEXT NOT NULL, collector TEXT NOT NULL, measured_at INTEGER NOT NULL, outcome TEXT NOT NULL, ms INTEGER NOT NULL,
  PRIMARY KEY (device_id, collector)) STRICT, WITHOUT ROWID;

CREATE TABLE device_event (
  id INTEGER PRIMARY KEY, device_id TEXT NOT NULL, at INTEGER NOT NULL, time_quality TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT) STRICT;
CREATE INDEX device_event_by_device ON device_event (device_id, at);

CREATE TABLE device_order (
  id TEXT PRIMARY KEY, device_id TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
  state TEXT NOT NULL, answered_at INTEGER, detail TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX device_order_open ON device_order (device_id) WHERE state = 'open';

-- Messages that could not be read: kept, shown, replayed after an upgrade. payload is NULL once the budget is spent.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, device_id TEXT NOT NULL, topic TEXT NOT NULL, reason TEXT NOT NULL,
  detail TEXT NOT NULL, size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, payload BLOB) STRICT;
CREATE INDEX quarantine_by_device ON quarantine (device_id);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT, detail TEXT) STRICT;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
`;

/**
 * Table of one day's reports (UTC day of receipt), 30-odd bytes a row: a row is the proof that a report is stored.
 * Ordered by time, so that reports of many machines fill one page (by boot, each would rewrite its own: measured 2.4 times the CPU).
 * A day is dropped whole when its time is over (measured: DROP of 720k rows 25 ms, DELETE 160 ms).
 * @param day yyyymmdd
 */
export function dayTable(day: string): string {
  return `CREATE TABLE IF NOT EXISTS report_${day} (
    boot INTEGER NOT NULL, seq INTEGER NOT NULL, measured_at INTEGER NOT NULL, time_quality INTEGER NOT NULL,
    cpu_percent INTEGER, memory_available_mib INTEGER, system_free_mib INTEGER, gateway_ms INTEGER,
    PRIMARY KEY (measured_at, boot, seq)) STRICT, WITHOUT ROWID`;
}
