/** How a line reaches the school. */
export const lineMedia = [
  'fibre',
  'cable',
  'adsl',
  'vdsl',
  '4g',
  '5g',
  'radio',
  'satellite',
  'other',
] as const;
/** What a line is for. */
export const lineDuties = ['main', 'backup', 'parallel'] as const;
/** What measurement makes of a declared medium and rate. */
export const lineVerdicts = ['declared', 'corroborated', 'contradicted', 'unknown'] as const;
export const lineStates = ['up', 'degraded', 'down', 'unknown'] as const;

export type LineMedium = (typeof lineMedia)[number];
export type LineDuty = (typeof lineDuties)[number];
