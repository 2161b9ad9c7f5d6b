/** A share between 0 and 1 in percent, never rounded up: 99.499 % is not the 99.5 % that was promised. */
export function percentOf(share: number, digits: number): number {
  const scale = 10 ** digits;
  // 1 − 11/20 is a hair below 0.45.
  return Math.floor(share * 100 * scale + 1e-6) / scale;
}
