/** Codes of failures that the broker meets, with their exit status (sysexits.h). */
export const brokerErrors = {
  'SD-STORE-UNREADABLE': 74,
  'SD-STORE-NEWER': 78,
} as const;
