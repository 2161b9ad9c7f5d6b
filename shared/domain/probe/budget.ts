/** A right to test a line's speed once. Moments are ms UTC of the broker. */
export interface Lease {
  readonly leaseId: string;
  readonly lineId: string;
  readonly deviceId: string;
  /** By the week's plan, or by a person. */
  readonly isPlanned: boolean;
  readonly grantedAt: number;
  /** The test begins and ends before. */
  readonly until: number;
  /** What it may cost the line, both directions. */
  readonly bookedBytes: number;
  /** When its result came; null while none did, and then it costs all that was booked. */
  readonly settledAt: number | null;
  /** What its machine told or the server counted of it, whichever is more. */
  readonly usedBytes: number;
}

/** What speed tests may cost: data (shared/data/probing.json). */
export interface TestRules {
  /** Of one line in one local month. */
  readonly budgetBytes: number;
  /** Of one test, both directions. */
  readonly leaseBytes: number;
  readonly leaseMs: number;
  /** Of one line in one local month, whatever they cost. */
  readonly testsPerMonth: number;
  /** Over the whole fleet: what the measuring server bears. */
  readonly testsAtOnce: number;
  /** Whether each line is tested once a week by itself; a person may ask for a test in any case. */
  readonly isScheduled: boolean;
}

/** A machine that began in the last second ends this much after its lease at the latest; no other test before. */
export const lastTestMs = 60_000;

/** What a test cost, or may still cost. Both ends stop at what was booked: more is a count's noise, or a lie. */
function costOf({ bookedBytes, settledAt, usedBytes }: Lease): number {
  return settledAt === null ? bookedBytes : Math.min(bookedBytes, usedBytes);
}

/** Bytes of a finished test, both directions. */
interface TestBytes {
  readonly totalBytes: number;
  readonly download?: { readonly bytes: number } | undefined;
  readonly upload?: { readonly bytes: number } | undefined;
}

/** What a test cost its line: no less than what it says it carried. */
export function costOfTest({ totalBytes, download, upload }: TestBytes): number {
  return Math.max(totalBytes, (download?.bytes ?? 0) + (upload?.bytes ?? 0));
}

/** What the leases of one line and month cost. */
export function usedOf(leases: readonly Lease[]): number {
  return leases.reduce((sum, lease) => sum + costOf(lease), 0);
}

/** Milliseconds for which its test may go on, from when it was granted or, since clocks are set, from when a broker learns of it again. */
export function runsFor({ settledAt, grantedAt, until }: Lease): number {
  return settledAt === null ? until - grantedAt + lastTestMs : 0;
}

/**
 * Whether a test may have crossed its line since a month began. One that was granted before and ran into it counts in both; so
 * does one of a later month: the clock was ahead.
 */
export function countsSince({ until }: Lease, monthStartMs: number): boolean {
  return until + lastTestMs > monthStartMs;
}

/**
 * Whether the rest of a month holds another test: its bytes, and its number, so that a slow line, whose tests cost little, is
 * not tested every day.
 * @param leases of one line and month
 */
export function holdsAnother(leases: readonly Lease[], rules: TestRules): boolean {
  return usedOf(leases) + rules.leaseBytes <= rules.budgetBytes && leases.length < rules.testsPerMonth;
}
