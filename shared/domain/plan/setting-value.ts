import { err, ok, type Result } from '../result.ts';

/** Why a value of a setting is refused; people read `plan.setting.<code>`. */
export const settingReasons = [
  'unknown-name',
  'key-missing',
  'named-twice',
  'not-whole-number',
  'not-percent',
  'not-money',
  'not-a-choice',
  'out-of-range',
  'unknown-level',
  'unknown-item',
  'unknown-school',
  'unknown-owner',
  'unknown-norm-set',
  'merge-with-itself',
  'merge-in-circle',
] as const;
export type SettingReason = (typeof settingReasons)[number];

/** Why a name or value is refused, and what would have been taken. */
export interface Refusal {
  readonly reason: SettingReason;
  readonly accepted: string;
}

/** Names shown of a long list. */
const shownNames = 12;

export function refusal(reason: SettingReason, accepted: readonly string[] = []): Refusal {
  const more = accepted.length > shownNames ? [...accepted.slice(0, shownNames), '…'] : accepted;
  return { reason, accepted: more.join(', ') };
}

/** One of the names given. */
export function readChoice<T extends string>(
  value: string,
  choices: readonly T[],
  reason: SettingReason = 'not-a-choice',
): Result<T, Refusal> {
  const found = choices.find((choice) => choice === value);
  return found === undefined ? err(refusal(reason, choices)) : ok(found);
}

export function readSwitch(value: string): Result<boolean, Refusal> {
  const choice = readChoice(value, ['on', 'off']);
  return choice.ok ? ok(choice.value === 'on') : choice;
}

export function readWholeNumber(value: string, min: number, max: number): Result<number, Refusal> {
  if (!/^[+-]?\d{1,9}$/.test(value)) return err(refusal('not-whole-number', [`${min}–${max}`]));
  return inRange(Number(value), min, max);
}

/** A percent with at most two decimals (point or comma), as whole hundredths of a percent: `2,5` is 250. */
export function readPercent(value: string, min: number, max: number): Result<number, Refusal> {
  const parts = /^([+-]?)(\d{1,6})(?:[.,](\d{1,2}))?%?$/.exec(value);
  if (parts === null) return err(refusal('not-percent', [`${min}–${max}`]));
  const [, sign, whole = '', decimals = ''] = parts;
  const hundredths = Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  const checked = inRange(hundredths * (sign === '-' ? -1 : 1), min * 100, max * 100);
  return checked.ok ? checked : err(refusal('out-of-range', [`${min}–${max}`]));
}

/** The shortest text of hundredths of a percent: 250 is `2.5`. */
export function percentText(hundredths: number): string {
  const digits = String(Math.abs(hundredths)).padStart(3, '0');
  const decimals = digits.slice(-2).replace(/0+$/, '');
  const sign = hundredths < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -2)}${decimals === '' ? '' : `.${decimals}`}`;
}

/** A thousand times the largest provincial budget is still exact. */
const maxDong = 1_000_000_000_000_000;

/** Whole đồng, plain or in groups of three (`3.000.000.000`, `3,000,000,000`). */
export function readDong(value: string): Result<number, Refusal> {
  const isMoney = /^\d{1,17}$/.test(value) || /^\d{1,3}([.,])\d{3}(?:\1\d{3})*$/.test(value);
  if (!isMoney) return err(refusal('not-money'));
  return inRange(Number(value.replace(/[.,]/g, '')), 0, maxDong);
}

function inRange(number: number, min: number, max: number): Result<number, Refusal> {
  const isWithin = number >= min && number <= max;
  return isWithin ? ok(number === 0 ? 0 : number) : err(refusal('out-of-range', [`${min}–${max}`]));
}

/** `amount` × (100 % + change), from integers alone; halves go up. */
export function changedByPercent(amount: number, hundredths: number): number {
  return Number((BigInt(amount) * BigInt(10_000 + hundredths) + 5_000n) / 10_000n);
}

/** As `changedByPercent`, any fraction up: of what comes in whole pieces. */
export function changedByPercentUp(amount: number, hundredths: number): number {
  return Number((BigInt(amount) * BigInt(10_000 + hundredths) + 9_999n) / 10_000n);
}
