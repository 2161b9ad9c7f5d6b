import { localDayText } from '../item/local-day.ts';
import { isInForce, type NormPack } from '../norm.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** What decides which packs hold: the day, and the units among which a province's pack finds its province. */
export type PackFrame = Pick<Snapshot, 'normPacks' | 'asAtMs' | 'calendar' | 'units'>;

/**
 * The pack of the ratios, then every other one that holds on the snapshot's day and here. Unless one is asked for, the ratios are
 * those of the first pack that holds and has any, else of the last that has any: the reference that ships stands after what
 * people entered. Null when there is no such pack.
 */
export function packsOf(frame: PackFrame, normSet: string | null): readonly [NormPack, ...NormPack[]] | null {
  const { normPacks } = frame;
  const holding = packsHere(frame);
  const hasRatios = ({ pupilsPerComputer }: NormPack): boolean => Object.keys(pupilsPerComputer).length > 0;
  const first =
    normSet === null
      ? (holding.find(hasRatios) ?? normPacks.findLast(hasRatios))
      : normPacks.find(({ id }) => id === normSet);
  return first === undefined ? null : [first, ...holding.filter((pack) => pack !== first)];
}

/** In force on the day, and made for the whole country or for a province among the units. */
function packsHere({ normPacks, asAtMs, calendar, units }: PackFrame): NormPack[] {
  const day = localDayText(asAtMs, calendar);
  const names = units.map(({ name }) => folded(name));
  return normPacks.filter((pack) => {
    const { province } = pack;
    const isHere = province === null || names.some((name) => name.endsWith(folded(province)));
    return isHere && isInForce(pack, day);
  });
}

/** "Tỉnh Quảng Ngãi" and "Quảng Ngãi" are one province. */
function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
