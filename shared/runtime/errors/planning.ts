/** Planning: snapshots, norms, registers, exports. */
export const planningErrors = {
  'SD-SNAPSHOT-UNKNOWN': 66,
  'SD-SNAPSHOT-EXISTS': 66,
  'SD-SNAPSHOT-CLOSED': 66,
  'SD-SNAPSHOT-FUTURE': 66,
  'SD-SNAPSHOT-UNIT': 66,
  'SD-NORM-UNKNOWN': 66,
  'SD-REGISTER-INVALID': 65,
  'SD-SETTING-INVALID': 64,
  'SD-SCENARIO-UNKNOWN': 66,
  'SD-ROOM-UNKNOWN': 65,
  'SD-LIST-FULL': 75,
  'SD-EXPORT-UNKNOWN': 66,
  'SD-EXPORT-CHANGED': 65,
} as const;
