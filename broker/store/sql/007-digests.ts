/** Migration 7: who gets the daily digest. */
export const digestsMigration = `
SELECT 1;
`;
