/** What an outage is due to: one incident, one cause (the judgement itself is the fleet's). */
export const outageCauses = [
  'machine-off',
  'agent-stopped',
  'room',
  'school-power',
  'lan',
  'line',
  'isp',
  'service',
  'broker',
  'holiday',
] as const;
export type OutageCause = (typeof outageCauses)[number];

export const severities = ['critical', 'high', 'medium', 'low'] as const;
