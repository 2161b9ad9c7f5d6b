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
] as const;
export type CommonRuleName = (typeof commonRuleNames)[number];

/** A dated, sourced set of planning rules; provinces add their own by decision (the binding norm is provincial: TT 16/2019). */
export interface NormPack {
  readonly id: string;
  readonly title: LocalText;
  /** Printed at the head of every export made with this pack. */
  readonly exportHeader: LocalText;
  readonly legalBasis: string;
  readonly scope: LocalText;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly source: string;
  readonly sourceDate: string;
  /** A level without a row has no norm here: its need is unknown, not zero. */
  readonly pupilsPerComputer: Readonly<Partial<Record<SchoolLevel, NormRule>>>;
  readonly informaticsPeriodsPerWeek: Readonly<Partial<Record<SchoolLevel, NormRule>>>;
  readonly rules: Readonly<Record<CommonRuleName, NormRule>>;
  /** The other norms, in the order of the text. */
  readonly items: readonly ItemRule[];
}
