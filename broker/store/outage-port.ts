import type { Interval, Outage, OutageScope, StoredOutage } from '../../shared/domain/outage/evidence.ts';
import type { OutageCause } from '../../shared/domain/outage.ts';
import type { EvidenceStore } from './evidence-port.ts';

/** An incident as it was last written. */
export type OutageRecord = StoredOutage & {
  /** 1, and one more for each time that its word changed. */
  readonly revision: number;
  /** It turned out to be none, or part of another one. */
  readonly withdrawnAt: number | null;
};

/** An earlier word on an incident: what was written at `at`. */
export type OutageVersion = {
  readonly revision: number;
  readonly at: number;
  readonly cause: OutageCause;
  readonly scope: OutageScope;
  readonly start: Interval;
  readonly end: Interval | null;
  readonly confidence: number;
  readonly witnesses: number;
  readonly isWithdrawn: boolean;
};

export type OutageWrites = {
  readonly opened: readonly Outage[];
  /** `isNewWord`: the word before becomes history. */
  readonly revised: readonly {
    readonly outageId: number;
    readonly outage: Outage;
    readonly isNewWord: boolean;
  }[];
  readonly withdrawn: readonly number[];
};

export type OutageFilter = {
  /** Those that touch this span. */
  readonly span: Interval;
  readonly cause?: OutageCause | undefined;
  readonly isOpen?: boolean | undefined;
  /** Of these schools, and of those that concern no single one. Everybody's when absent. */
  readonly schoolCodes?: readonly string[] | undefined;
};

/** Versions kept of one incident. */
export const maxVersions = 200;

/** Incidents with their history, and what they are judged from. Withdrawn ones are listed nowhere. */
export type OutageStore = EvidenceStore & {
  /** Together or not at all; gives the ids of what was opened, in order. */
  readonly saveOutages: (writes: OutageWrites, at: number) => Promise<readonly number[]>;
  readonly openOutages: () => Promise<readonly OutageRecord[]>;
  /** The latest start first. */
  readonly outages: (filter: OutageFilter, limit: number) => Promise<readonly OutageRecord[]>;
  /** Also a withdrawn one. */
  readonly outage: (outageId: number) => Promise<OutageRecord | null>;
  /** Newest first, the present word included. */
  readonly outageVersions: (outageId: number) => Promise<readonly OutageVersion[]>;
  /** Ended before; returns how many went. */
  readonly pruneOutages: (endedBefore: number) => Promise<number>;
};
