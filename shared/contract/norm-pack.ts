import { z } from 'zod';
import { schoolLevels } from '../domain/device.ts';
import { itemCodes, purposes } from '../domain/item/item.ts';
import { type ItemRule, itemRulePer } from '../domain/item/item-need.ts';
import {
  type Assumptions,
  type CommonRuleName,
  commonRuleNames,
  type NormPack,
  type NormPackFile,
  type NormRule,
  type UsefulLife,
} from '../domain/norm.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import { localText, source } from './sourced.ts';

const maxBytes = 1_000_000_000_000;
const stated = { status: z.enum(ruleStatuses), basis: z.string().min(1).max(500) };

function rule(min: number, max: number): z.ZodType<NormRule> {
  return z.object({ value: z.int().min(min).max(max), ...stated });
}

const itemRule = z.object({
  item: z.enum(itemCodes),
  per: z.enum(itemRulePer),
  quantity: z.int().min(1).max(1_000),
  levels: z.array(z.enum(schoolLevels)).min(1).nullable(),
  enoughPercent: z.int().min(1).max(100),
  enoughStatus: z.enum(ruleStatuses),
  isRequired: z.boolean(),
  purpose: z.enum(purposes),
  ...stated,
}) satisfies z.ZodType<ItemRule>;

const levelRules = z.partialRecord(z.enum(schoolLevels), rule(1, 1_000));

/** Ranges leave out what would divide by zero. */
const ranges: Readonly<Record<CommonRuleName, readonly [min: number, max: number]>> = {
  practicePupilsPerPc: [1, 100],
  roomPeriodsPerWeek: [1, 200],
  roomPeriodsPerWeekOneSession: [1, 200],
  slotEfficiencyPercent: [1, 100],
  minMemoryBytes: [0, maxBytes],
  memoryReservedPercent: [0, 100],
  minFreeDiskBytes: [0, maxBytes],
  seenWindowSchoolDays: [0, 1_000],
  confirmationDays: [0, 1_000],
  coverageThresholdPercent: [0, 100],
  repairMaxAgeYears: [0, 100],
  repairMaxSharePercent: [0, 100],
  upgradeMaxAgeYears: [0, 100],
  upgradeMemoryBytes: [0, maxBytes],
  replaceHardwareFaults: [1, 100],
  movableMaxAgeYears: [0, 100],
};

function inRange(rules: Readonly<Partial<Record<CommonRuleName, NormRule>>>, context: z.RefinementCtx) {
  for (const name of commonRuleNames) {
    const value = rules[name]?.value;
    const [min, max] = ranges[name];
    if (value === undefined || (value >= min && value <= max)) continue;
    const limit =
      value < min
        ? ({ code: 'too_small', minimum: min } as const)
        : ({ code: 'too_big', maximum: max } as const);
    context.addIssue({ ...limit, origin: 'int', inclusive: true, input: value, path: [name, 'value'] });
  }
}

const commonRules = z.record(z.enum(commonRuleNames), rule(0, maxBytes)).superRefine(inRange);
const statedRules = z.partialRecord(z.enum(commonRuleNames), rule(0, maxBytes)).superRefine(inRange);

const usefulLife = z.object({
  from: z.iso.date(),
  years: z.int().min(1).max(50),
  ...stated,
}) satisfies z.ZodType<UsefulLife>;

/** By day, and at least one, so that every day of purchase has its life. */
const usefulLives = z
  .array(usefulLife)
  .min(1)
  .max(50)
  .refine((lives) => lives.every(({ from }, at) => from > (lives[at - 1]?.from ?? '')), 'not-in-order');

const statedNorms = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{3,40}$/, 'not-code'),
  title: localText,
  exportHeader: localText,
  legalBasis: z.string().min(1).max(500),
  scope: localText,
  province: z.string().min(1).max(100).nullable(),
  validFrom: z.iso.date(),
  validUntil: z.iso.date().nullable(),
  ...source,
  pupilsPerComputer: levelRules,
  items: z.array(itemRule).max(100),
});

export const usefulLifeFile = z.object({ lives: usefulLives });

export const assumptionsFile = z.object({
  rules: commonRules,
  informaticsPeriodsPerWeek: levelRules,
}) satisfies z.ZodType<Omit<Assumptions, 'usefulLives'>>;

/**
 * A norm pack as a file holds it: what its text states. Every rule names its status and basis; values are integers in the unit
 * of the rule's name. Rules that the text leaves open are left out (`wholePack` fills them). Further fields are notes.
 */
export const normPackFileSchema = statedNorms.extend({
  rules: statedRules.optional(),
  informaticsPeriodsPerWeek: levelRules.optional(),
  usefulLives: usefulLives.optional(),
}) satisfies z.ZodType<NormPackFile>;

/** A whole pack, as a snapshot freezes it. */
export const normPackSchema = statedNorms.extend({
  rules: commonRules,
  informaticsPeriodsPerWeek: levelRules,
  usefulLives,
}) satisfies z.ZodType<NormPack>;
