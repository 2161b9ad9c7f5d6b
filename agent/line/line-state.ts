import type { LineSample } from '../../shared/contract/line-facts.ts';
import type { Try } from './statistics.ts';

export type MinuteRun = NonNullable<LineSample['log']>[number];
/** How one check came out. */
export type LineState = Omit<MinuteRun, 'fromAgo' | 'toAgo' | 'checks'>;
export type Reach = LineState['gateway'];

export type TargetKind = NonNullable<LineSample['targets']>[number]['kind'];

/** Tries of one target, in their order. */
export type TargetTries = {
  readonly kind: TargetKind;
  readonly address: string;
  readonly method: 'tcp' | 'ping';
  readonly tries: readonly Try[];
};

/** A check that asked nothing. */
export const nothingKnown: LineState = {
  gateway: 'unknown',
  firstHop: 'unknown',
  broker: 'unknown',
  internet: 'unknown',
  dns: 'unknown',
  quality: 'unknown',
};

/** Whether anything answered. */
export function hasAnswer(tries: readonly Try[]): boolean {
  return tries.some((each) => each !== null);
}

/** Worth another look in ten seconds. */
export function isFailing({ gateway, broker, internet, dns }: LineState): boolean {
  return gateway === 'bad' || broker === 'bad' || internet === 'bad' || dns === 'bad';
}

/** Nothing outside answers. */
export function isCut(state: LineState | undefined): boolean {
  if (state === undefined) return false;
  return state.internet === 'bad' || (state.internet === 'unknown' && state.broker === 'bad');
}
