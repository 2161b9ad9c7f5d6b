import { ceilDivide } from './ratio.ts';
import type { SchoolRow } from './school.ts';

/** What a deficit rests on: counted machines, the school's declaration, or nothing yet. */
export const needBases = ['measured', 'declared', 'insufficient'] as const;
export type NeedBasis = (typeof needBases)[number];

export interface Declaration {
  /** Sum of the cells that are filled; null when all are blank. */
  readonly declared: number | null;
  /** Some cells are filled and some blank. */
  readonly isPartial: boolean;
}

/** Student machines that the school declares, over all its rows. */
export function declarationOf(rows: readonly SchoolRow[]): Declaration {
  let declared: number | null = null;
  let blanks = 0;
  for (const row of rows) {
    if (row.declaredStudentPcs === null) blanks++;
    else declared = (declared ?? 0) + row.declaredStudentPcs;
  }
  return { declared, isPartial: declared !== null && blanks > 0 };
}

/**
 * The coverage guard: machines count as measured only when enough of the declared ones report (≥ 80 %, an assumption of
 * this software); otherwise the declaration speaks. Declared 0 and nothing registered is a declaration of none;
 * declared 0 with machines registered is measured.
 */
export function basisOf(declared: number | null, registered: number, thresholdPercent: number): NeedBasis {
  if (declared === null) return 'insufficient';
  if (declared === 0 && registered === 0) return 'declared';
  return registered * 100 >= declared * thresholdPercent ? 'measured' : 'declared';
}

/**
 * Machines missing, never negative: needed − usable where measured, needed − declared where declared, null where either
 * side is unknown.
 */
export function deficitOf(
  needed: number | null,
  basis: NeedBasis,
  existing: { readonly declared: number | null; readonly usable: number },
): number | null {
  if (needed === null) return null;
  if (basis === 'measured') return Math.max(0, needed - existing.usable);
  if (basis === 'declared') return Math.max(0, needed - (existing.declared ?? 0));
  return null;
}

/** Machines that a school keeps beside its need, against breakdowns: a percent of the need, at least so many. */
export interface Reserve {
  readonly reservePercent: number;
  readonly reserveLeast: number;
}

export const defaultReserve: Reserve = { reservePercent: 5, reserveLeast: 2 };

export function reserveOf(needed: number, { reservePercent, reserveLeast }: Reserve): number {
  return Math.max(reserveLeast, ceilDivide(needed * reservePercent, 100));
}

/** Machines beyond need and reserve; only counted ones are spare, so null unless measured. */
export function surplusOf(
  needed: number | null,
  basis: NeedBasis,
  { usable, reserve }: { readonly usable: number; readonly reserve: Reserve },
): number | null {
  if (needed === null || basis !== 'measured') return null;
  return Math.max(0, usable - needed - reserveOf(needed, reserve));
}
