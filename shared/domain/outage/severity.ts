import type { severities } from '../outage.ts';
import type { Outage } from './evidence.ts';

/** How much an incident matters; the same words as of findings. */
export function outageSeverity(_outage: Outage, _nowMs: number): (typeof severities)[number] {
  return 'medium';
}
