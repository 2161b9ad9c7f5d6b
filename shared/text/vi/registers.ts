/** Registers that people keep, and their import. */
export const registersVi = {} as const;
