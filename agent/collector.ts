import type { Facts } from '../shared/contract/readings.ts';
import type { AbsentReason, Outcome, Section } from '../shared/domain/reading.ts';
import type { Result } from '../shared/domain/result.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Host } from './host/host.ts';

export type CollectorContext = {
  readonly host: Host;
  readonly clock: Clock;
  /** Aborted when the deadline has passed: pass it on to every child process. */
  readonly signal: AbortSignal;
  readonly windows: WindowsAnswers;
  /** The batch timed out so often that it is started less often now. */
  readonly isQuerySlow: boolean;
};

/**
 * Rows that one question of the batch gave (collectors/windows/queries.ts), unchecked, or why there are none. The batch ran
 * once for all sections of this tick; on other platforms every question is `unsupported`.
 */
export type WindowsAnswers = (query: string) => Fact<readonly unknown[]>;

/** Why nothing, or one fact, could be measured. */
export type Failure = Exclude<Outcome, 'ok'>;

export type CollectorResult<S extends Section> =
  | {
      readonly outcome: 'ok';
      readonly facts: Facts[S];
      readonly absent?: Readonly<Record<string, AbsentReason>>;
    }
  | { readonly outcome: Failure; readonly detail?: string };

/** Measures one section. Add a line to registry.ts for a new one. */
export type Collector<S extends Section = Section> = {
  readonly section: S;
  readonly deadlineMs: number;
  readonly collect: (context: CollectorContext) => Promise<CollectorResult<S>>;
};

/** One fact as measured: its value, or the reason why it has none. Unknown is never zero, "off" or "bad". */
export type Fact<T> = Result<T, Failure>;

/** Every fact of a section: the compiler asks each reader for a value or a reason, and lets none be forgotten. */
export type Measured<S extends Section> = {
  readonly [K in keyof Facts[S]]-?: Fact<Exclude<Facts[S][K], undefined>>;
};

/** Parts the facts that have a value from the reasons of those that have none; when nothing has a value, that is the outcome. */
export function measured<S extends Section>(measurements: Measured<S>): CollectorResult<S> {
  const facts: Record<string, unknown> = {};
  const absent: Record<string, AbsentReason> = {};
  for (const [name, fact] of Object.entries<Fact<unknown>>(measurements)) {
    if (fact.ok) facts[name] = fact.value;
    else absent[name] = fact.error;
  }
  const reasons = Object.values<Fact<unknown>>(measurements).flatMap((fact) => (fact.ok ? [] : [fact.error]));
  const [first] = reasons;
  if (first !== undefined && Object.keys(facts).length === 0) return { outcome: first };
  // The mapped type guarantees it key by key; collect() validates the whole once more before it leaves.
  const complete = facts as Facts[S];
  return first === undefined
    ? { outcome: 'ok', facts: complete }
    : { outcome: 'ok', facts: complete, absent };
}
