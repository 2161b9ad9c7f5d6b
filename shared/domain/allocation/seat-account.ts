import { byCodeUnit } from '../order.ts';

/** What one school lacks of one thing, as the sharing rules see it; whole pieces. */
export interface SeatAccount {
  readonly schoolCode: string;
  /** More than 0. */
  readonly needed: number;
  readonly have: number;
  /** Most that it may get. */
  readonly limit: number;
  /** Fewest that it may get at once, at most `limit`. */
  readonly lot: number;
  /** Pupils who take Informatics: of two schools equally badly off, the larger is served first. */
  readonly pupils: number;
  readonly weightPercent: number;
}

/**
 * Lowest coverage `have / needed` first, compared by cross-multiplication; ties by more pupils, then code. Never 0 for two
 * schools.
 */
export function byCoverage(a: SeatAccount, b: SeatAccount): number {
  return compareShares(a.have, a.needed, b.have, b.needed) || byPupils(a, b);
}

/** Largest weighted share missing first: weight × (needed − have) / needed; ties by more pupils, then code. */
export function byWeightedDeficit(a: SeatAccount, b: SeatAccount): number {
  return (
    compareShares(
      b.weightPercent * (b.needed - b.have),
      b.needed,
      a.weightPercent * (a.needed - a.have),
      a.needed,
    ) || byPupils(a, b)
  );
}

/** More pupils first, then by code. */
export function byPupils(
  a: Pick<SeatAccount, 'schoolCode' | 'pupils'>,
  b: Pick<SeatAccount, 'schoolCode' | 'pupils'>,
): number {
  return b.pupils - a.pupils || byCodeUnit(a.schoolCode, b.schoolCode);
}

/** Sign of `part/whole − otherPart/otherWhole`, exact whatever the size. */
export function compareShares(part: number, whole: number, otherPart: number, otherWhole: number): number {
  const left = part * otherWhole;
  const right = otherPart * whole;
  if (Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER) {
    return Math.sign(left - right);
  }
  const difference = BigInt(part) * BigInt(otherWhole) - BigInt(otherPart) * BigInt(whole);
  return difference > 0n ? 1 : -Number(difference < 0n);
}

/** What is wanted, raised to the fewest that come at once and cut at the most. */
export function inLots(wanted: number, { limit, lot }: SeatAccount): number {
  if (wanted <= 0) return 0;
  return Math.min(limit, Math.max(wanted, lot));
}

/** The account after it got `quantity` pieces. */
export function afterGetting(account: SeatAccount, quantity: number): SeatAccount {
  const lot = quantity >= account.lot ? 1 : account.lot;
  return { ...account, have: account.have + quantity, limit: account.limit - quantity, lot };
}
