import type { SchoolLevel } from '../device.ts';
import type { NormPack } from '../norm.ts';
import type { PlanningSchool } from '../school.ts';
import type { ItemCode } from './item.ts';
import type { ItemRule } from './item-need.ts';

export interface PackRule {
  readonly rule: ItemRule;
  readonly packId: string;
}

/** The rules of a school, one an item: the first that speaks of one of its levels, in the order of packs and of their texts. */
export function rulesOf({ rows }: PlanningSchool, packs: readonly NormPack[]): PackRule[] {
  const levels = new Set<SchoolLevel>(rows.map(({ level }) => level));
  const chosen = new Map<ItemCode, PackRule>();
  for (const { id, items } of packs) {
    for (const rule of items) {
      const isForSchool = rule.levels === null || rule.levels.some((level) => levels.has(level));
      if (isForSchool && !chosen.has(rule.item)) chosen.set(rule.item, { rule, packId: id });
    }
  }
  return [...chosen.values()];
}
