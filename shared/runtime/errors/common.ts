/** Codes of failures that every program can meet, with their exit status (sysexits.h). */
export const commonErrors = {
  'SD-USAGE': 64,
  'SD-CONFIG-INVALID': 78,
  'SD-CONFIG-UNREADABLE': 66,
  'SD-FILE-UNREADABLE': 66,
  'SD-FILE-UNWRITABLE': 73,
  'SD-DISK-FULL': 74,
  'SD-PROFILE-INVALID': 65,
  'SD-TOKEN-INVALID': 65,
  'SD-BROKER-UNREACHABLE': 69,
  'SD-PROXY-FAILED': 69,
  'SD-BROKER-NOT-OURS': 76,
  'SD-BROKER-REFUSED': 77,
  'SD-ANSWER-TIMEOUT': 75,
  'SD-START-FAILED': 69,
  'SD-START-NO-REPORT': 75,
  'SD-INTERNAL': 70,
} as const;
