/** Codes of failures that the agent meets, with their exit status (sysexits.h). */
export const agentErrors = {
  'SD-AGENT-RUNNING': 75,
  'SD-AGENT-NOT-JOINED': 66,
  'SD-AGENT-JOINED': 73,
  'SD-AGENT-FROZEN': 73,
  'SD-STATE-DAMAGED': 65,
  'SD-TOKEN-MISSING': 64,
  'SD-PARSE-UNKNOWN': 65,
  'SD-PARSE-EMPTY': 65,
  'SD-PARSE-TOO-LARGE': 65,
} as const;
