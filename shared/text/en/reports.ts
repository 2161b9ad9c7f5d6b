/** Smaller lists and forms. */
export const reportsEn = {} as const;
