/** Sheets and files that leave the house. */
export const exportsEn = {} as const;
