/** Codes of failures that the console meets, with their exit status (sysexits.h). */
export const consoleErrors = {
  'SD-PROFILE-MISSING': 66,
  'SD-ANSWER-INVALID': 76,
} as const;
