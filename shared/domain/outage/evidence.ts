import type { OutageCause } from '../outage.ts';

/** Moments are ms UTC of the broker; an interval holds a moment that is known to lie in it, both ends included. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * How a connection ended, as far as the broker saw: `silent` without a word (keep-alive ran out), `closed` by its socket; `untold`
 * closed on a system that ends programs without a goodbye also when it is shut down in order (Windows): that tells nothing.
 */
export type SessionEnd = 'shutdown' | 'stopped' | 'silent' | 'closed' | 'untold' | 'replaced' | 'broker';

/** One connection of a machine. */
export interface Session {
  readonly bornAt: number;
  /** Start of the agent's process, and of the operating system, where the birth told. */
  readonly processStartedAt: number | null;
  readonly osStartedAt: number | null;
  /** Random of the process. */
  readonly boot: string;
  /** Last packet of any kind; while connected this is merely the newest known. */
  readonly lastHeardAt: number;
  /** Longest silence its keep-alive allows it: 1.5 × keep-alive (MQTT 3.1.1 §3.1.2.10); alive, it speaks within ⅔ of this. */
  readonly silenceMs: number;
  /** When the broker saw it end; null while it stands. */
  readonly endedAt: number | null;
  readonly end: SessionEnd | null;
  /** Where it came from, and whose network that is. */
  readonly publicAddress: string | null;
  readonly asn: number | null;
  /** The process before, in broker time: its last minute known, and how it says it ended. */
  readonly previous: {
    readonly boot: string;
    readonly aliveAt: number | null;
    readonly end: 'shutdown' | 'stopped' | 'unknown';
  } | null;
}

/** A sign of life from while the machine was cut off, told later: a heartbeat out of the outbox with a sure time. */
export interface AliveProof {
  readonly at: number;
  readonly boot: string;
  readonly gatewayReachable: boolean | null;
}

export type Reach = 'ok' | 'bad' | 'unknown';

/** A stretch of a machine's minute log: every check in it came out the same (first to last check, both included). */
export interface LineRun {
  readonly from: number;
  readonly to: number;
  readonly gateway: Reach;
  readonly firstHop: Reach;
  readonly broker: Reach;
  readonly internet: Reach;
  readonly dns: Reach;
  readonly quality: 'good' | 'bad' | 'unknown';
  /** Network from which the broker's echo saw it come. */
  readonly asn: number | null;
  readonly publicAddress: string | null;
}

/** Everything known of one machine within a window. */
export interface MachineEvidence {
  readonly deviceId: string;
  readonly room: string | null;
  readonly isServer: boolean;
  /** It belongs to one person and reports once a day: its silence says nothing. */
  readonly isPersonal: boolean;
  /** In order of birth. */
  readonly sessions: readonly Session[];
  readonly proofs: readonly AliveProof[];
  readonly runs: readonly LineRun[];
}

/** A line of the register as far as outages need it. */
export interface LineIdentity {
  readonly lineId: string;
  readonly isp: string;
  /** Networks from which its traffic comes; empty where the provider is not known. */
  readonly asns: readonly number[];
  readonly duty: 'main' | 'backup' | 'parallel';
}

/** One check of a shared service by a school's prober. */
export interface ServiceSighting {
  readonly deviceId: string;
  readonly service: string;
  readonly at: number;
  readonly isOk: boolean;
}

export interface SchoolEvidence {
  readonly schoolCode: string;
  readonly machines: readonly MachineEvidence[];
  /** Empty: the school entered none; its way out is judged as one unnamed line. */
  readonly lines: readonly LineIdentity[];
  readonly services: readonly ServiceSighting[];
}

/** A time in which the broker itself did not serve. */
export interface BrokerGap {
  readonly from: Interval;
  readonly to: number;
}

/** What everything in a school is judged against. */
export interface OutageContext {
  readonly nowMs: number;
  /** Nothing before is known completely. */
  readonly sinceMs: number;
  readonly brokerGaps: readonly BrokerGap[];
  /** Whether the local day of a moment is one without school. */
  readonly isClosedDay: (atMs: number) => boolean;
}

export type OutageScopeKind = 'school' | 'line' | 'isp' | 'room' | 'device' | 'service';

/** Whom an outage concerns. Ids: school code, line id, provider, `CODE/ROOM`, device id, service (`broker` for our own). */
export interface OutageScope {
  readonly kind: OutageScopeKind;
  readonly id: string;
}

/** One fact that speaks for the cause; its words stand in shared/text (`evidence.<code>`). */
export interface OutageEvidence {
  readonly code: string;
  /** Of how many machines, lines or schools it was seen; null where counting means nothing. */
  readonly count: number | null;
  readonly at: number | null;
}

/** One incident: one cause, over one stretch of time. */
export interface Outage {
  readonly cause: OutageCause;
  readonly scope: OutageScope;
  /** Null where it concerns several. */
  readonly schoolCode: string | null;
  /** Schools that it touched. */
  readonly schoolCodes: readonly string[];
  /** `degraded`: it answers, but nobody can work with it. */
  readonly impact: 'down' | 'degraded';
  readonly start: Interval;
  /** Null while it lasts. */
  readonly end: Interval | null;
  /** 0 to 1. */
  readonly confidence: number;
  /** Machines that saw it, each by itself. */
  readonly witnesses: readonly string[];
  readonly evidence: readonly OutageEvidence[];
}

/** A line over which something was heard, and when: only then could its failure have been seen. */
export interface WatchedLine {
  /** Null: the school entered no line. */
  readonly lineId: string | null;
  /** Null: not known. */
  readonly isp: string | null;
  readonly asns: readonly number[];
  /** Apart from one another, in order; the last one without end (Infinity) where a connection stands. */
  readonly spans: readonly Interval[];
}

/** What one school adds to the judgement over all schools. */
export interface JudgedSchool {
  readonly schoolCode: string;
  readonly outages: readonly Outage[];
  readonly lines: readonly WatchedLine[];
  /** Without failures from while the school, or the machine that checked, was itself cut off. */
  readonly services: readonly ServiceSighting[];
}

/** An incident as it was last written. */
export interface StoredOutage extends Outage {
  readonly outageId: number;
}
