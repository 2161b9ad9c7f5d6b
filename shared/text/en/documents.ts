/** Printed forms and reports. */
export const documentsEn = {} as const;
