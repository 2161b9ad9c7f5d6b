import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import type { UpgradeTable } from '../domain/upgrade.ts';
import table from './windows-eleven.json' with { type: 'json' };

const minimum = z.object({ value: z.int().min(0), status: z.enum(ruleStatuses), ...source });

const upgradeSchema = z.object({
  minMemoryBytes: minimum,
  memoryReservedPercent: minimum.refine(({ value }) => value < 100, 'a share below 100 percent'),
  minDiskBytes: minimum,
  processors: z.array(
    z.object({
      pattern: z.string().min(1).max(200).refine(isPattern, 'no regular expression'),
      atLeast: z.int().min(0).optional(),
      isListed: z.boolean(),
      ...source,
    }),
  ),
});

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** What Windows 11 asks of a machine; processors by model name, the first pattern that matches holds. */
export function shippedUpgradeTable(): UpgradeTable {
  const { minMemoryBytes, memoryReservedPercent, minDiskBytes, processors } = upgradeSchema.parse(table);
  return {
    minMemoryBytes: minMemoryBytes.value,
    memoryReservedPercent: memoryReservedPercent.value,
    minDiskBytes: minDiskBytes.value,
    processors,
  };
}
