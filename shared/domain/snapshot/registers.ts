/** Registers that a file can be imported into. The roster, lines, rooms, licences and units have stores of their own behind the same command. */
export const registerNames = [
  'roster',
  'units',
  'sites',
  'rooms',
  'lines',
  'assets',
  'equipment',
  'prices',
  'budgets',
  'licences',
  'priorities',
  'checklist',
  'aliases',
  'calendar',
  'deadlines',
  'headers',
  'norms',
  'delivered',
] as const;
export type RegisterName = (typeof registerNames)[number];
