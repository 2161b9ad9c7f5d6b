import { byCodeUnit } from '../order.ts';
import { err, ok, type Result } from '../result.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { PlanOptions } from './plan.ts';
import type { PlanInput, SettingEntry, SettingProblem } from './setting-rule.ts';
import { refusal } from './setting-value.ts';
import { settingRules } from './settings.ts';

/** Changed parameters of a plan: `norm.TH` → `20`. */
export type Settings = Readonly<Record<string, string>>;

/** A snapshot and options after their settings; `settings` are those that differ from the defaults, by name, in canonical form. */
export interface WhatIf extends PlanInput {
  readonly settings: Settings;
}

/**
 * "What if": changed parameters over a frozen snapshot, as a pure function. Settings are applied in one fixed order, so that
 * the order in which they are typed never matters.
 * Errors: the first setting that is refused, by name.
 */
export function applySettings(
  snapshot: Snapshot,
  options: PlanOptions,
  settings: Settings,
): Result<WhatIf, SettingProblem> {
  const entries = Object.entries(settings).map(([name, value]) => entryOf(name, value));
  const names = settingRules.map((rule) => rule.name);
  const unknown = entries.find(({ name }) => !names.includes(firstPart(name)));
  if (unknown !== undefined) {
    const { name, value } = unknown;
    return err({ name, value, ...refusal('unknown-name', [...names].sort()) });
  }
  let input: PlanInput = { snapshot, options };
  const applied: (readonly [string, string])[] = [];
  for (const rule of settingRules) {
    const own = entries.filter(({ name }) => firstPart(name) === rule.name);
    if (own.length === 0) continue;
    const result = rule.apply(input, own);
    if (!result.ok) return result;
    input = result.value.input;
    applied.push(...result.value.settings);
  }
  applied.sort(([a], [b]) => byCodeUnit(a, b));
  return ok({ ...input, settings: Object.fromEntries(applied) });
}

/** Owners may have dots and spaces in their names: the key is all after the first dot. */
function entryOf(typed: string, value: string): SettingEntry {
  const name = typed.normalize('NFC').trim();
  const dot = name.indexOf('.');
  return { name, key: dot < 0 ? '' : name.slice(dot + 1).trim(), value: value.normalize('NFC').trim() };
}

function firstPart(name: string): string {
  const dot = name.indexOf('.');
  return (dot < 0 ? name : name.slice(0, dot)).trim();
}
