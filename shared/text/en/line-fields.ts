/** What a prober tells of a line: one line for each field that leaves the machine. */
export const lineFieldsEn = {
  'field.line': 'the line as the elected machine measured it',
} as const;
