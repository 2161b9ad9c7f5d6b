import { z } from 'zod';
import { schoolLevels } from '../domain/device.ts';
import { itemCodes, purposes } from '../domain/item/item.ts';
import { type ItemRule, itemRulePer } from '../domain/item/item-need.ts';
import { commonRuleNames, type NormPack, type NormRule } from '../domain/norm.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import { localText, source } from './sourced.ts';

const maxValue = 1_000_000_000_000;

function rule(min: number, max: number): z.ZodType<NormRule> {
  return z.object({
    value: z.int().min(min).max(max),
    status: z.enum(ruleStatuses),
    basis: z.string().min(1).max(500),
  });
}

const itemRule = z.object({
  item: z.enum(itemCodes),
  per: z.enum(itemRulePer),
  quantity: z.int().min(1).max(1_000),
  enoughPercent: z.int().min(1).max(100),
  isRequired: z.boolean(),
  purpose: z.enum(purposes),
  status: z.enum(ruleStatuses),
  basis: z.string().min(1).max(500),
}) satisfies z.ZodType<ItemRule>;

const levelRules = z.partialRecord(z.enum(schoolLevels), rule(1, 1_000));

/**
 * A norm pack as a file holds it. Every rule names its status and basis; values are integers in the unit of the rule's name,
 * ranges exclude what would divide by zero. Provinces load their own packs through the same schema.
 */
export const normPackSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{3,40}$/),
  title: localText,
  exportHeader: localText,
  legalBasis: z.string().min(1).max(500),
  scope: localText,
  validFrom: z.iso.date(),
  validUntil: z.iso.date().nullable(),
  ...source,
  pupilsPerComputer: levelRules,
  informaticsPeriodsPerWeek: levelRules,
  rules: z
    .record(z.enum(commonRuleNames), rule(0, maxValue))
    .refine((rules) => rules.practicePupilsPerPc.value > 0, 'practicePupilsPerPc is at least 1')
    .refine((rules) => rules.roomPeriodsPerWeek.value > 0, 'roomPeriodsPerWeek is at least 1')
    .refine(
      (rules) => rules.roomPeriodsPerWeekOneSession.value > 0,
      'roomPeriodsPerWeekOneSession is at least 1',
    )
    .refine((rules) => isShare(rules.slotEfficiencyPercent, 1), 'slotEfficiencyPercent is 1 to 100')
    .refine((rules) => isShare(rules.memoryReservedPercent, 0), 'memoryReservedPercent is 0 to 100')
    .refine((rules) => isShare(rules.coverageThresholdPercent, 0), 'coverageThresholdPercent is 0 to 100'),
  items: z.array(itemRule).max(100),
}) satisfies z.ZodType<NormPack>;

function isShare(rule: NormRule, min: number): boolean {
  return rule.value >= min && rule.value <= 100;
}
