export const brokerEn = {} as const;
