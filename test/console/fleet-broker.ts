import { randomBytes } from 'node:crypto';
import { decode, encode } from '../../shared/contract/codec.ts';
import { headIntervalMs } from '../../shared/contract/limits.ts';
import { ask, type QueryKind } from '../../shared/contract/query.ts';
import { buildTopic, parseTopic } from '../../shared/contract/topics.ts';
import type { DeviceRow } from '../../shared/contract/view.ts';
import type { Profile } from '../../shared/runtime/profile.ts';
import { createBrokerPki, userCn } from '../support/broker-pki.ts';
import { openSmallBroker } from '../support/small-broker.ts';
import { sampleDetail } from './sample-detail.ts';
import { sampleDevice, sampleFleet, sampleRosterRows, sampleUnit, totalsOf } from './sample-fleet.ts';

const pageSize = 20;
const unitId = sampleUnit.unitId;

/** A broker that knows only how to serve a console: snapshots, live views, heads. */
export type FleetBroker = {
  readonly profile: Profile;
  /** The user's own connection drops without a word. */
  readonly cut: () => void;
  /** Changes machine `index` and publishes its page, or loses it on the way. */
  readonly change: (index: number, to: Partial<DeviceRow>, isLost?: boolean) => Promise<void>;
  readonly head: () => Promise<void>;
  /** What consoles have asked so far. */
  readonly asked: () => readonly QueryKind[];
  readonly devices: () => readonly DeviceRow[];
  readonly close: () => Promise<void>;
};

/** Opens it with the sample fleet, `deviceCount` machines in all. */
export async function openFleetBroker(deviceCount = 56): Promise<FleetBroker> {
  const epoch = randomBytes(8).toString('hex');
  const { schools } = sampleFleet();
  const devices = Array.from({ length: deviceCount }, (_, index) => ({
    ...sampleDevice(index, index % 7),
    deviceId: `d-${index
      .toString(26)
      .padStart(16, '0')
      .replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? 'q')}`,
  }));
  const asked: QueryKind[] = [];
  const state = { rev: 1 };
  const pki = await createBrokerPki();
  const cn = userCn(1);
  const totals = () => ({ ...totalsOf(schools), devices: devices.length });
  const bodies: Partial<Record<QueryKind, () => object[]>> = {
    view: () => [
      {
        head: { epoch, rev: state.rev, at: Date.now(), unit: sampleUnit, totals: totals(), schools },
        devices: [],
      },
      ...Array.from({ length: Math.ceil(devices.length / 100) }, (_, page) => ({
        devices: devices.slice(page * 100, (page + 1) * 100),
      })),
    ],
    planning: () => [{ asAt: Date.now(), schools: sampleRosterRows(), devices: [] }],
    device: () => [{ device: sampleDetail }],
    schools: () => [{ schools }],
  };
  const answer = async (topic: string, payload: Buffer): Promise<void> => {
    const question = parseTopic(topic)?.kind === 'ask' ? decode(payload, ask) : null;
    if (question === null || !question.ok) return;
    const { id, kind, window } = question.value;
    asked.push(kind);
    const pages = bodies[kind]?.() ?? [];
    const tell = buildTopic({ kind: 'tell', cn, window });
    for (const [page, body] of pages.entries()) {
      const last = page === pages.length - 1;
      await broker.publish(tell, encode({ v: 1, id, page, last, body }));
    }
  };
  const broker = await openSmallBroker(pki, {
    acknowledge: ({ topic, payload }) => {
      setImmediate(() => void answer(topic, payload));
      return Promise.resolve();
    },
  });
  const user = await pki.client(cn);
  const head = (): Promise<void> => {
    const view = { v: 1, epoch, at: Date.now(), revs: { [unitId]: state.rev } };
    return broker.publish(buildTopic({ kind: 'head' }), encode(view, { plain: true }));
  };
  const heads = setInterval(() => void head(), headIntervalMs);
  return {
    profile: {
      v: 1,
      userId: cn,
      name: 'Test',
      addresses: [broker.address],
      ca: user.ca,
      certificate: user.cert,
      key: user.key,
    },
    cut: broker.cut,
    change: async (index, to, isLost = false) => {
      const device = devices[index];
      if (device === undefined) throw new RangeError(`no machine ${index}`);
      devices[index] = { ...device, ...to };
      state.rev += 1;
      const page = Math.floor(index / pageSize);
      const rows = devices.slice(page * pageSize, (page + 1) * pageSize);
      const pages = Math.ceil(devices.length / pageSize);
      const view = { v: 1, epoch, rev: state.rev, page, pages, devices: rows };
      const topic = buildTopic({ kind: 'devices', unitId, page });
      if (!isLost) await broker.publish(topic, encode(view, { plain: true }));
    },
    head,
    asked: () => asked,
    devices: () => devices,
    close: () => {
      clearInterval(heads);
      return broker.close();
    },
  };
}
