export const agentEn = {} as const;
