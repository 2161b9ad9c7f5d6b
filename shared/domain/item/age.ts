import type { UsefulLife } from '../norm.ts';
import type { SnapshotMachine } from '../snapshot/machine.ts';
import type { Asset } from '../snapshot/register.ts';
import { wholeYears, yearOf } from './local-day.ts';
import type { AgeSource, BookValue, MachineAge } from './machine-plan.ts';

/** The day of the snapshot (local, YYYY-MM-DD) and the useful lives by day of purchase, the oldest first. */
export interface AgeFrame {
  readonly day: string;
  readonly usefulLives: readonly UsefulLife[];
}

interface Birth {
  readonly source: AgeSource;
  /** YYYY-MM-DD; 1 January where only the year is known. */
  readonly day: string;
}

/**
 * How old a machine is, by the surest source that speaks: purchase in the asset book, date of its firmware, year in which its
 * processor was first sold. A source that names a day after the snapshot is wrong and passed over.
 */
export function ageOf(machine: SnapshotMachine, asset: Asset | null, frame: AgeFrame): MachineAge {
  const birth = birthsOf(machine, asset).find(({ day }) => day <= frame.day);
  const life = usefulLifeOf(birth?.day ?? frame.day, frame.usefulLives);
  return {
    years: birth === undefined ? null : wholeYears(birth.day, frame.day),
    source: birth?.source ?? 'unknown',
    usefulLifeYears: life?.years ?? 0,
    usefulLifeBasis: life?.basis ?? '',
  };
}

/**
 * What the book still values a machine at, written down by the straight line: cost ÷ useful life for each 31 December that it
 * has stood in the books (hao mòn is reckoned once a year, TT 23/2023/TT-BTC), never below 0.
 */
export function bookValueOf(asset: Asset, { day, usefulLives }: AgeFrame): BookValue {
  const { assetCode, costDong } = asset;
  const bought = purchaseOf(asset);
  const life = bought === null ? undefined : usefulLifeOf(bought.day, usefulLives);
  if (costDong === null || bought === null || life === undefined) {
    return { assetCode, costDong, yearlyDong: null, residualDong: null };
  }
  const years = Math.max(0, yearOf(day) - yearOf(bought.day) + Number(day.endsWith('-12-31')));
  if (years >= life.years) return { assetCode, costDong, yearlyDong: 0, residualDong: 0 };
  const yearlyDong = Math.floor((costDong * 2 + life.years) / (life.years * 2));
  return { assetCode, costDong, yearlyDong, residualDong: Math.max(0, costDong - yearlyDong * years) };
}

/** The rule in force on the day of purchase; a day before the first rule has the first. */
function usefulLifeOf(day: string, lives: readonly UsefulLife[]): UsefulLife | undefined {
  return lives.findLast(({ from }) => from <= day) ?? lives[0];
}

function birthsOf({ biosDate, cpuLaunchYear }: SnapshotMachine, asset: Asset | null): Birth[] {
  const bought = asset === null ? null : purchaseOf(asset);
  return [
    ...(bought === null ? [] : [bought]),
    ...(biosDate === null ? [] : [{ source: 'bios', day: biosDate } as const]),
    ...(cpuLaunchYear === null ? [] : [{ source: 'processor', day: firstOf(cpuLaunchYear) } as const]),
  ];
}

function purchaseOf({ purchasedOn, purchaseYear }: Asset): Birth | null {
  if (purchasedOn !== null) return { source: 'asset-book', day: purchasedOn };
  return purchaseYear === null ? null : { source: 'asset-book', day: firstOf(purchaseYear) };
}

function firstOf(year: number): string {
  return `${year}-01-01`;
}
