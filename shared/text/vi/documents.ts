/** Printed forms and reports. */
export const documentsVi = {} as const;
