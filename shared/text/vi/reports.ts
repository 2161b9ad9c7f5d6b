/** Smaller lists and forms. */
export const reportsVi = {} as const;
