/** How sure a judgement is, as people say it. */
export type Sureness = 'sure' | 'likely' | 'open';

/** @param confidence between 0 and 1; of a place that fell silent, and nothing else known, it is at most 0.5 */
export function surenessOf(confidence: number): Sureness {
  if (confidence >= 0.8) return 'sure';
  return confidence >= 0.6 ? 'likely' : 'open';
}
