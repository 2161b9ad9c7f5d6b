/**
 * Migration 2: who a machine is over the years. Certificates carry their end and their authority; a machine keeps its
 * history through copies, re-installations and mergers; rooms have a kind and seats.
 */
export const identityMigration = `
ALTER TABLE certificate ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE certificate ADD COLUMN ca_sha256 TEXT NOT NULL DEFAULT '';
UPDATE certificate SET expires_at = issued_at + 34560000000,
  ca_sha256 = coalesce((SELECT value FROM setting WHERE name = 'caSha256'), '');
-- When its holder was noted to connect with it: at most once a day, and only where that matters.
ALTER TABLE certificate ADD COLUMN used_at INTEGER;

ALTER TABLE token ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;
ALTER TABLE token ADD COLUMN seats INTEGER;
UPDATE token SET uses = uses_left + (SELECT count(*) FROM device WHERE device.token_id = token.id);

-- When an officer last said "checked, works".
ALTER TABLE assignment_version ADD COLUMN confirmed_good_at INTEGER;

-- Hardware identifiers as JSON arrays of keyed hashes. origin_key: the common key it was split from; merged_into: the id
-- under which its history is shown; left_at: it took its leave.
ALTER TABLE device ADD COLUMN origin_key TEXT;
ALTER TABLE device ADD COLUMN merged_into TEXT;
ALTER TABLE device ADD COLUMN left_at INTEGER;
-- Version 1 hashed all cards of a machine together, which compares with nothing: its next birth tells them.
UPDATE device SET macs = NULL;
CREATE INDEX device_by_origin ON device (origin_key) WHERE origin_key IS NOT NULL;

-- Born on other hardware than the machine's own: kept apart until the copy that it came from has an id. moved_to: that id;
-- such a row is what is left of the boot here, so that a late message still finds its way.
ALTER TABLE boot ADD COLUMN is_foreign INTEGER NOT NULL DEFAULT 0;
ALTER TABLE boot ADD COLUMN moved_to TEXT;

-- Keys found on several machines: good for nothing but becoming oneself.
CREATE TABLE shared_key (key_id TEXT PRIMARY KEY, device_id TEXT NOT NULL, found_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Values seen on two live machines: they name neither.
CREATE TABLE learned_placeholder (part TEXT NOT NULL, value TEXT NOT NULL, learned_at INTEGER NOT NULL,
  PRIMARY KEY (part, value)) STRICT, WITHOUT ROWID;

-- Acts of identity, counted against their caps.
CREATE TABLE identity_act (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, device_id TEXT NOT NULL, key_id TEXT NOT NULL) STRICT;
CREATE INDEX identity_act_by_device ON identity_act (device_id, kind, at);
CREATE INDEX identity_act_by_key ON identity_act (key_id, kind, at);

-- What is true of a machine now, since when; its history is in device_event.
CREATE TABLE device_condition (
  device_id TEXT NOT NULL, kind TEXT NOT NULL, since INTEGER NOT NULL, detail TEXT, PRIMARY KEY (device_id, kind)) STRICT, WITHOUT ROWID;

CREATE TABLE proposal (
  id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL, device_id TEXT NOT NULL, other_id TEXT NOT NULL, reason TEXT NOT NULL,
  state TEXT NOT NULL, decided_at INTEGER, decided_by TEXT, UNIQUE (device_id, other_id)) STRICT;

CREATE TABLE room_version (
  id INTEGER PRIMARY KEY, school_code TEXT NOT NULL, room TEXT NOT NULL, valid_from INTEGER NOT NULL, kind TEXT, seats INTEGER,
  actor TEXT NOT NULL) STRICT;
CREATE INDEX room_version_by_room ON room_version (school_code, room, valid_from, id);
`;
