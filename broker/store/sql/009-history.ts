/** Migration 9: since when facts hold, so that the facts of a past day can be told. NULL: from before this was kept. */
export const historyMigration = `
ALTER TABLE section ADD COLUMN since INTEGER;
ALTER TABLE section_history ADD COLUMN since INTEGER;
`;
