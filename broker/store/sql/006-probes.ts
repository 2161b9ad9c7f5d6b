/** Migration 6: who probes which line, and what its speed tests cost. */
export const probesMigration = `
CREATE TABLE probed_line (
  line_id TEXT PRIMARY KEY, school_code TEXT NOT NULL, prober_id TEXT, standby_id TEXT, gateway TEXT,
  place INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- The newest duty that each machine was told, by whom it was heard (boot) and until when it holds.
CREATE TABLE told_duty (
  device_id TEXT PRIMARY KEY, line_id TEXT NOT NULL, duty TEXT NOT NULL, digest TEXT NOT NULL, boot TEXT NOT NULL,
  until INTEGER NOT NULL, told_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- A lease costs booked_bytes until its result tells used_bytes.
CREATE TABLE probe_lease (
  lease_id TEXT PRIMARY KEY, line_id TEXT NOT NULL, device_id TEXT NOT NULL, is_planned INTEGER NOT NULL,
  granted_at INTEGER NOT NULL, until INTEGER NOT NULL, booked_bytes INTEGER NOT NULL, settled_at INTEGER,
  used_bytes INTEGER NOT NULL DEFAULT 0, started_at INTEGER, test TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX probe_lease_by_grant ON probe_lease (granted_at);
CREATE INDEX probe_lease_by_line ON probe_lease (line_id, started_at) WHERE test IS NOT NULL;
`;
