import type { Equipment } from '../snapshot/register.ts';
import type { ItemCode } from './item.ts';
import type { CountSource } from './item-need.ts';

/** What was counted: `usable` work for sure; where `isWhole` is false, others may too. Null is unknown. */
export interface Counted {
  readonly existing: number;
  readonly usable: number;
  readonly isWhole: boolean;
}

export interface Count extends Counted {
  readonly source: Exclude<CountSource, 'unknown'>;
}

/**
 * One count of what agents saw and what the school declares: never added together, since they are the same things. The larger
 * number is believed, and its source said; what is known to work stays known.
 */
export function combined(measured: Counted | null, declared: Counted | null): Count | null {
  if (declared === null) return measured === null ? null : { ...measured, source: 'measured' };
  if (measured === null) return { ...declared, source: 'declared' };
  if (measured.existing >= declared.existing) return { ...measured, source: 'measured' };
  const usable = Math.max(measured.usable, declared.usable);
  return { existing: declared.existing, usable, isWhole: declared.isWhole, source: 'declared' };
}

/** Declared pieces of an item; null when no row names it. A blank "working" leaves open how many work. */
export function declaredCount(equipment: readonly Equipment[], item: ItemCode): Counted | null {
  const rows = equipment.filter((row) => row.item === item);
  if (rows.length === 0) return null;
  return {
    existing: sum(rows.map(({ quantity }) => quantity)),
    usable: sum(rows.map(({ working, quantity }) => Math.min(working ?? 0, quantity))),
    isWhole: rows.every(({ working, quantity }) => working !== null || quantity === 0),
  };
}

/** Yes and unknown among answers. */
export function countedAnswers(answers: readonly (boolean | null)[]): Counted {
  return {
    existing: answers.length,
    usable: answers.filter((answer) => answer === true).length,
    isWhole: !answers.includes(null),
  };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
