/** Codes of failures that the agent meets, with their exit status (sysexits.h). */
export const agentErrors = {} as const;
