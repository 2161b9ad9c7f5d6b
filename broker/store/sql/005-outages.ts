/** Migration 5: what outages are judged from, and what was judged. */
export const outagesMigration = `
SELECT 1;
`;
