import type { SpeedRow } from '../../shared/contract/line-rows.ts';
import type { Interval } from '../../shared/domain/outage/evidence.ts';
import type { Lease } from '../../shared/domain/probe/budget.ts';
import type { LineSampleRow } from './evidence-port.ts';

/** Who probes a line. */
export type ProbedLineRecord = {
  readonly lineId: string;
  readonly schoolCode: string;
  readonly proberId: string | null;
  readonly standbyId: string | null;
  /** The gateway behind which its traffic was seen. */
  readonly gateway: string | null;
  /** Number of its school among those that probe, from 0: when it has its turn. */
  readonly place: number;
};

/** What was measured last of a line that is probed. */
export type MeasuredLine = {
  readonly sample: LineSampleRow;
  readonly gateway: string | null;
  /** From where its traffic was seen to come last. */
  readonly publicAddress: string | null;
};

/** The newest duty that a machine was told. */
export type ToldDuty = {
  readonly deviceId: string;
  readonly lineId: string;
  readonly duty: 'prober' | 'standby' | 'none';
  /** Hash of what it was told, `until` aside. */
  readonly digest: string;
  /** The process that was told: another one may have forgotten. */
  readonly boot: string;
  readonly until: number;
  readonly toldAt: number;
};

/** What the store keeps: probers, leases and what they cost. */
export type ProbeStore = {
  readonly probedLines: () => Promise<readonly ProbedLineRecord[]>;
  readonly saveProbedLine: (line: ProbedLineRecord) => Promise<void>;
  readonly removeProbedLine: (lineId: string) => Promise<void>;
  /** Of each probed line that has a sample, the newest one. */
  readonly measuredLines: () => Promise<readonly MeasuredLine[]>;

  readonly toldDuties: () => Promise<readonly ToldDuty[]>;
  /** Replaces what the machine was told before. */
  readonly saveToldDuty: (told: ToldDuty) => Promise<void>;

  /** Granted since, oldest first. */
  readonly leases: (sinceMs: number) => Promise<readonly Lease[]>;
  readonly addLease: (lease: Lease) => Promise<void>;
  /** A test took no less than this, whatever its machine tells. */
  readonly countLease: (leaseId: string, usedBytes: number) => Promise<void>;
  /** Those made under a lease of the line, newest first. Results are stored with the reports that bring them. */
  readonly speedTests: (lineId: string, span: Interval, limit: number) => Promise<readonly SpeedRow[]>;
};
