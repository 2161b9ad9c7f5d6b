/**
 * Migration 3: what is wrong with machines and schools, what people decided about it, what they licensed and recorded.
 * A finding is one row from its opening to its end; found again, it is another row.
 */
export const findingsMigration = `
-- Of a machine or of a whole school. ended_at: by proof (fixed, not-applicable), or because the machine left the fleet.
CREATE TABLE finding (
  id INTEGER PRIMARY KEY, device_id TEXT, school_code TEXT, code TEXT NOT NULL, severity TEXT NOT NULL, evidence TEXT NOT NULL,
  explained_by TEXT, since INTEGER NOT NULL, last_found_at INTEGER NOT NULL, ended_at INTEGER, ending TEXT,
  CHECK ((device_id IS NULL) <> (school_code IS NULL))) STRICT;
CREATE UNIQUE INDEX finding_open ON finding (coalesce(device_id, school_code), code) WHERE ended_at IS NULL;
CREATE INDEX finding_ended ON finding (coalesce(device_id, school_code), code, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX finding_by_end ON finding (ended_at) WHERE ended_at IS NOT NULL;

-- What people said of one finding; the newest holds.
CREATE TABLE finding_decision (
  id INTEGER PRIMARY KEY, finding_id INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, status TEXT NOT NULL,
  reason TEXT, accepted_until INTEGER) STRICT;
CREATE INDEX finding_decision_by_finding ON finding_decision (finding_id, id);

-- When each machine was last judged, by which rules, and what they could not tell: a restart judges nobody anew.
CREATE TABLE judged_device (
  device_id TEXT PRIMARY KEY, judged_at INTEGER NOT NULL, rules TEXT NOT NULL, result TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Local days (since 1970-01-01) on which a machine was heard: signatures age while it runs.
CREATE TABLE device_day (device_id TEXT NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (device_id, day)) STRICT, WITHOUT ROWID;

-- Licences as schools enter them: versions, the newest holds. licence_id is the id of the first.
CREATE TABLE licence_version (
  id INTEGER PRIMARY KEY, licence_id INTEGER, valid_from INTEGER NOT NULL, school_code TEXT NOT NULL, product TEXT NOT NULL,
  seats INTEGER NOT NULL, expires_on TEXT, note TEXT, is_removed INTEGER NOT NULL DEFAULT 0, actor TEXT NOT NULL) STRICT;
CREATE INDEX licence_version_by_licence ON licence_version (coalesce(licence_id, id), id);

-- Recorded reviews: whole, with the hash of what was recorded; summary is what lists show of it.
CREATE TABLE review (
  id INTEGER PRIMARY KEY, school_code TEXT NOT NULL, month TEXT NOT NULL, as_at INTEGER NOT NULL, actor TEXT NOT NULL,
  summary TEXT NOT NULL, content TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
CREATE INDEX review_by_school ON review (school_code, month, id);
CREATE TRIGGER review_is_immutable BEFORE UPDATE ON review BEGIN SELECT RAISE(ABORT, 'a recorded review never changes'); END;
CREATE TRIGGER review_is_kept BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, 'a recorded review never changes'); END;
`;
