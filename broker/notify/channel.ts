import type { DigestReceiver } from '../store/digest-port.ts';
import type { DigestFacts } from './digest-facts.ts';
import type { DigestPage } from './digest-text.ts';

/** One digest on its way to one receiver. */
export type Delivery = {
  /** The same for every try of a day, so that a receiver can tell a repetition. */
  readonly key: string;
  readonly receiver: Pick<DigestReceiver, 'id' | 'address' | 'lang' | 'unitId'>;
  /** Local day, YYYY-MM-DD. */
  readonly day: string;
  readonly facts: DigestFacts;
  readonly page: DigestPage;
};

/**
 * Hands a digest over: null when it was taken, else a short reason without addresses and secrets. Ends within a minute;
 * `signal` ends it at once.
 */
export type Channel = (delivery: Delivery, signal: AbortSignal) => Promise<string | null>;
