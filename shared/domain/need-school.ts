import type { SchoolLevel } from './device.ts';
import type { ItemNeed } from './item/item-need.ts';
import {
  basisOf,
  declarationOf,
  defaultReserve,
  deficitOf,
  type NeedBasis,
  type Reserve,
  surplusOf,
} from './need-basis.ts';
import { estimateInformatics, type LevelNeed, type LevelOptions, levelNeed } from './need-level.ts';
import { type SeatOutcome, seatNeed } from './need-seats.ts';
import type { NormPack } from './norm.ts';
import { roundedRatio, studentsPerComputer, sumUnlessBlank } from './ratio.ts';
import { levelLabel, levelsOf, type PlanningSchool, type SchoolRow } from './school.ts';
import type { MachineTally } from './usable.ts';

/** `letter` buys the ratio of the letter; `teachable` also seats the largest class of every site. */
export const needPolicies = ['letter', 'teachable'] as const;
export type NeedPolicy = (typeof needPolicies)[number];

export interface NeedOptions extends LevelOptions {
  readonly policy: NeedPolicy;
}

export const defaultNeedOptions: NeedOptions = {
  denominator: 'informatics',
  policy: 'letter',
  estimate: false,
};

/** What qualifies a school's figures. `level-left-out`: at least one level has no figure, so the need is a lower bound. */
export const needFlags = [
  'informatics-estimated',
  'classes-estimated',
  'declared-partial',
  'level-left-out',
] as const;
export type NeedFlag = (typeof needFlags)[number];

/** Why a school or a level is named as missing. `largest-class-missing` concerns the teachable figures only. */
export const missingReasons = [
  'missing-data',
  'no-norm',
  'largest-class-missing',
  'declared-missing',
] as const;
export type MissingReason = (typeof missingReasons)[number];

/** A gap in the data, named so that somebody can fill it; level null = the whole school. */
export interface MissingFact {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly level: SchoolLevel | null;
  readonly reason: MissingReason;
}

/** One procurement line: what a school needs, has and lacks. Null is unknown, never zero. */
export interface SchoolNeed {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly commune: string | null;
  readonly owner: string | null;
  /** `TH`, or `TH&THCS` for a school of several. */
  readonly level: string;
  readonly levels: readonly LevelNeed[];
  /** Pupils of the denominator over all levels; null when any level's number is unknown. */
  readonly counted: number | null;
  /** Null when no machine is usable, no pupil counted, or the number of pupils is unknown. */
  readonly studentsPerComputer: number | null;
  readonly normNeed: number | null;
  readonly seatFloor: number | null;
  readonly labsNeeded: number | null;
  readonly neededLetter: number | null;
  readonly neededTeachable: number | null;
  /** The need under the chosen policy. */
  readonly needed: number | null;
  readonly declared: number | null;
  readonly registered: number;
  readonly usable: number;
  /** registered ÷ declared; null when declared is blank or 0. */
  readonly coverage: number | null;
  readonly basis: NeedBasis;
  readonly deficit: number | null;
  /** Machines beyond the need and the reserve; null where the count or any level's need is unknown: a lower bound spares nothing. */
  readonly surplus: number | null;
  /** The other norms, one line a rule. */
  readonly items: readonly ItemNeed[];
  readonly flags: readonly NeedFlag[];
  readonly missing: readonly MissingFact[];
}

/**
 * The need of one school. A level without a figure is left out and named; the rest of the school still counts, as a lower
 * bound flagged `level-left-out`.
 * @param tally its student machines; undefined = none known
 * @param reserve what it keeps beside its need
 */
export function schoolNeed(
  school: PlanningSchool,
  tally: MachineTally | undefined,
  options: NeedOptions,
  pack: NormPack,
  reserve: Reserve = defaultReserve,
): SchoolNeed {
  const levels = levelsOf(school.rows.map((row) => row.level)).map((level) =>
    levelNeed(level, school.rows, options, pack),
  );
  const seats = seatNeed(rowsOfCountedLevels(school.rows, levels, options.estimate), pack);
  const { declared, isPartial } = declarationOf(school.rows);
  const { registered, usable } = tally ?? { registered: 0, usable: 0 };
  const basis = basisOf(declared, registered, pack.rules.coverageThresholdPercent.value);
  const figures = neededFigures(levels, seats, options.policy);
  const counted = sumUnlessBlank(levels.map((level) => level.counted));
  const flags = flagsOf(levels, seats, isPartial);
  const wholeNeed = flags.includes('level-left-out') ? null : figures.needed;
  return {
    schoolCode: school.schoolCode,
    schoolName: school.schoolName,
    commune: school.commune ?? null,
    owner: school.owner ?? null,
    level: levelLabel(levels.map((level) => level.level)),
    levels,
    counted,
    studentsPerComputer: counted === 0 ? null : studentsPerComputer(counted, usable),
    ...figures,
    declared,
    registered,
    usable,
    coverage: declared === null ? null : roundedRatio(registered, declared),
    basis,
    deficit: deficitOf(figures.needed, basis, { declared, usable }),
    surplus: surplusOf(wholeNeed, basis, { usable, reserve }),
    items: [],
    flags,
    missing: missingFacts(school, levels, seats, basis),
  };
}

function rowsOfCountedLevels(
  rows: readonly SchoolRow[],
  levels: readonly LevelNeed[],
  estimate: boolean,
): SchoolRow[] {
  const counted = new Set(levels.filter((level) => level.problem === null).map((level) => level.level));
  const countedRows = rows.filter((row) => counted.has(row.level));
  return estimate ? countedRows.map(estimateInformatics) : countedRows;
}

function neededFigures(levels: readonly LevelNeed[], seats: SeatOutcome, policy: NeedPolicy) {
  const counted = levels.filter((level) => level.normNeed !== null);
  const normNeed =
    counted.length === 0 ? null : counted.reduce((sum, level) => sum + (level.normNeed ?? 0), 0);
  const seatNeedKnown = normNeed !== null && seats.known ? seats.need : null;
  const neededTeachable =
    normNeed === null || seatNeedKnown === null ? null : Math.max(normNeed, seatNeedKnown.seats);
  return {
    normNeed,
    seatFloor: seatNeedKnown?.seatFloor ?? null,
    labsNeeded: seatNeedKnown?.labsNeeded ?? null,
    neededLetter: normNeed,
    neededTeachable,
    needed: policy === 'letter' ? normNeed : neededTeachable,
  };
}

function flagsOf(levels: readonly LevelNeed[], seats: SeatOutcome, isDeclaredPartial: boolean): NeedFlag[] {
  const found: Record<NeedFlag, boolean> = {
    'informatics-estimated': levels.some((level) => level.estimated),
    'classes-estimated': seats.known && seats.need.classesEstimated,
    'declared-partial': isDeclaredPartial,
    'level-left-out': levels.some((level) => level.problem === 'missing-data' || level.problem === 'no-norm'),
  };
  return needFlags.filter((flag) => found[flag]);
}

function missingFacts(
  school: PlanningSchool,
  levels: readonly LevelNeed[],
  seats: SeatOutcome,
  basis: NeedBasis,
): MissingFact[] {
  const { schoolCode, schoolName } = school;
  const facts: MissingFact[] = [];
  const name = (level: SchoolLevel | null, reason: MissingReason) =>
    facts.push({ schoolCode, schoolName, level, reason });
  if (levels.length === 0) name(null, 'missing-data');
  for (const { level, problem } of levels) {
    if (problem === 'missing-data' || problem === 'no-norm') name(level, problem);
  }
  for (const level of seats.known ? [] : seats.levelsWithoutLargestClass)
    name(level, 'largest-class-missing');
  if (basis === 'insufficient') name(null, 'declared-missing');
  return facts;
}
