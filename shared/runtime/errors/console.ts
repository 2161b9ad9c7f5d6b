/** Codes of failures that the console meets, with their exit status (sysexits.h). */
export const consoleErrors = {} as const;
