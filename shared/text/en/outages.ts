/** Incidents: causes, evidence, how sure. */
export const outagesEn = {
  'cause.line': 'Line down',
} as const;
