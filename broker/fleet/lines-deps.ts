import type { Probing } from '../../shared/data/probing.ts';
import type { Networks } from '../../shared/domain/line/networks.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { LineStore } from '../store/line-port.ts';
import type { OutageStore } from '../store/outage-port.ts';
import type { ProbeStore } from '../store/probe-port.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { DeviceSessions } from './device-sessions.ts';
import type { Orders } from './orders.ts';
import type { Picture } from './picture.ts';
import type { Rules } from './standing.ts';

/** What everything about lines stands on. */
export type LinesDeps = {
  readonly store: LineStore & OutageStore & ProbeStore & Pick<RegistryStore, 'setting' | 'saveSetting'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: Rules;
  readonly picture: Picture;
  readonly sessions: Pick<DeviceSessions, 'kindOf' | 'bornAs'>;
  readonly orders: Pick<Orders, 'give'>;
  /** Whose network an address is; what is shipped, unless given. */
  readonly networks?: Networks | undefined;
  /** Anchors, thresholds and what measuring may cost; what is shipped, unless given. */
  readonly probing?: Probing | undefined;
  /** Where machines find the ndt7 endpoint and the echo, and who signs leases; null while neither runs. */
  readonly measuring: () => MeasuringPoint | null;
};

/** The measuring process beside the broker. */
export type MeasuringPoint = {
  readonly host: string;
  /** wss://host:port, without path. */
  readonly ndt7Url: string;
  /** Verified against the installation's CA; else another server that the operator named, which knows no tickets of ours. */
  readonly isOurs: boolean;
  readonly echoPort: number;
  /** A ticket that proves a lease to the ndt7 endpoint. */
  readonly ticketFor: (lease: {
    readonly leaseId: string;
    readonly until: number;
    readonly budgetBytes: number;
  }) => string;
};
