import type { Case } from './case.ts';
import { causesAlone } from './matrix-alone.ts';
import { districts } from './matrix-districts.ts';
import { linesInPairs } from './matrix-lines.ts';
import { longAndShort } from './matrix-time.ts';
import { causesTogether } from './matrix-together.ts';
import { causesInTurn } from './matrix-touching.ts';

export function matrix(): readonly Case[] {
  return [
    ...causesAlone(),
    ...causesTogether(),
    ...causesInTurn(),
    ...districts(),
    ...linesInPairs(),
    ...longAndShort(),
  ];
}
