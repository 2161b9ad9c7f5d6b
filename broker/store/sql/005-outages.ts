/** Migration 5: what outages are judged from, and what was judged, with its history. Times are ms UTC of the broker. */
export const outagesMigration = `
-- One connection of a machine. ended_at NULL: it stands, or the broker was cut short.
CREATE TABLE session (
  device_id TEXT NOT NULL, boot TEXT NOT NULL, conn INTEGER NOT NULL, born_at INTEGER NOT NULL, last_heard_at INTEGER NOT NULL,
  silence_ms INTEGER NOT NULL, ended_at INTEGER, ending TEXT, address TEXT, process_started_at INTEGER, os_started_at INTEGER,
  previous_boot TEXT, previous_alive_at INTEGER, previous_end TEXT, PRIMARY KEY (device_id, boot, conn)) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_birth ON session (device_id, born_at);
CREATE INDEX session_open ON session (device_id) WHERE ended_at IS NULL;
CREATE INDEX session_by_end ON session (ended_at) WHERE ended_at IS NOT NULL;

-- Heartbeats that came later than they were measured: it was alive while it could not say so. gateway: 1 reached, 0 not, NULL unknown.
CREATE TABLE alive_proof (
  device_id TEXT NOT NULL, at INTEGER NOT NULL, boot TEXT NOT NULL, gateway INTEGER, PRIMARY KEY (device_id, at, boot)) STRICT, WITHOUT ROWID;
CREATE INDEX alive_proof_by_time ON alive_proof (at);

-- Checks that came out the same: gateway, first hop, broker, internet, DNS (o, b, u: ok, bad, unknown), quality (g, b, u).
CREATE TABLE line_run (
  id INTEGER PRIMARY KEY, device_id TEXT NOT NULL, line_id TEXT, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,
  result TEXT NOT NULL, address TEXT) STRICT;
CREATE INDEX line_run_by_device ON line_run (device_id, to_at);
CREATE INDEX line_run_by_line ON line_run (line_id, to_at) WHERE line_id IS NOT NULL;
CREATE INDEX line_run_by_time ON line_run (to_at);

CREATE TABLE line_sample (
  line_id TEXT NOT NULL, at INTEGER NOT NULL, device_id TEXT NOT NULL, seconds INTEGER NOT NULL, p50_ms INTEGER, p95_ms INTEGER,
  sent INTEGER NOT NULL, lost INTEGER NOT NULL, dns_ms INTEGER, PRIMARY KEY (line_id, at, device_id)) STRICT, WITHOUT ROWID;

-- Checks of one service by one machine within one hour (of UTC, since 1970), three characters each, in order of arrival.
CREATE TABLE service_hour (
  device_id TEXT NOT NULL, hour INTEGER NOT NULL, service TEXT NOT NULL, checks TEXT NOT NULL,
  PRIMARY KEY (device_id, hour, service)) STRICT, WITHOUT ROWID;

-- From when the broker served, and the last sign of it.
CREATE TABLE broker_run (
  id INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, alive_at INTEGER NOT NULL, stopped_at INTEGER) STRICT;

-- One incident as it is judged now; school_code NULL concerns several. detail: schools, witnesses, evidence.
CREATE TABLE outage (
  id INTEGER PRIMARY KEY, cause TEXT NOT NULL, scope_kind TEXT NOT NULL, scope_id TEXT NOT NULL, school_code TEXT,
  impact TEXT NOT NULL, start_from INTEGER NOT NULL, start_to INTEGER NOT NULL, end_from INTEGER, end_to INTEGER,
  confidence REAL NOT NULL, detail TEXT NOT NULL, revision INTEGER NOT NULL, withdrawn_at INTEGER) STRICT;
CREATE INDEX outage_open ON outage (id) WHERE end_to IS NULL AND withdrawn_at IS NULL;
CREATE INDEX outage_by_end ON outage (end_to) WHERE end_to IS NOT NULL;

-- Every word on it, the present one included.
CREATE TABLE outage_version (
  outage_id INTEGER NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL, cause TEXT NOT NULL, scope_kind TEXT NOT NULL,
  scope_id TEXT NOT NULL, start_from INTEGER NOT NULL, start_to INTEGER NOT NULL, end_from INTEGER, end_to INTEGER,
  confidence REAL NOT NULL, witnesses INTEGER NOT NULL, is_withdrawn INTEGER NOT NULL,
  PRIMARY KEY (outage_id, revision)) STRICT, WITHOUT ROWID;
`;
