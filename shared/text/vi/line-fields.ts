/** What a prober tells of a line: one line for each field that leaves the machine. */
export const lineFieldsVi = {
  'field.line': 'đường truyền như máy được chọn đo thấy',
} as const;
