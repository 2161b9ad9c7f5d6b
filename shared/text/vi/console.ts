export const consoleVi = {} as const;
