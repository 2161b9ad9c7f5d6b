import type { ScenarioInput } from '../../tools/scenario/format.ts';
import type { Expected } from './expectation.ts';
import { causesAlone } from './matrix-alone.ts';
import { linesInPairs } from './matrix-lines.ts';
import { longAndShort } from './matrix-time.ts';
import { causesTogether } from './matrix-together.ts';

/** A scenario with what must be told of it; `expect` where that is more than each of its events means alone. */
export type Case = {
  readonly name: string;
  readonly scenario: ScenarioInput;
  readonly expect?: readonly Expected[];
  /** Among those that everybody plays. */
  readonly isQuick?: boolean;
};

export function matrix(): readonly Case[] {
  return [...causesAlone(), ...causesTogether(), ...linesInPairs(), ...longAndShort()];
}
