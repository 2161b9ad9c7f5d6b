/** Migration 7: who gets the daily digest, and of which days it was sent. */
export const digestsMigration = `
CREATE TABLE digest_receiver (
  id INTEGER PRIMARY KEY AUTOINCREMENT, unit_id TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, hour INTEGER NOT NULL,
  lang TEXT NOT NULL, added_at INTEGER NOT NULL, last_sent_at INTEGER, last_failure TEXT, told_outage_id INTEGER) STRICT;

-- One row a local day: whatever the clock does, no day is told twice.
CREATE TABLE digest_day (
  receiver_id INTEGER NOT NULL, day TEXT NOT NULL, tries INTEGER NOT NULL, next_at INTEGER NOT NULL, is_done INTEGER NOT NULL,
  PRIMARY KEY (receiver_id, day)) STRICT, WITHOUT ROWID;
`;
