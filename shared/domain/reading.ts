/** How one collector run ended. */
export const outcomes = ['ok', 'no-data', 'unsupported', 'denied', 'failed', 'timed-out'] as const;
export type Outcome = (typeof outcomes)[number];

/** Why a fact has no value: an outcome other than ok, or a frozen disk. */
export const absentReasons = ['no-data', 'unsupported', 'denied', 'failed', 'timed-out', 'frozen'] as const;
export type AbsentReason = (typeof absentReasons)[number];

/** The sections of a report, one collector each; `usage` is the heartbeat, the others are sent when their hash changes. */
export const sections = [
  'hardware',
  'system',
  'storage',
  'usage',
  'network',
  'software',
  'antivirus',
  'firewall',
  'updates',
  'accounts',
  'exposure',
  'hardening',
  'peripherals',
  'diskHealth',
] as const;
export type Section = (typeof sections)[number];
