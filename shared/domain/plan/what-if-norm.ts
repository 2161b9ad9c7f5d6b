import type { NormPack, NormRule } from '../norm.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { packsOf } from './packs.ts';

/** Ratios of the pack in use, replaced by the planner's own, which are assumptions whatever they replace. */
export function withRatios(
  snapshot: Snapshot,
  normSet: string | null,
  ratios: ReadonlyMap<string, number>,
): Snapshot {
  return changePack(snapshot, normSet, (pack) => ({
    ...pack,
    pupilsPerComputer: {
      ...pack.pupilsPerComputer,
      ...Object.fromEntries([...ratios].map(([level, value]) => [level, assumed(value, `norm.${level}`)])),
    },
  }));
}

/** Pupils who share one machine in a practice lesson, as an assumption. */
export function withPractice(snapshot: Snapshot, normSet: string | null, pupils: number): Snapshot {
  return changePack(snapshot, normSet, (pack) => ({
    ...pack,
    rules: { ...pack.rules, practicePupilsPerPc: assumed(pupils, 'practice') },
  }));
}

function assumed(value: number, setting: string): NormRule {
  return { value, status: 'assumption', basis: `${setting}=${value}` };
}

function changePack(
  snapshot: Snapshot,
  normSet: string | null,
  change: (pack: NormPack) => NormPack,
): Snapshot {
  const chosen = packsOf(snapshot, normSet)?.[0];
  return {
    ...snapshot,
    normPacks: snapshot.normPacks.map((pack) => (pack === chosen ? change(pack) : pack)),
  };
}
