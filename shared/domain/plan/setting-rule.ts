import { byCodeUnit } from '../order.ts';
import { err, ok, type Result } from '../result.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { PlanOptions } from './plan.ts';
import { type Refusal, refusal, type SettingReason } from './setting-value.ts';

/** What a plan is computed from. */
export interface PlanInput {
  readonly snapshot: Snapshot;
  readonly options: PlanOptions;
}

/** A setting that was refused, and why; `accepted` names what would have been taken, as far as that is a list. */
export interface SettingProblem {
  readonly name: string;
  readonly value: string;
  readonly reason: SettingReason;
  readonly accepted: string;
}

/** One setting of a rule: `norm.TH=20` has key `TH`; a setting without a dot has key ''. */
export interface SettingEntry {
  readonly name: string;
  readonly key: string;
  readonly value: string;
}

/** A changed input, and the settings that changed it in their canonical form. */
export interface AppliedSettings {
  readonly input: PlanInput;
  readonly settings: readonly (readonly [string, string])[];
}

/** One kind of setting: reads and checks its entries, then applies all of them at once. */
export interface SettingRule {
  readonly name: string;
  readonly apply: (
    input: PlanInput,
    entries: readonly SettingEntry[],
  ) => Result<AppliedSettings, SettingProblem>;
}

export interface SettingShape<V> {
  readonly name: string;
  /** Absent: the setting has no key. */
  readonly readKey?: (key: string, snapshot: Snapshot) => Result<string, Refusal>;
  readonly read: (value: string, input: PlanInput) => Result<V, Refusal>;
  readonly print: (value: V) => string;
  /** What is wrong with a value beside the others. */
  readonly check?: (key: string, values: ReadonlyMap<string, V>) => Refusal | null;
  readonly set: (input: PlanInput, values: ReadonlyMap<string, V>) => PlanInput;
}

/** A rule of a shape. Entries are taken in code-unit order of their keys, so that their order never matters. */
export function settingRule<V>(shape: SettingShape<V>): SettingRule {
  const { name, print } = shape;
  return {
    name,
    apply: (before, entries) => {
      const read = readEntries(shape, before, entries);
      if (!read.ok) return read;
      const values = read.value;
      const input = shape.set(before, values);
      if (isSame(before, input)) return ok({ input: before, settings: [] });
      const settings = [...values].map(([key, value]): [string, string] => [
        settingName(name, key),
        print(value),
      ]);
      return ok({ input, settings });
    },
  };
}

function readEntries<V>(
  shape: SettingShape<V>,
  input: PlanInput,
  entries: readonly SettingEntry[],
): Result<ReadonlyMap<string, V>, SettingProblem> {
  const values = new Map<string, V>();
  for (const entry of [...entries].sort((a, b) => byCodeUnit(a.name, b.name))) {
    const problem = take(shape, input, entry, values);
    if (problem !== null) return err({ name: entry.name, value: entry.value, ...problem });
  }
  for (const [key, value] of values) {
    const problem = shape.check?.(key, values) ?? null;
    const name = settingName(shape.name, key);
    if (problem !== null) return err({ name, value: shape.print(value), ...problem });
  }
  return ok(values);
}

function settingName(name: string, key: string): string {
  return key === '' ? name : `${name}.${key}`;
}

/** What is set to what it was anyway leaves no trace. */
function isSame(before: PlanInput, after: PlanInput): boolean {
  const isSnapshot = before.snapshot === after.snapshot;
  return isSnapshot && JSON.stringify(before.options) === JSON.stringify(after.options);
}

function take<V>(
  shape: SettingShape<V>,
  input: PlanInput,
  { key, value }: SettingEntry,
  values: Map<string, V>,
): Refusal | null {
  if (shape.readKey !== undefined && key === '') return refusal('key-missing');
  if (shape.readKey === undefined && key !== '') return refusal('unknown-name', [shape.name]);
  const readKey = shape.readKey?.(key, input.snapshot) ?? ok('');
  if (!readKey.ok) return readKey.error;
  if (values.has(readKey.value)) return refusal('named-twice');
  const read = shape.read(value, input);
  if (!read.ok) return read.error;
  values.set(readKey.value, read.value);
  return null;
}

/** A rule without a key. */
export function singleRule<V>(
  shape: Pick<SettingShape<V>, 'name' | 'read' | 'print'> & {
    readonly set: (input: PlanInput, value: V) => PlanInput;
  },
): SettingRule {
  return settingRule({ ...shape, set: (input, values) => [...values.values()].reduce(shape.set, input) });
}

/** A rule without a key that changes one option. */
export function optionRule<V>(
  name: string,
  {
    read,
    print,
    set,
  }: Pick<SettingShape<V>, 'read' | 'print'> & {
    readonly set: (options: PlanOptions, value: V) => PlanOptions;
  },
): SettingRule {
  return singleRule<V>({
    ...{ name, read, print },
    set: ({ snapshot, options }, value) => ({ snapshot, options: set(options, value) }),
  });
}
