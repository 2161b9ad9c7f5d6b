import type { OutageRecord } from '../../../../broker/store/outage-port.ts';
import type { SessionLoss } from '../../../../broker/transport/transport.ts';
import type { LineSample } from '../../../../shared/contract/line-facts.ts';
import type { Report } from '../../../../shared/contract/report.ts';
import { hashOf, type Rig, status } from '../fleet-rig.ts';

export const minute = 60_000;
const silenceMs = 180_000;

/** A machine with a running process, as the broker sees and hears it. Times are ms after the clock's start unless said otherwise. */
export type Living = {
  readonly deviceId: string;
  readonly address: string;
  boot: string;
  startedAt: number;
  osStartedAt: number;
  conn: number;
  seq: number;
  heardAt: number;
  isConnected: boolean;
};

let processes = 0;
const nextBoot = (): string => {
  processes += 1;
  return processes.toString(16).padStart(16, 'e');
};

export function living(deviceId: string, now: number, address = '203.0.113.1'): Living {
  const osStartedAt = now - 2 * minute;
  return {
    ...{ deviceId, address, boot: nextBoot(), startedAt: now - minute, osStartedAt },
    ...{ conn: 0, seq: 0, heardAt: now, isConnected: false },
  };
}

/** Connects, and is born. */
export async function connect(
  rig: Rig,
  machine: Living,
  more: { readonly previous?: object } = {},
): Promise<void> {
  const { deviceId, boot, startedAt, osStartedAt } = machine;
  const now = rig.clock.now();
  rig.fleet.connected(deviceId, 'f'.repeat(64), machine.address);
  machine.conn += 1;
  machine.isConnected = true;
  machine.heardAt = now;
  await status(rig, deviceId, {
    ...{ v: 1, kind: 'birth', boot, conn: machine.conn, at: now, fingerprint: {}, keyId: '0'.repeat(16) },
    ...{ up: (now - startedAt) / 1000, osUp: (now - osStartedAt) / 1000, ...more },
    versions: { agent: '0.1.0', node: 'v24', platform: 'linux', contract: [1] },
  });
}

/** Its connection ends; `silent`: the broker waited for its keep-alive. */
export function disconnect(rig: Rig, machine: Living, how: SessionLoss['how']): void {
  machine.isConnected = false;
  rig.fleet.disconnected(machine.deviceId, { lastHeardAt: machine.heardAt, silenceMs, how });
}

export async function goodbye(
  rig: Rig,
  machine: Living,
  reason: 'shutdown' | 'stopped' | 'lost',
): Promise<void> {
  const { deviceId, boot, conn } = machine;
  await status(rig, deviceId, { v: 1, kind: 'death', boot, conn, reason });
}

/** A heartbeat of `at` (broker time) that arrives now. */
export function heartbeat(machine: Living, at: number, more: Partial<Report> = {}): Report {
  machine.seq += 1;
  const facts = { gatewayReachable: true };
  return {
    ...{ v: 1, boot: machine.boot, seq: machine.seq, at, up: (at - machine.startedAt) / 1000 },
    readings: [{ section: 'usage', hash: hashOf(facts), facts }],
    outcomes: [],
    ...more,
  } as Report;
}

/** A stretch of a minute log between two times, in a report measured at `at`. */
export function lineLog(
  at: number,
  span: { readonly from: number; readonly to: number },
  result: Partial<NonNullable<LineSample['log']>[number]> = {},
): NonNullable<LineSample['log']>[number] {
  return {
    ...{ fromAgo: (at - span.from) / 1000, toAgo: (at - span.to) / 1000, checks: 5 },
    ...{ gateway: 'ok', firstHop: 'ok', broker: 'ok', internet: 'ok', dns: 'ok', quality: 'good' },
    ...result,
  };
}

export const cut = {
  firstHop: 'bad',
  broker: 'bad',
  internet: 'bad',
  dns: 'bad',
  quality: 'unknown',
} as const;

/** What the store lists, without what a run of the test numbers. */
export async function storedOutages(rig: Pick<Rig, 'store' | 'clock'>): Promise<readonly OutageRecord[]> {
  const span = { from: 0, to: rig.clock.now() };
  return (await rig.store.outages({ span }, 1_000)).toReversed();
}
