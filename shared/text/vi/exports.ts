/** Sheets and files that leave the house. */
export const exportsVi = {} as const;
