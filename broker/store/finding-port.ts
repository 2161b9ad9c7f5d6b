import type { Evidence, FindingCode, Severity } from '../../shared/domain/finding.ts';
import type { Upgrade } from '../../shared/domain/upgrade.ts';

/** What a finding is about: one machine, or a school as a whole. */
export type FindingSubject =
  | { readonly deviceId: string; readonly schoolCode: null }
  | { readonly deviceId: null; readonly schoolCode: string };

/**
 * By proof that it is gone, or because its rule applies no more; because the machine left the fleet, or because people
 * changed the rule: then nothing was fixed.
 */
export const endings = ['fixed', 'not-applicable', 'left', 'withdrawn'] as const;
export type Ending = (typeof endings)[number];

/** A person's word on one finding. */
export type FindingDecision = {
  readonly status: 'open' | 'acknowledged' | 'accepted';
  readonly reason: string | null;
  /** Of an accepted one; it is open again from then on. */
  readonly acceptedUntil: number | null;
  readonly by: string;
  readonly at: number;
};

/** What the newest facts say of a finding. */
export type FindingState = {
  readonly severity: Severity;
  readonly evidence: readonly Evidence[];
  readonly explainedBy: FindingCode | null;
  readonly lastFoundAt: number;
};

export type NewFinding = FindingSubject &
  FindingState & { readonly code: FindingCode; readonly since: number };

/** One opening of a finding: from when it was found until it ended. */
export type FindingRecord = NewFinding & {
  readonly id: number;
  readonly endedAt: number | null;
  readonly ending: Ending | null;
  /** The newest one. */
  readonly decision: FindingDecision | null;
};

/** What the last judgement of a machine left to remember beside its findings. */
export type JudgedResult = {
  readonly unknown: readonly FindingCode[];
  readonly notApplicable: readonly FindingCode[];
  /** Found, but not for long enough yet. */
  readonly waiting: readonly { readonly code: FindingCode; readonly since: number }[];
  /** Licences of its school whose product is installed. */
  readonly licenceIds: readonly number[];
};

export type JudgedRow = {
  readonly deviceId: string;
  readonly judgedAt: number;
  /** Hash of the tables by which it was judged. */
  readonly rules: string;
  readonly result: JudgedResult;
} & JudgedMachine;

/** What is asked of a machine in lists, and not held in memory. */
export type JudgedMachine = { readonly model: string | null; readonly upgrade: Upgrade };

/** What judging some machines or schools changed: written together or not at all. */
export type FindingChanges = {
  readonly opened: readonly NewFinding[];
  readonly seen: readonly (FindingState & { readonly id: number })[];
  readonly ended: readonly { readonly id: number; readonly at: number; readonly ending: Ending }[];
  readonly judged: readonly JudgedRow[];
};

/** When a finding stood, for counting. */
export type FindingSpan = FindingSubject & {
  readonly id: number;
  readonly since: number;
  readonly endedAt: number | null;
  readonly ending: Ending | null;
};

/** Ended findings kept of one code of one machine: what comes and goes all day must not fill the disk. */
export const maxEndedPerCode = 100;

/** Findings and what is needed to go on with them after a restart. Openings are history: they end, and are not reopened. */
export type FindingStore = {
  readonly eachOpenFinding: (take: (finding: FindingRecord) => void) => Promise<void>;
  readonly eachJudged: (take: (row: Omit<JudgedRow, keyof JudgedMachine>) => void) => Promise<void>;
  /** Machines of which facts came after their last judgement: a stop came between. */
  readonly newerThanJudged: () => Promise<readonly string[]>;
  /** Of these machines; one that was never judged is left out. */
  readonly judgedMachines: (deviceIds: readonly string[]) => Promise<ReadonlyMap<string, JudgedMachine>>;
  /** Gives the ids of what was opened, in order. Cuts ended findings back to {@link maxEndedPerCode}. */
  readonly saveFindings: (changes: FindingChanges) => Promise<readonly number[]>;
  readonly decideFindings: (ids: readonly number[], decision: FindingDecision) => Promise<void>;
  /** Those that were fixed, or apply no more, since; the latest found first, by id before `beforeId`. */
  readonly endedFindings: (
    of: { readonly subjects: readonly string[]; readonly sinceMs: number },
    page: { readonly beforeId: number; readonly limit: number },
  ) => Promise<readonly FindingRecord[]>;
  /** Spans of all findings that stood at or after a time, by id after `afterId`. */
  readonly findingSpans: (
    sinceMs: number,
    page: { readonly afterId: number; readonly limit: number },
  ) => Promise<readonly FindingSpan[]>;

  readonly heardDays: () => Promise<readonly { readonly deviceId: string; readonly day: number }[]>;
  readonly addHeardDays: (
    days: readonly { readonly deviceId: string; readonly day: number }[],
  ) => Promise<void>;
  /** Deletes days before; returns how many rows went. */
  readonly pruneHeardDays: (beforeDay: number) => Promise<number>;
};
