/** Registers that people keep, and their import. */
export const registersEn = {} as const;
