import type { ServiceCheck, SpeedTest } from '../../shared/contract/line-facts.ts';
import type {
  AliveProof,
  Interval,
  LineRun,
  Session,
  SessionEnd,
} from '../../shared/domain/outage/evidence.ts';
import type { QualitySample } from '../../shared/domain/outage/lesson-quality.ts';

export const sessionEnds = [
  'shutdown',
  'stopped',
  'silent',
  'closed',
  'untold',
  'replaced',
  'broker',
] as const satisfies readonly SessionEnd[];

/** What became of a lease. */
export type LeaseResult = {
  readonly leaseId: string;
  readonly settledAt: number;
  readonly usedBytes: number;
  /** When the test began, ms UTC of the broker. */
  readonly startedAt: number;
  readonly test: Omit<SpeedTest, 'startedAgo'>;
};

type OfDevice = { readonly deviceId: string };
/** Whose network an address is of is looked up when it is read: the table of networks is data. */
type WithoutNetwork<T> = Omit<T, 'asn'>;

/** One connection of a machine; `conn` counts them within the boot. */
export type SessionRow = OfDevice & WithoutNetwork<Session> & { readonly conn: number };
export type AliveProofRow = OfDevice & AliveProof;
/** `lineId` is that of a duty; null of a machine that merely lost its broker. */
export type LineRunRow = OfDevice & WithoutNetwork<LineRun> & { readonly lineId: string | null };
export type LineSampleRow = OfDevice & QualitySample & { readonly lineId: string };
export type ServiceCheckRow = OfDevice &
  Pick<ServiceCheck, 'service' | 'stage'> & { readonly at: number; readonly isLight: boolean };

/** What reports told of lines: stored with them, in the same commit. Times are ms UTC of the broker, and sure. */
export type EvidenceRows = {
  readonly proofs: readonly AliveProofRow[];
  readonly runs: readonly LineRunRow[];
  readonly samples: readonly LineSampleRow[];
  readonly checks: readonly ServiceCheckRow[];
  /** Each settles its lease, if that machine had it for that line; anything else is dropped. */
  readonly speeds: readonly (OfDevice & LeaseResult)[];
};

/** One time from which the broker served until it stopped, or until the last sign of it. */
export type BrokerRun = {
  readonly startedAt: number;
  readonly aliveAt: number;
  /** Null: it was cut short, or it runs. */
  readonly stoppedAt: number | null;
};

/** What outages are judged from; kept for 35 days, checks of services for 8. Spans are inclusive. */
export type EvidenceStore = {
  /** New connections, and more of those that are known by (device, boot, conn). */
  readonly saveSessions: (rows: readonly SessionRow[]) => Promise<void>;
  /** Those without an end: after a crash, everybody who was connected. */
  readonly openSessions: () => Promise<readonly SessionRow[]>;
  /** Broker time at which a process of the machine started, by its newest connection; null where it had none. */
  readonly processStartOf: (deviceId: string, boot: string) => Promise<number | null>;
  /** In order of birth: those born within the span, and the last before it. */
  readonly sessionsOf: (deviceId: string, span: Interval) => Promise<readonly SessionRow[]>;
  readonly proofsOf: (deviceId: string, span: Interval) => Promise<readonly AliveProof[]>;
  /** In order, as long as they can be: stretches that touch the span. */
  readonly runsOf: (deviceId: string, span: Interval) => Promise<readonly LineRunRow[]>;
  readonly runsOfLine: (lineId: string, span: Interval) => Promise<readonly LineRunRow[]>;
  /** When its probers could tell whether the line worked, within the span; kept for as long as incidents are. */
  readonly watchedOf: (lineId: string, span: Interval) => Promise<readonly Interval[]>;
  /** In order; a check that ends in `ok` is one. */
  readonly checksOf: (deviceId: string, span: Interval) => Promise<readonly ServiceCheckRow[]>;
  readonly samplesOf: (lineId: string, span: Interval) => Promise<readonly LineSampleRow[]>;
  /** Everything that shows where and when a machine was connected: it belongs to one person now. */
  readonly forgetEvidence: (deviceId: string) => Promise<void>;
  /** Returns how many rows went. A machine's last connection stays, however old. */
  readonly pruneEvidence: (nowMs: number) => Promise<number>;

  /** Gives the run's id. */
  readonly beginRun: (at: number) => Promise<number>;
  readonly markAlive: (runId: number, at: number) => Promise<void>;
  readonly endRun: (runId: number, at: number) => Promise<void>;
  /** In order: those that were alive at or after `from`, and the one before. */
  readonly brokerRuns: (from: number) => Promise<readonly BrokerRun[]>;
};
