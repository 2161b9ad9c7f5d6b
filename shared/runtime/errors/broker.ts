/** Codes of failures that the broker meets, with their exit status (sysexits.h). */
export const brokerErrors = {} as const;
