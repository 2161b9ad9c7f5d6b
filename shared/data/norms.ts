import { z } from 'zod';
import { schoolLevels } from '../domain/device.ts';
import { commonRuleNames, type NormPack, type NormRule, ruleStatuses } from '../domain/norm.ts';
import qn1568 from './norms/qn-1568-2018.json' with { type: 'json' };
import { localText, source } from './table.ts';

const maxValue = 1_000_000_000_000;

function rule(min: number, max: number): z.ZodType<NormRule> {
  return z.object({
    value: z.int().min(min).max(max),
    status: z.enum(ruleStatuses),
    basis: z.string().min(1).max(500),
  });
}

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
}) satisfies z.ZodType<NormPack>;

/** Packs that ship with the product, the default first. Throws only if the shipped file itself is wrong. */
export function shippedNormPacks(): [NormPack, ...NormPack[]] {
  return [normPackSchema.parse(qn1568)];
}

function isShare(rule: NormRule, min: number): boolean {
  return rule.value >= min && rule.value <= 100;
}
