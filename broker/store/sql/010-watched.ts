/** Migration 10: when lines were watched, of days whose evidence is dropped; and reading it from evidence without the rows. */
export const watchedMigration = `
-- Of one line on one day (of UTC, since 1970): pairs of ms UTC, apart from one another, in order.
CREATE TABLE line_watched (
  line_id TEXT NOT NULL, day INTEGER NOT NULL, spans TEXT NOT NULL, PRIMARY KEY (line_id, day)) STRICT, WITHOUT ROWID;

DROP INDEX line_run_by_line;
CREATE INDEX line_run_by_line ON line_run (line_id, to_at, from_at, result) WHERE line_id IS NOT NULL;
`;
