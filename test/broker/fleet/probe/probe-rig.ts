import { join } from 'node:path';
import type { Fleet } from '../../../../broker/fleet/fleet.ts';
import type { MeasuringPoint } from '../../../../broker/fleet/lines-deps.ts';
import { type Ingest, openIngest } from '../../../../broker/ingest/ingest.ts';
import type { Store } from '../../../../broker/store/store.ts';
import { decode } from '../../../../shared/contract/codec.ts';
import { type Order, order } from '../../../../shared/contract/order.ts';
import type { Reading } from '../../../../shared/contract/readings.ts';
import type { Report } from '../../../../shared/contract/report.ts';
import type { Probing } from '../../../../shared/data/probing.ts';
import { createManualClock, type ManualClock } from '../../../../shared/runtime/clock.ts';
import type { Resources } from '../../../support/resources.ts';
import {
  admit,
  birthOf,
  bootOf,
  certificateOf,
  chassisForms,
  createRecorder,
  hashOf,
  openStore,
  type Placing,
  report,
  rosterRowOf,
  rules,
  silentLog,
  startMs,
  status,
  units,
} from '../fleet-rig.ts';
import { createTestFleet } from '../test-fleet.ts';

export const measuringPoint: MeasuringPoint = {
  host: 'drum.example.vn',
  ndt7Url: 'wss://drum.example.vn:8444',
  isOurs: true,
  echoPort: 8080,
  ticketFor: ({ leaseId, budgetBytes }) => `${leaseId}.${budgetBytes}`,
};

export type Wire = { readonly gateway?: string; readonly kind?: 'ethernet' | 'wifi' };

/** A broker's fleet over a real store and ingest; machines are told what they are told, and time stands still. */
export type ProbeRig = {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly fleet: () => Fleet;
  /** The broker ends and, seconds later, another one starts over the same store; everybody has to connect again. */
  readonly restart: (awaySeconds?: number) => Promise<void>;
  /** A machine that joined; it is off. */
  readonly machine: (number: number, placing: Placing, wire?: Wire) => Promise<string>;
  readonly on: (deviceId: string) => Promise<void>;
  readonly off: (deviceId: string) => void;
  readonly report: (deviceId: string, content: Partial<Report>) => Promise<void>;
  readonly ordersTo: (deviceId: string) => readonly Order[];
  readonly seconds: (count: number) => Promise<void>;
  /** Somebody sets the broker's clock. */
  readonly setClock: (byMs: number) => void;
};

type Machine = { readonly number: number; readonly wire: Wire; boots: number; seq: number };

export type ProbeRigOptions = {
  readonly measuring?: MeasuringPoint | null;
  readonly probing?: Probing;
  readonly at?: number;
  /** Time that passes whenever somebody looks at the monotonic clock, as while much is decided. */
  readonly workMs?: number;
  /** What the broker has instead of the store. */
  readonly spoil?: (store: Store) => Store;
};

export async function openProbeRig(resources: Resources, options: ProbeRigOptions = {}): Promise<ProbeRig> {
  const { measuring = measuringPoint, probing, at = startMs, workMs = 0, spoil = (whole) => whole } = options;
  const going = createManualClock(at);
  let setByMs = 0;
  let workedMs = 0;
  const monotonicMs = (): number => {
    workedMs += workMs;
    return going.monotonicMs() + workedMs;
  };
  const clock: ManualClock = { ...going, monotonicMs, now: () => going.now() + setByMs };
  const store = openStore(join(await resources.folder(), 'broker.db'));
  resources.defer(() => store.close());
  await store.saveOrg({ at, actor: 'test', units, rows: ['A', 'B', 'C'].map(rosterRowOf) });
  await store.saveToken(tokenOf());
  const recorder = createRecorder();
  const open = async () => {
    const parts = {
      store: spoil(store),
      clock,
      log: silentLog,
      publish: recorder.publish,
      rules,
      chassisForms,
    };
    const { fleet, book } = await createTestFleet({ ...parts, probing, measuring: () => measuring });
    const ingest: Ingest = await openIngest({
      ...{ store, clock, log: silentLog, compare: book.compare },
      ...{ onStored: fleet.applyReports, onBirth: fleet.applyBirth, onDeath: fleet.applyDeath },
    });
    fleet.start();
    return { fleet, book, ingest, clock, store };
  };
  let broker = await open();
  resources.defer(() => broker.fleet.stop());
  const machines = new Map<string, Machine>();
  const known = (deviceId: string): Machine => {
    const machine = machines.get(deviceId);
    if (machine === undefined) throw new Error(`no machine ${deviceId}`);
    return machine;
  };
  const send: ProbeRig['report'] = (deviceId, content) => {
    const machine = known(deviceId);
    machine.seq += 1;
    return report(broker, deviceId, { seq: machine.seq, boot: bootOf(machine.boots), ...content });
  };
  return {
    clock,
    store,
    fleet: () => broker.fleet,
    restart: async (awaySeconds = 0) => {
      await broker.fleet.stop();
      await clock.advance(awaySeconds * 1_000);
      broker = await open();
    },
    machine: async (number, placing, wire = {}) => {
      const deviceId = await admit(broker, number, placing);
      machines.set(deviceId, { number, wire, boots: 0, seq: 0 });
      return deviceId;
    },
    on: async (deviceId) => {
      const machine = known(deviceId);
      machine.boots += 1;
      machine.seq = 0;
      broker.fleet.connected(deviceId, certificateOf(deviceId, machine.number, 0).sha256, '203.0.113.1');
      await status(broker, deviceId, birthOf(machine.boots, clock.now()));
      await send(deviceId, { readings: [networkReading(machine.wire)] });
    },
    off: (deviceId) =>
      broker.fleet.disconnected(deviceId, { lastHeardAt: clock.now(), silenceMs: 180_000, how: 'closed' }),
    report: send,
    setClock: (byMs) => {
      setByMs += byMs;
    },
    ordersTo: (deviceId) =>
      recorder.sent.flatMap(({ topic, payload }) => {
        const read = topic === `drum/1/${deviceId}/order` ? decode(payload, order) : null;
        return read?.ok === true ? [read.value] : [];
      }),
    seconds: async (count) => {
      await clock.advance(count * 1_000);
      await broker.fleet.lines.probes.settled();
    },
  };
}

function networkReading({ gateway = '192.168.1.1', kind = 'ethernet' }: Wire): Reading {
  const facts = { gateway, gatewayInterface: 'lan', interfaces: [{ name: 'lan', kind, isUp: true }] };
  return { section: 'network', facts, hash: hashOf(facts) };
}

function tokenOf() {
  return {
    ...{ id: 'aaaaaaaa', secretHash: 'x', schoolCode: 'A', room: null, role: null, seats: null },
    ...{ uses: 1_000_000, usesLeft: 1_000_000, expiresAt: startMs * 2, createdAt: startMs, revokedAt: null },
  };
}
