import type { SchoolNeed } from '../need-school.ts';
import { byCodeUnit } from '../order.ts';
import type { Plan } from './plan.ts';

/** Figures that two plans are compared by. Null is unknown or absent, never zero; amounts in whole đồng. */
export const comparedFigures = ['needed', 'deficit', 'bought', 'amountDong', 'coverageAfter'] as const;
export type ComparedFigure = (typeof comparedFigures)[number];

export interface Change {
  readonly before: number | null;
  readonly after: number | null;
  /** Null where one side is unknown. Coverages differ by at most four decimals. */
  readonly change: number | null;
}

export interface SchoolDifference extends Readonly<Record<ComparedFigure, Change>> {
  readonly schoolCode: string;
  readonly schoolName: string;
}

export const comparedTotals = [
  'needed',
  'deficit',
  'deficitDeclared',
  'surplus',
  'bought',
  'amountDong',
  'minCoverageAfter',
  'schoolsAtNorm',
] as const;
export type ComparedTotal = (typeof comparedTotals)[number];

export interface PlanDifference {
  /** Schools of either plan in which a figure differs, by code. */
  readonly schools: readonly SchoolDifference[];
  readonly totals: Readonly<Record<ComparedTotal, Change>>;
}

type Figures = Readonly<Record<ComparedFigure, number | null>>;
type SchoolFigures = { readonly schoolName: string; readonly figures: Figures };

/**
 * What another plan changes, per school and in total: of two snapshots, or of one with and without settings. Totals are the
 * plans' own, never sums over the schools listed. Amounts are what the plans spend once; yearly costs stand apart.
 */
export function planDifference(before: Plan, after: Plan): PlanDifference {
  const [old, young] = [figuresBySchool(before), figuresBySchool(after)];
  const codes = [...new Set([...old.keys(), ...young.keys()])].sort(byCodeUnit);
  const schools = codes.map((schoolCode) => {
    const [was, is] = [old.get(schoolCode), young.get(schoolCode)];
    const changes = changesOf(comparedFigures, was?.figures, is?.figures);
    return { schoolCode, schoolName: (is ?? was)?.schoolName ?? '', ...changes };
  });
  return {
    schools: schools.filter((school) => comparedFigures.some((name) => isChanged(school[name]))),
    totals: changesOf(comparedTotals, totalsOf(before), totalsOf(after)),
  };
}

function isChanged({ before, after }: Change): boolean {
  return before !== after;
}

function changesOf<K extends string>(
  names: readonly K[],
  before: Readonly<Record<K, number | null>> | undefined,
  after: Readonly<Record<K, number | null>> | undefined,
): Record<K, Change> {
  const changes = names.map((name) => [name, changeOf(before?.[name] ?? null, after?.[name] ?? null)]);
  // Object.fromEntries forgets which keys it was given.
  return Object.fromEntries(changes) as Record<K, Change>;
}

/** Coverages have four decimals; a difference of two of them must not show more. */
function changeOf(before: number | null, after: number | null): Change {
  const isKnown = before !== null && after !== null;
  return { before, after, change: isKnown ? Math.round((after - before) * 10_000) / 10_000 : null };
}

function figuresBySchool({ needs, allocation }: Plan): Map<string, SchoolFigures> {
  const outcomes = new Map(allocation.outcomes.map((outcome) => [outcome.schoolCode, outcome]));
  const amounts = amountsBySchool(allocation.lines);
  const figures = ({ schoolCode, needed, deficit }: SchoolNeed): Figures => ({
    ...{ needed, deficit },
    bought: outcomes.get(schoolCode)?.bought ?? null,
    amountDong: amounts.get(schoolCode) ?? 0,
    coverageAfter: outcomes.get(schoolCode)?.coverageAfter ?? null,
  });
  return new Map(
    needs.schools.map((need) => [need.schoolCode, { schoolName: need.schoolName, figures: figures(need) }]),
  );
}

/** What is spent once; a line without a price adds nothing, and its item is named in the plan's `unpriced`. */
function amountsBySchool(lines: Plan['allocation']['lines']): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const { schoolCode, action, amountDong } of lines) {
    if (action === 'recurring') continue;
    amounts.set(schoolCode, (amounts.get(schoolCode) ?? 0) + (amountDong ?? 0));
  }
  return amounts;
}

function totalsOf({ needs: { totals }, allocation }: Plan): Record<ComparedTotal, number | null> {
  return {
    needed: totals.needed,
    deficit: totals.deficit,
    deficitDeclared: totals.deficitDeclared,
    surplus: totals.surplus,
    bought: allocation.outcomes.reduce((sum, { bought }) => sum + bought, 0),
    amountDong: [...amountsBySchool(allocation.lines).values()].reduce((sum, amount) => sum + amount, 0),
    minCoverageAfter: allocation.minCoverageAfter,
    schoolsAtNorm: allocation.schoolsAtNorm,
  };
}
