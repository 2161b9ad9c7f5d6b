export const brokerVi = {} as const;
