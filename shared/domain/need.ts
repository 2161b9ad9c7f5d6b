import { defaultReserve, type Reserve } from './need-basis.ts';
import { type MissingFact, type NeedOptions, type SchoolNeed, schoolNeed } from './need-school.ts';
import type { NormPack } from './norm.ts';
import type { PlanningSchool } from './school.ts';
import type { MachineTally } from './usable.ts';

/**
 * Sums over the included schools, those with a known deficit; `deficit` and `deficitDeclared` never mix, since one rests on
 * counted machines and the other on declarations.
 */
export interface NeedTotals {
  readonly schools: number;
  readonly included: number;
  readonly normNeed: number;
  readonly needed: number;
  readonly neededLetter: number;
  /** Null where one included school's is unknown (named in `missing`): a sum without it would stand below the letter's. */
  readonly neededTeachable: number | null;
  readonly declared: number;
  readonly registered: number;
  readonly usable: number;
  /** Deficits of schools with basis `measured`. */
  readonly deficit: number;
  /** Deficits of schools with basis `declared` ("theo khai báo"). */
  readonly deficitDeclared: number;
  /** Machines beyond need and reserve, of schools with basis `measured`; never set against a deficit. */
  readonly surplus: number;
  readonly missing: readonly MissingFact[];
}

export interface Needs {
  /** By school code, in code-unit order: the same snapshot gives the same bytes. */
  readonly schools: readonly SchoolNeed[];
  readonly totals: NeedTotals;
}

/**
 * Student computers needed, by school and in total, from a frozen snapshot. Sources: ratios of 1568/SGDĐT-GDTrH 2018
 * §II.3.c (Quảng Ngãi) in the pack; seat floors from practice lessons; thresholds are the pack's assumptions.
 * Rounding up happens per level of a school, then sums; one school's surplus never covers another's deficit.
 * @param schools roster with unique school codes
 * @param machines registered and usable student machines by school code; no entry = none
 * @param reserve what every school keeps beside its need; no part of any deficit
 */
export function computeNeeds(
  schools: readonly PlanningSchool[],
  machines: ReadonlyMap<string, MachineTally>,
  options: NeedOptions,
  pack: NormPack,
  reserve: Reserve = defaultReserve,
): Needs {
  const needs = schools.map((school) =>
    schoolNeed(school, machines.get(school.schoolCode), options, pack, reserve),
  );
  needs.sort((a, b) => (a.schoolCode < b.schoolCode ? -1 : Number(a.schoolCode > b.schoolCode)));
  return { schools: needs, totals: totalNeeds(needs) };
}

/** Totals of any set of schools, such as one owner's: sums of per-school figures, never netted. */
export function totalNeeds(needs: readonly SchoolNeed[]): NeedTotals {
  const included = needs.filter((need) => need.deficit !== null);
  return {
    schools: needs.length,
    included: included.length,
    normNeed: sum(included, (need) => need.normNeed),
    needed: sum(included, (need) => need.needed),
    neededLetter: sum(included, (need) => need.neededLetter),
    neededTeachable: included.some((need) => need.neededTeachable === null)
      ? null
      : sum(included, (need) => need.neededTeachable),
    declared: sum(included, (need) => need.declared),
    registered: sum(included, (need) => need.registered),
    usable: sum(included, (need) => need.usable),
    deficit: sum(included, (need) => (need.basis === 'measured' ? need.deficit : 0)),
    deficitDeclared: sum(included, (need) => (need.basis === 'declared' ? need.deficit : 0)),
    surplus: sum(included, (need) => need.surplus),
    missing: needs.flatMap((need) => need.missing),
  };
}

function sum(needs: readonly SchoolNeed[], figure: (need: SchoolNeed) => number | null): number {
  return needs.reduce((total, need) => total + (figure(need) ?? 0), 0);
}
