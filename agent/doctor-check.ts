import type { TextKey } from '../shared/text/text.ts';

type Values = Readonly<Record<string, string | number>>;

/** One line of `doctor`: what was looked at, how it stands, and what was seen. */
export type Check = {
  readonly check: TextKey;
  readonly subject: Values;
  readonly level: 'ok' | 'warning' | 'critical';
  readonly seen: TextKey;
  readonly values: Values;
};

/** The worst level, as `--check` exits: 0 ok, 1 warning, 2 critical. */
export function worstLevel(checks: readonly Check[]): 0 | 1 | 2 {
  if (checks.some(({ level }) => level === 'critical')) return 2;
  return checks.some(({ level }) => level === 'warning') ? 1 : 0;
}
