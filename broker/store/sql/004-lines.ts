/** Migration 4: lines and services as people entered them. */
export const linesMigration = `
-- Versions, the newest holds; removed by a version of its own.
CREATE TABLE line_version (
  id INTEGER PRIMARY KEY, line_id TEXT NOT NULL, valid_from INTEGER NOT NULL, school_code TEXT NOT NULL, entry TEXT NOT NULL,
  is_removed INTEGER NOT NULL DEFAULT 0, actor TEXT NOT NULL) STRICT;
CREATE INDEX line_version_by_line ON line_version (line_id, id);

-- What was changed or added to the shipped list of services; school_code '' is everybody's.
CREATE TABLE service_version (
  id INTEGER PRIMARY KEY, service TEXT NOT NULL, school_code TEXT NOT NULL, valid_from INTEGER NOT NULL, entry TEXT NOT NULL,
  is_removed INTEGER NOT NULL DEFAULT 0, actor TEXT NOT NULL) STRICT;
CREATE INDEX service_version_by_service ON service_version (service, school_code, id);
`;
