/** Incidents: causes, evidence, how sure. */
export const outagesVi = {
  'cause.line': 'Mất kết nối đường chính',
} as const;
