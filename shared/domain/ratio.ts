/** Null as soon as one number is blank, or when there is none: a sum of what happens to be known would look complete. */
export function sumUnlessBlank(numbers: readonly (number | null)[]): number | null {
  let sum: number | null = null;
  for (const number of numbers) {
    if (number === null) return null;
    sum = (sum ?? 0) + number;
  }
  return sum;
}

/** Smallest whole number of parts of `size` that hold `amount`; both integers, `size` at least 1. */
export function ceilDivide(amount: number, size: number): number {
  return Math.ceil(amount / size);
}

/** `part` ÷ `whole` with 2 decimals, half up, from integers; null when `whole` is 0. */
export function roundedRatio(part: number, whole: number): number | null {
  return whole > 0 ? Math.floor((part * 200 + whole) / (whole * 2)) / 100 : null;
}

/**
 * Students per usable computer, 2 decimals, half up.
 * Null when no computer is usable (shown as "—", never Infinity) or the number of pupils is unknown.
 */
export function studentsPerComputer(pupils: number | null, usable: number): number | null {
  return pupils === null ? null : roundedRatio(pupils, usable);
}
