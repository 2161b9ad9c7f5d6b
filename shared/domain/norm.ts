import type { SchoolLevel } from './device.ts';
import type { ItemRule } from './item/item-need.ts';
import type { RuleStatus } from './rule-status.ts';

/** One number of a norm pack, an integer in the unit its name says, with the words it rests on. */
export interface NormRule {
  readonly value: number;
  readonly status: RuleStatus;
  readonly basis: string;
}

export interface LocalText {
  readonly vi: string;
  readonly en: string;
}

/** Years over which a computer bought from this day on is written down. */
export interface UsefulLife {
  readonly from: string;
  readonly years: number;
  readonly status: RuleStatus;
  readonly basis: string;
}

/** Rules that hold for every level; shares are whole percents, so that thresholds are exact. */
export const commonRuleNames = [
  'practicePupilsPerPc',
  'roomPeriodsPerWeek',
  'roomPeriodsPerWeekOneSession',
  'slotEfficiencyPercent',
  'minMemoryBytes',
  'memoryReservedPercent',
  'minFreeDiskBytes',
  'seenWindowSchoolDays',
  'confirmationDays',
  'coverageThresholdPercent',
  'repairMaxAgeYears',
  'repairMaxSharePercent',
  'upgradeMaxAgeYears',
  'upgradeMemoryBytes',
  'replaceHardwareFaults',
  'movableMaxAgeYears',
] as const;
export type CommonRuleName = (typeof commonRuleNames)[number];

/** A rule of each level that has one. */
export type LevelRules = Readonly<Partial<Record<SchoolLevel, NormRule>>>;

/** What this software assumes where a pack says nothing: the one home of its own thresholds. */
export interface Assumptions {
  readonly rules: Readonly<Record<CommonRuleName, NormRule>>;
  readonly informaticsPeriodsPerWeek: LevelRules;
  /** By day, the oldest first. */
  readonly usefulLives: readonly UsefulLife[];
}

/** What a decision or letter states. The binding norm of school equipment is provincial (TT 16/2019/TT-BGDĐT). */
export interface StatedNorms {
  readonly id: string;
  readonly title: LocalText;
  /** Printed at the head of every export made with this pack. */
  readonly exportHeader: LocalText;
  readonly legalBasis: string;
  readonly scope: LocalText;
  /** Name of the province that it was made for; null: the whole country. */
  readonly province: string | null;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly source: string;
  readonly sourceDate: string;
  /** A level without a row has no norm here: its need is unknown, not zero. */
  readonly pupilsPerComputer: LevelRules;
  /** The other norms, in the order of the text. */
  readonly items: readonly ItemRule[];
}

/** A pack as its file holds it: what the text leaves open is left out. */
export interface NormPackFile extends StatedNorms {
  readonly rules?: Readonly<Partial<Record<CommonRuleName, NormRule>>> | undefined;
  readonly informaticsPeriodsPerWeek?: LevelRules | undefined;
  readonly usefulLives?: readonly UsefulLife[] | undefined;
}

/** A dated, sourced set of planning rules, whole: a snapshot freezes the assumptions with the norms. */
export interface NormPack extends StatedNorms, Assumptions {}

/** A pack with this software's assumptions in every place that its text leaves open; each keeps its own status and basis. */
export function wholePack(file: NormPackFile, assumptions: Assumptions): NormPack {
  return {
    ...file,
    rules: { ...assumptions.rules, ...file.rules },
    informaticsPeriodsPerWeek: {
      ...assumptions.informaticsPeriodsPerWeek,
      ...file.informaticsPeriodsPerWeek,
    },
    usefulLives: file.usefulLives ?? assumptions.usefulLives,
  };
}

/** @param day local day, YYYY-MM-DD */
export function isInForce({ validFrom, validUntil }: StatedNorms, day: string): boolean {
  return validFrom <= day && (validUntil === null || day <= validUntil);
}
