/** Codes of failures around lines, services, outages and digests, with their exit status (sysexits.h). */
export const lineErrors = {
  'SD-LINE-UNKNOWN': 65,
  'SD-LINE-ELSEWHERE': 65,
  'SD-LINE-BUDGET': 75,
  'SD-LINE-NO-PROBER': 75,
  'SD-SERVICE-UNKNOWN': 65,
  'SD-OUTAGE-UNKNOWN': 65,
  'SD-DIGEST-UNKNOWN': 65,
  'SD-DIGEST-KNOWN': 65,
  'SD-DIGEST-ADDRESS': 64,
  'SD-DIGEST-UNSENT': 69,
  'SD-SHEET-INVALID': 65,
  'SD-MEASURING-FAILED': 69,
} as const;
