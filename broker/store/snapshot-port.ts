import type { Interval } from '../../shared/domain/outage/evidence.ts';
import type { Section } from '../../shared/domain/reading.ts';
import type { SnapshotGap, SnapshotKind } from '../../shared/domain/snapshot/snapshot.ts';
import type { HeldReading } from './picture-port.ts';

/** A snapshot without its content. Times are ms UTC. */
export type SnapshotHead = {
  readonly name: string;
  readonly kind: SnapshotKind;
  readonly asAt: number;
  readonly takenAt: number;
  readonly takenBy: string;
  /** Hex SHA-256 of the snapshot's text. */
  readonly sha256: string;
  readonly schools: number;
  readonly machines: number;
  readonly gaps: readonly SnapshotGap[];
};

/** `content` is the deflate-raw of the snapshot's text, and never changes. */
export type SnapshotRecord = SnapshotHead & { readonly content: Uint8Array };

/** What somebody said to a snapshot. */
export type SnapshotWord = {
  readonly name: string;
  /** Null: the planner closed it. */
  readonly schoolCode: string | null;
  readonly state: 'confirmed' | 'disputed' | 'closed';
  readonly at: number;
  readonly actor: string;
  readonly role: string;
  readonly remarks: readonly { readonly deviceId: string | null; readonly remark: string }[];
};

/** How many schools said last what, and whether they can say more. */
export type SnapshotStanding = {
  readonly confirmed: number;
  readonly disputed: number;
  readonly isClosed: boolean;
};

/** Snapshots that were taken, and what was said to them: both only ever added to. */
export type SnapshotStore = {
  /** The latest state first, then by name. */
  readonly snapshots: () => Promise<readonly SnapshotHead[]>;
  readonly snapshotHead: (name: string) => Promise<SnapshotHead | null>;
  readonly snapshotContent: (name: string) => Promise<Uint8Array | null>;
  /** False when the name is taken: nothing is written then. */
  readonly addSnapshot: (snapshot: SnapshotRecord) => Promise<boolean>;
  /** The newest word of each school, and the one that closed it. */
  readonly snapshotWords: (name: string) => Promise<readonly SnapshotWord[]>;
  /** Everything that one school said, the newest last. */
  readonly snapshotWordsOf: (name: string, schoolCode: string) => Promise<readonly SnapshotWord[]>;
  readonly snapshotStanding: (name: string) => Promise<SnapshotStanding>;
  readonly addSnapshotWord: (word: SnapshotWord) => Promise<void>;
};

/** Facts as they stood at a moment; not sure where the record does not tell when they began to hold. */
export type PastReading = HeldReading & { readonly isSure: boolean };

/** When a machine was last heard by a moment, and whether it was connected at it. */
export type PastSighting = { readonly lastSeenMs: number; readonly isConnected: boolean };

/** The newest report of a machine within a span. */
export type PastReport = { readonly at: number; readonly systemFreeBytes: number | null };

/** From where a machine came, and whether the Internet answered it, on the local day on which it was last heard. */
export type ReachSighting = {
  readonly publicAddress: string | null;
  readonly internet: 'ok' | 'bad' | null;
};

/** What stood at a moment of the past, as far as the record reaches. */
export type HistoryStore = {
  /** Newest facts of some machines; with `asAtMs` those that held at that moment. */
  readonly factsOf: (
    deviceIds: readonly string[],
    sections: readonly Section[],
    asAtMs?: number,
  ) => Promise<readonly PastReading[]>;
  /** Of every machine that was heard by then; days of hearing are whole local days. */
  readonly sightingsAt: (
    asAtMs: number,
    utcOffsetMinutes: number,
  ) => Promise<ReadonlyMap<string, PastSighting>>;
  /** Of each machine the newest report that was measured within a span; both ends included. Reports are kept for some weeks. */
  readonly reportsWithin: (span: Interval) => Promise<ReadonlyMap<string, PastReport>>;
  /** Of those machines of which a connection within the spans is known; each span is one machine's day. */
  readonly reachOf: (
    days: readonly { readonly deviceId: string; readonly from: number; readonly to: number }[],
  ) => Promise<ReadonlyMap<string, ReachSighting>>;
  /** Since when each register is kept, ms UTC; null while it is empty. */
  readonly historyBegins: () => Promise<{
    readonly units: number | null;
    readonly roster: number | null;
    readonly rooms: number | null;
  }>;
};
