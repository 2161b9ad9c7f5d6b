import { allocationRules } from '../allocation/allocation.ts';
import { schoolLevels } from '../device.ts';
import { itemCodes } from '../item/item.ts';
import { denominators } from '../need-level.ts';
import { needPolicies } from '../need-school.ts';
import { err, ok, type Result } from '../result.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { optionRule, type SettingRule, settingRule, singleRule } from './setting-rule.ts';
import {
  percentText,
  type Refusal,
  readChoice,
  readDong,
  readPercent,
  readSwitch,
  readWholeNumber,
  refusal,
} from './setting-value.ts';
import { lastSchool, mergeSchools } from './what-if-merge.ts';
import {
  budgetsOfYear,
  namedOwner,
  ownerNames,
  withBudgets,
  withPriceChange,
  withPrices,
} from './what-if-money.ts';
import { withPractice, withRatios } from './what-if-norm.ts';
import { growSchools, ratioLevels, withoutOwnPractice } from './what-if-school.ts';

const none = 'none';
const switchText = (isOn: boolean) => (isOn ? 'on' : 'off');
const wholeNumber = (min: number, max: number) => (value: string) => readWholeNumber(value, min, max);

const optionRules: readonly SettingRule[] = [
  optionRule('denominator', {
    read: (value) => readChoice(value, denominators),
    print: String,
    set: (options, denominator) => ({ ...options, denominator }),
  }),
  optionRule('policy', {
    read: (value) => readChoice(value, needPolicies),
    print: String,
    set: (options, policy) => ({ ...options, policy }),
  }),
  optionRule('estimate', {
    read: readSwitch,
    print: switchText,
    set: (options, estimate) => ({ ...options, estimate }),
  }),
  optionRule('retireAge', {
    read: (value): Result<number | null, Refusal> =>
      value === none ? ok(null) : readWholeNumber(value, 1, 50),
    print: (years) => String(years ?? none),
    set: (options, retireAgeYears) => ({ ...options, retireAgeYears }),
  }),
  optionRule('rule', {
    read: (value) => readChoice(value, allocationRules),
    print: String,
    set: (options, rule) => ({ ...options, allocation: { ...options.allocation, rule } }),
  }),
  optionRule('lot', {
    read: readSwitch,
    print: switchText,
    set: (options, isLotMode) => ({ ...options, allocation: { ...options.allocation, isLotMode } }),
  }),
  optionRule('reserve', {
    read: wholeNumber(0, 100),
    print: String,
    set: ({ allocation, ...options }, reservePercent) => {
      const reserveLeast = reservePercent === 0 ? 0 : allocation.reserveLeast;
      return { ...options, allocation: { ...allocation, reservePercent, reserveLeast } };
    },
  }),
  optionRule('batch', {
    read: wholeNumber(1, 1_000),
    print: String,
    set: (options, transferBatch) => ({ ...options, allocation: { ...options.allocation, transferBatch } }),
  }),
  optionRule('transfer', {
    read: readSwitch,
    print: switchText,
    set: (options, isTransferAllowed) => ({
      ...options,
      allocation: { ...options.allocation, isTransferAllowed },
    }),
  }),
];

/**
 * Every setting, in the order in which they are applied whatever the order they were typed in: the pack before its ratios,
 * the change of all prices before the price of one item (which is then the price typed), mergers before growth.
 */
export const settingRules: readonly SettingRule[] = [
  singleRule({
    name: 'normSet',
    read: (id, { snapshot: { normPacks } }) =>
      readChoice(
        id,
        normPacks.map((pack) => pack.id),
        'unknown-norm-set',
      ),
    print: String,
    set: ({ snapshot, options }, id) => {
      const isFirst = snapshot.normPacks[0]?.id === id;
      return { snapshot, options: { ...options, normSet: isFirst ? null : id } };
    },
  }),
  singleRule({
    name: 'year',
    read: wholeNumber(1980, 2100),
    print: String,
    set: ({ snapshot, options }, year) => ({
      snapshot: { ...snapshot, budgets: budgetsOfYear(snapshot.budgets, year) },
      options: { ...options, year },
    }),
  }),
  settingRule({
    name: 'budget',
    readKey: readOwner,
    read: readDong,
    print: String,
    set: ({ snapshot, options }, amounts) => {
      const budgets = withBudgets(snapshot, amounts, options.year);
      return { snapshot: { ...snapshot, budgets }, options };
    },
  }),
  settingRule({
    name: 'norm',
    readKey: (level) => readChoice(level, ratioLevels, 'unknown-level'),
    read: wholeNumber(1, 1_000),
    print: String,
    set: ({ snapshot, options }, ratios) => ({
      snapshot: withRatios(snapshot, options.normSet, ratios),
      options,
    }),
  }),
  singleRule({
    name: 'practice',
    read: wholeNumber(1, 10),
    print: String,
    set: ({ snapshot, options }, pupils) => {
      const schools = withoutOwnPractice(snapshot.schools);
      return { snapshot: withPractice({ ...snapshot, schools }, options.normSet, pupils), options };
    },
  }),
  singleRule({
    name: 'priceChange',
    read: (value) => readPercent(value, -90, 500),
    print: percentText,
    set: ({ snapshot, options }, change) => ({
      snapshot: { ...snapshot, prices: withPriceChange(snapshot.prices, change) },
      options,
    }),
  }),
  settingRule({
    name: 'price',
    readKey: (item) => readChoice(item, itemCodes, 'unknown-item'),
    read: readDong,
    print: String,
    set: ({ snapshot, options }, amounts) => ({
      snapshot: { ...snapshot, prices: withPrices(snapshot, amounts) },
      options,
    }),
  }),
  settingRule({
    name: 'merge',
    readKey: readSchool,
    read: (code, { snapshot }) => readSchool(code, snapshot),
    print: String,
    check: (from, merges) => {
      if (merges.get(from) === from) return refusal('merge-with-itself');
      return lastSchool(from, merges) === null ? refusal('merge-in-circle') : null;
    },
    set: ({ snapshot, options }, merges) => ({ snapshot: mergeSchools(snapshot, merges), options }),
  }),
  settingRule({
    name: 'growth',
    readKey: (level) => readChoice(level, schoolLevels, 'unknown-level'),
    read: (value) => readPercent(value, -100, 500),
    print: percentText,
    set: ({ snapshot, options }, growth) => ({
      snapshot: { ...snapshot, schools: growSchools(snapshot.schools, growth) },
      options,
    }),
  }),
  ...optionRules,
];

function readSchool(code: string, { schools }: Snapshot): Result<string, Refusal> {
  return readChoice(
    code,
    schools.map(({ schoolCode }) => schoolCode),
    'unknown-school',
  );
}

function readOwner(name: string, snapshot: Snapshot): Result<string, Refusal> {
  const owner = namedOwner(name, snapshot);
  return owner === undefined ? err(refusal('unknown-owner', ownerNames(snapshot))) : ok(owner);
}
