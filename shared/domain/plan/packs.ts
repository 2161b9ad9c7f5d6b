import { localDayText } from '../item/local-day.ts';
import { isInForce, type NormPack } from '../norm.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** What decides which packs hold: the day, and the units among which a province's pack finds its province. */
export type PackFrame = Pick<Snapshot, 'normPacks' | 'asAtMs' | 'calendar' | 'units'>;

/**
 * The pack of the ratios, then every other one in force that day for the whole country or for a province among the units. Unless
 * one is asked for, the ratios are those of the first pack in force that has any (what people entered stands before what ships,
 * and whoever enters a pack means it), else of the last that has any. Null when there is no such pack.
 */
export function packsOf(
  { normPacks, asAtMs, calendar, units }: PackFrame,
  normSet: string | null,
): readonly [NormPack, ...NormPack[]] | null {
  const day = localDayText(asAtMs, calendar);
  const names = units.map(({ name }) => folded(name));
  const inForce = normPacks.filter((pack) => isInForce(pack, day));
  const first =
    normSet === null
      ? (inForce.find(hasRatios) ?? normPacks.findLast(hasRatios))
      : normPacks.find(({ id }) => id === normSet);
  if (first === undefined) return null;
  const isHere = ({ province }: NormPack): boolean =>
    province === null || names.some((name) => name.endsWith(folded(province)));
  return [first, ...inForce.filter((pack) => pack !== first && isHere(pack))];
}

function hasRatios({ pupilsPerComputer }: NormPack): boolean {
  return Object.keys(pupilsPerComputer).length > 0;
}

/** "Tỉnh Quảng Ngãi" and "Quảng Ngãi" are one province. */
function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
