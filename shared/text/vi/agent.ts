export const agentVi = {} as const;
