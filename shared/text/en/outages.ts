/** Incidents: causes, evidence, how sure. */
export const outagesEn = {
  'cause.machine-off': 'Machine went off',
  'cause.agent-stopped': 'Agent stopped',
  'cause.room': 'Power or network of a room',
  'cause.school-power': 'Power cut in the school',
  'cause.lan': 'Network inside the school',
  'cause.line': 'Line down',
  'cause.isp': 'Outage of the provider',
  'cause.service': 'Shared service cannot be reached',
  'cause.broker': 'Schooldrum server cannot be reached',
  'cause.holiday': 'School closed',
} as const;
