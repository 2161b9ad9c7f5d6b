/** How a reason speaks of what was declared; a `note` does neither. */
export type ReasonSide = 'for' | 'against' | 'note';

/** Everything that may be said of a line, by a stable code; words are the texts `lineReason.<code>`. */
export const lineReasonCodes = {
  'network-matches': 'for',
  'latency-fits': 'for',
  'rates-fit': 'for',
  'rate-reached': 'for',
  'network-differs': 'against',
  'latency-unlike': 'against',
  'rate-short': 'against',
  'network-unknown': 'note',
  'provider-unknown': 'note',
  'network-shared': 'note',
  'port-limits': 'note',
  'radio-limits': 'note',
  'rate-partly': 'note',
  'carrier-nat': 'note',
  'optical-in-range': 'note',
  'optical-weak': 'note',
  'optical-strong': 'note',
  'contract-ended': 'note',
  'contract-ending': 'note',
} as const satisfies Record<string, ReasonSide>;
export type LineReason = keyof typeof lineReasonCodes;
