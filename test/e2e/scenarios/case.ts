import type { ScenarioInput } from '../../tools/scenario/format.ts';
import type { Expected } from './expectation.ts';

/** A scenario with what must be told of it; `expect` where that is more than each of its events means alone. */
export type Case = {
  readonly name: string;
  readonly scenario: ScenarioInput;
  readonly expect?: readonly Expected[];
  /** Among those that everybody plays. */
  readonly isQuick?: boolean;
};
