import type { CollectorOutcome } from '../../shared/contract/report.ts';
import type { TimeQuality } from '../../shared/domain/device.ts';
import type { Section } from '../../shared/domain/reading.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { EvidenceRows } from './evidence-port.ts';

/** Inclusive range of sequence numbers. */
export type SeqRange = readonly [from: number, to: number];

/** Which reports of one boot are stored: every seq ≤ `contiguous`, and the ranges of `beyond` (sorted, apart). */
export type Ledger = {
  readonly contiguous: number;
  readonly beyond: readonly SeqRange[];
  /** Up to here gaps were given up to keep the ledger small: whether such a seq is stored is no longer known. */
  readonly uncertainTo: number;
};

/** One process start of an agent. Times are ms UTC of the broker. */
export type BootRecord = {
  /** The store's own number; null until the boot is saved for the first time. */
  readonly number: number | null;
  readonly deviceId: string;
  readonly boot: string;
  readonly bootNo: number | null;
  /** Of the newest birth. */
  readonly conn: number | null;
  readonly anchorAt: number | null;
  /** Device clock minus broker clock at the newest birth. */
  readonly clockOffsetMs: number | null;
  readonly firstAt: number;
  readonly bornAt: number | null;
  /** JSON of the newest birth. */
  readonly birth: string | null;
  /** Reason of the death that counted; null while it runs. */
  readonly ended: string | null;
  /** Born on other hardware than the machine's: its reports are stored, but say nothing of the machine. */
  readonly isForeign: boolean;
  /** The machine that this boot turned out to be of: it stands there, and this record only shows the way. */
  readonly movedTo: string | null;
  readonly ledger: Ledger;
  readonly lastAt: number;
};

export type BootKey = { readonly deviceId: string; readonly boot: string };

/** A born boot as evidence about the device's clock. */
export type ClockEvidence = { readonly anchorAt: number; readonly clockOffsetMs: number };

/** What is known of a machine's starts. */
export type DeviceTrace = {
  readonly bootCount: number;
  /** The newest birth under this id, on whatever hardware: whose will counts. */
  readonly lastBirth: {
    readonly boot: string;
    readonly conn: number | null;
    readonly isForeign: boolean;
  } | null;
  /** The newest start of the machine itself, and its own count of it. */
  readonly lastStart: { readonly boot: string; readonly bootNo: number | null } | null;
  /** The machine's own newest born boots, oldest first, at most {@link maxClockEvidence}. */
  readonly evidence: readonly ClockEvidence[];
};

export const maxClockEvidence = 128;

/** The typed row of one report. */
export type ReportRow = {
  readonly seq: number;
  readonly receivedAt: number;
  readonly measuredAt: number;
  readonly timeQuality: TimeQuality;
  readonly cpuPercent: number | null;
  readonly memoryAvailableBytes: number | null;
  readonly systemFreeBytes: number | null;
  readonly gatewayLatencyMs: number | null;
};

/** A boot after the batch, with its new reports. `isChanged`: more than its ledger. */
export type BootChange = {
  readonly record: BootRecord;
  readonly isChanged: boolean;
  readonly reports: readonly ReportRow[];
};

/** Facts of one section. State is the greatest (measuredAt, seq, hash); arrival never decides. */
export type SectionRow = {
  readonly deviceId: string;
  readonly section: Section;
  readonly measuredAt: number;
  readonly seq: number;
  readonly timeQuality: TimeQuality;
  readonly hash: string;
  /** JSON of the reading. */
  readonly reading: string;
};

export type OutcomeRow = CollectorOutcome & { readonly deviceId: string; readonly measuredAt: number };

export type DeviceEventRow = {
  readonly deviceId: string;
  readonly at: number;
  readonly timeQuality: TimeQuality;
  readonly kind: string;
  readonly detail: string | null;
};

/** A message that could not be read, to be kept within the quarantine's budget. */
export type UnreadMessage = {
  readonly at: number;
  readonly deviceId: string;
  readonly topic: string;
  /** Stable code. */
  readonly reason: string;
  readonly detail: string;
  readonly payload: Buffer;
};

/** Everything of one group commit: stored together or not at all. */
export type ReportBatch = {
  readonly boots: readonly BootChange[];
  readonly sections: readonly SectionRow[];
  readonly outcomes: readonly OutcomeRow[];
  readonly events: readonly DeviceEventRow[];
  readonly unread: readonly UnreadMessage[];
  /** Absent where no report told anything of lines. */
  readonly evidence?: EvidenceRows;
};

/** `transient`: the same call may succeed later (locked, disk full, I/O). `permanent`: this content can never be stored. */
export type StoreFailure = { readonly kind: 'transient' | 'permanent'; readonly reason: string };

export type QuarantineRow = {
  readonly id: number;
  readonly at: number;
  readonly deviceId: string;
  readonly topic: string;
  readonly reason: string;
  readonly detail: string;
  readonly sizeBytes: number;
  /** Null for what only the counter and the hash were kept of. */
  readonly payload: Buffer | null;
};

/** Messages that could not be read: kept, shown, replayed after an upgrade. */
export type QuarantineStore = {
  /** In order of id, after `afterId`, without payloads. */
  readonly quarantined: (
    filter: { readonly deviceId?: string },
    page: { readonly afterId: number; readonly limit: number },
  ) => Promise<readonly QuarantineRow[]>;
  readonly quarantinedMessage: (id: number) => Promise<QuarantineRow | null>;
  readonly removeQuarantined: (id: number) => Promise<void>;
  /** Returns how many rows went. */
  readonly purgeQuarantine: (filter: { readonly deviceId?: string }) => Promise<number>;
};

/** What ingest needs of a store. Failures are values: a caller retries transient ones, for a bounded time. */
export type ReportStore = QuarantineStore & {
  /** One durable transaction. Gives the numbers of `batch.boots`, in their order. */
  readonly save: (batch: ReportBatch) => Promise<Result<readonly number[], StoreFailure>>;
  /** Those of the keys that exist. */
  readonly boots: (keys: readonly BootKey[]) => Promise<Result<readonly BootRecord[], StoreFailure>>;
  /** In the order of the ids. */
  readonly traces: (deviceIds: readonly string[]) => Promise<Result<readonly DeviceTrace[], StoreFailure>>;
  /** Receipt of the newest report or birth; null when there is none. */
  readonly newestAt: () => Promise<number | null>;
  /** Drops day tables older than `reportDays`, and ledgers untouched for 400 days. Called daily. */
  readonly prune: (
    nowMs: number,
    keep: { readonly reportDays: number },
  ) => Promise<{ readonly tables: number; readonly boots: number }>;
};
