import type { OrderBody } from '../../shared/contract/order.ts';
import type { Reading } from '../../shared/contract/readings.ts';
import type { TimeQuality } from '../../shared/domain/device.ts';
import type { Section } from '../../shared/domain/reading.ts';
import type { DeviceEventRow, OutcomeRow } from './report-port.ts';

/** The newest reading of one section of one machine. */
export type HeldReading = {
  readonly deviceId: string;
  readonly measuredAt: number;
  readonly seq: number;
  readonly timeQuality: TimeQuality;
  readonly reading: Reading;
};

export type HeldHash = { readonly section: Section; readonly hash: string; readonly measuredAt: number };

/** An order as it waits for its answer. */
export type OpenOrder = {
  readonly id: string;
  readonly deviceId: string;
  readonly body: OrderBody;
  readonly createdAt: number;
  readonly expiresAt: number;
};

/** How an order ended; only an open one can. */
export type OrderEnd = {
  readonly id: string;
  readonly deviceId: string;
  readonly outcome: 'done' | 'unsupported' | 'failed' | 'expired';
  readonly detail: string | null;
  readonly at: number;
};

/** Events kept per machine: the newest; a machine that reconnects all day must not fill the disk. */
export const maxEventsPerDevice = 1_000;

/** Orders of one machine that may wait at once. */
export const maxOpenOrdersPerDevice = 64;

/** What the live picture is rebuilt from and keeps on disk: newest readings, orders, events. */
export type PictureStore = {
  /** Hands over the newest readings of these sections one by one: a fleet's inventories are never in memory together. */
  readonly eachReading: (sections: readonly Section[], take: (held: HeldReading) => void) => Promise<void>;
  /** Keeps readings that are newer than what is held; for the heartbeat, which ingest keeps only as rows of its day. */
  readonly saveReadings: (readings: readonly HeldReading[]) => Promise<void>;
  readonly eachOutcome: (take: (outcome: OutcomeRow) => void) => Promise<void>;
  /** Device → broker time of its newest report or birth. */
  readonly lastHeard: () => Promise<ReadonlyMap<string, number>>;
  /** Device → messages of it in quarantine. */
  readonly quarantineCounts: () => Promise<ReadonlyMap<string, number>>;

  /** Of one machine, in the order of the sections' names. */
  readonly readingsOf: (deviceId: string) => Promise<readonly HeldReading[]>;
  readonly hashesOf: (deviceId: string) => Promise<readonly HeldHash[]>;
  /** JSON of the newest birth, or null before the first. */
  readonly lastBirth: (deviceId: string) => Promise<string | null>;

  readonly addEvents: (events: readonly DeviceEventRow[]) => Promise<void>;
  /** Newest first. */
  readonly events: (deviceId: string, limit: number) => Promise<readonly DeviceEventRow[]>;
  /** Deletes what exceeds {@link maxEventsPerDevice}; returns how many rows went. */
  readonly pruneEvents: (deviceId: string) => Promise<number>;

  /** False when {@link maxOpenOrdersPerDevice} orders wait already. */
  readonly addOrder: (order: OpenOrder) => Promise<boolean>;
  /** Oldest first; those whose time is over are closed as expired first. */
  readonly openOrders: (deviceId: string, nowMs: number) => Promise<readonly OpenOrder[]>;
  /** Sections of the `resend` orders made since. */
  readonly resentSince: (deviceId: string, sinceMs: number) => Promise<ReadonlySet<Section>>;
  /** False when there is no such open order of this machine: it was settled before, or never made. */
  readonly settleOrder: (end: OrderEnd) => Promise<boolean>;
  /** Deletes orders that ended before; returns how many rows went. */
  readonly pruneOrders: (beforeMs: number) => Promise<number>;
};
