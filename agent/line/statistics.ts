/** Answer time of one try in ms; null where nothing came back. */
export type Try = number | null;

export type Spread = {
  readonly sent: number;
  readonly lost: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  /** Mean difference of neighbouring times (RFC 3550 §6.4.1 without its smoothing). */
  readonly jitterMs?: number;
};

/** What tries in their order say together. Times are of what was answered: with nothing answered there are none. */
export function spreadOf(tries: readonly Try[]): Spread {
  const times = tries.filter((each) => each !== null);
  const sorted = [...times].sort((a, b) => a - b);
  const steps = times.slice(1).map((each, index) => Math.abs(each - (times[index] ?? each)));
  const jitter = steps.reduce((sum, each) => sum + each, 0) / steps.length;
  return {
    sent: tries.length,
    lost: tries.length - times.length,
    ...(sorted.length === 0
      ? {}
      : { p50Ms: round(quantile(sorted, 0.5)), p95Ms: round(quantile(sorted, 0.95)) }),
    ...(steps.length === 0 ? {} : { jitterMs: round(jitter) }),
  };
}

/** Nearest rank: always one of the times measured. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
