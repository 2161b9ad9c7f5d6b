import { randomBytes } from 'node:crypto';
import { decode, encode } from '../../shared/contract/codec.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { type AckMode, answer, type Order, type OrderBody } from '../../shared/contract/order.ts';
import type { SectionHashes } from '../../shared/contract/readings.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import { personalRoles, type Role } from '../../shared/domain/device.ts';
import { type Section, sections } from '../../shared/domain/reading.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { OpenOrder, PictureStore } from '../store/picture-port.ts';
import type { Born, SessionKind } from './device-sessions.ts';
import {
  type IdentityOrder,
  type IdentityPlan,
  isIdentityOrder,
  planIdentityOrder,
  replaceIdentityOrders,
} from './identity-order.ts';
import type { Publish } from './publish-queue.ts';
import type { DeviceBasis } from './standing.ts';

export type OrdersDeps = {
  readonly store: Pick<PictureStore, 'addOrder' | 'openOrders' | 'resentSince' | 'settleOrder' | 'hashesOf'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: Publish;
  readonly device: (deviceId: string) => DeviceBasis | undefined;
  /** Who is connected under the machine's id now. */
  readonly sessionOf: (deviceId: string) => SessionKind;
  readonly isFrozen: (deviceId: string) => boolean;
  /** Name of a school as the welcome tells it; null when the roster no longer has it. */
  readonly schoolName: (schoolCode: string) => string | null;
};

export type OrdersConfig = {
  readonly ack: AckMode;
  /** Heartbeat interval by role. */
  readonly cadenceSeconds: (role: Role) => number;
  readonly resendLifeMs: number;
  /** A section is not asked for again sooner than this. */
  readonly resendIntervalMs: number;
  /** Of a renewal or split that is given at a birth, and judged anew at the next. */
  readonly identityLifeMs: number;
};

export const defaultOrdersConfig: OrdersConfig = {
  ack: 'puback',
  cadenceSeconds: (role) => (role === 'server' ? 60 : 300),
  resendLifeMs: 86_400_000,
  resendIntervalMs: 3_600_000,
  identityLifeMs: 7 * 86_400_000,
};

/** Orders to machines: kept in the store, sent after each birth until answered, settled once by id. */
export type Orders = {
  /**
   * After a birth: the welcome, then every open order, oldest first, of which one at most is about the machine's identity.
   * Foreign hardware is told that it must split, and nothing else of the machine's.
   * @param renewal what the certificate of this connection needs
   */
  readonly greet: (
    deviceId: string,
    born: Born & { readonly isForeign: boolean },
    renewal: IdentityOrder | null,
  ) => Promise<void>;
  /** The welcome alone, to a connected machine whose assignment changed. */
  readonly welcome: (deviceId: string) => Promise<void>;
  /**
   * Keeps an order and sends it if the machine is connected. Its id, or null when too many wait for this machine.
   * @param id of its own kind, where something else was written under it before
   */
  readonly give: (deviceId: string, body: OrderBody, lifeMs: number, id?: string) => Promise<string | null>;
  /** The same for an order about its identity: one that waits already is replaced, or is this very one. */
  readonly giveIdentity: (deviceId: string, body: IdentityOrder, lifeMs: number) => Promise<string | null>;
  /** A renewal to a machine that was born as this: what it would be greeted with, now. */
  readonly giveRenewal: (deviceId: string, born: Born, renewal: IdentityOrder) => Promise<void>;
  /** A daily marker: asks for sections that the machine has sent and the broker does not hold. */
  readonly compare: (deviceId: string, hashes: SectionHashes, measuredAt: number) => Promise<void>;
  /** One `answer` payload. What cannot be read, or answers nothing open, is dropped and counted. */
  readonly receive: (deviceId: string, payload: Buffer) => Promise<void>;
  readonly counters: () => Readonly<Record<OrderCounter, number>>;
};

export type OrderCounter = 'ordersSent' | 'ordersSettled' | 'answersDropped';

type OrdersState = OrdersDeps & {
  readonly config: OrdersConfig;
  readonly counters: Record<OrderCounter, number>;
  /** Machines whose marker is being compared: two at once would ask twice. */
  readonly comparing: Set<string>;
};

export function createOrders(deps: OrdersDeps, config: OrdersConfig = defaultOrdersConfig): Orders {
  const state: OrdersState = {
    ...deps,
    config,
    counters: { ordersSent: 0, ordersSettled: 0, answersDropped: 0 },
    comparing: new Set(),
  };
  return {
    greet: (deviceId, born, renewal) => greet(state, deviceId, born, renewal),
    welcome: (deviceId) => welcome(state, deviceId),
    give: (deviceId, body, lifeMs, id) => give(state, deviceId, body, lifeMs, id),
    giveIdentity: (deviceId, body, lifeMs) => giveIdentity(state, deviceId, body, lifeMs),
    giveRenewal: async (deviceId, born, renewal) => {
      const { given } = await arrange(state, deviceId, { ...born, isForeign: false }, renewal);
      if (given !== null && isFor(state, given)) await send(state, given);
    },
    compare: async (deviceId, hashes, measuredAt) => {
      if (state.comparing.has(deviceId)) return;
      state.comparing.add(deviceId);
      await compare(state, deviceId, hashes, measuredAt).finally(() => state.comparing.delete(deviceId));
    },
    receive: (deviceId, payload) => receive(state, deviceId, payload),
    counters: () => ({ ...state.counters }),
  };
}

async function greet(
  state: OrdersState,
  deviceId: string,
  born: Born & { readonly isForeign: boolean },
  renewal: IdentityOrder | null,
): Promise<void> {
  await welcome(state, deviceId);
  const { kept, given } = await arrange(state, deviceId, born, renewal);
  for (const order of [...kept, given]) {
    if (order !== null && isFor(state, order)) await send(state, order);
  }
}

/** Sees to it that at most the one order about its identity waits that the machine needs. */
async function arrange(
  state: OrdersState,
  deviceId: string,
  born: Born & { readonly isForeign: boolean },
  renewal: IdentityOrder | null,
): Promise<{ readonly kept: readonly OpenOrder[]; readonly given: OpenOrder | null }> {
  const open = await state.store.openOrders(deviceId, state.clock.now());
  const plan = planIdentityOrder(open, born, renewal);
  const given = await carryOut(state, deviceId, plan, state.config.identityLifeMs);
  return { kept: open.filter((order) => !plan.ended.includes(order)), given };
}

/** Foreign hardware has no business with the machine's orders. */
function isFor(state: OrdersState, { deviceId, body }: OpenOrder): boolean {
  const session = state.sessionOf(deviceId);
  return session === 'own' || (session === 'foreign' && body.kind === 'split');
}

/** Made anew each time and never answered, so never kept. Foreign hardware is not told what its copy sent. */
async function welcome(state: OrdersState, deviceId: string): Promise<void> {
  const device = state.device(deviceId);
  const session = state.sessionOf(deviceId);
  if (device === undefined || session === 'none') return;
  const { schoolCode, room, seat, role } = device;
  const held = session === 'foreign' ? [] : await state.store.hashesOf(deviceId);
  const body: OrderBody = {
    kind: 'welcome',
    schoolCode,
    schoolName: state.schoolName(schoolCode) ?? schoolCode,
    ...(room === null ? {} : { room }),
    ...(seat === null ? {} : { seat }),
    role,
    state: device.state,
    ack: state.config.ack,
    cadenceSeconds: state.config.cadenceSeconds(role),
    hostname: personalRoles.includes(role) ? 'hashed' : 'plain',
    ...(session === 'own' && state.isFrozen(deviceId) ? { frozen: true } : {}),
    hashes: Object.fromEntries(held.map(({ section, hash }) => [section, hash])),
  };
  await publish(state, deviceId, { v: contractVersion, id: newId(), body });
}

async function give(
  state: OrdersState,
  deviceId: string,
  body: OrderBody,
  lifeMs: number,
  id?: string,
): Promise<string | null> {
  const order = await keep(state, deviceId, body, lifeMs, id);
  if (order !== null && isFor(state, order)) await send(state, order);
  return order?.id ?? null;
}

async function giveIdentity(
  state: OrdersState,
  deviceId: string,
  body: IdentityOrder,
  lifeMs: number,
): Promise<string | null> {
  const open = await state.store.openOrders(deviceId, state.clock.now());
  const plan = replaceIdentityOrders(open, body);
  const given = await carryOut(state, deviceId, plan, lifeMs);
  const same = open.find((order) => isIdentityOrder(order.body) && !plan.ended.includes(order));
  const order = given ?? same ?? null;
  if (order !== null && isFor(state, order)) await send(state, order);
  return order?.id ?? null;
}

/** Ends what a plan ends and keeps what it gives; gives that, if anything. */
async function carryOut(
  state: OrdersState,
  deviceId: string,
  { ended, given }: IdentityPlan,
  lifeMs: number,
): Promise<OpenOrder | null> {
  const at = state.clock.now();
  for (const { id } of ended) {
    await state.store.settleOrder({ id, deviceId, outcome: 'expired', detail: 'superseded', at });
  }
  return given === null ? null : keep(state, deviceId, given, lifeMs);
}

async function keep(
  state: OrdersState,
  deviceId: string,
  body: OrderBody,
  lifeMs: number,
  id = newId(),
): Promise<OpenOrder | null> {
  const createdAt = state.clock.now();
  const order = { id, deviceId, body, createdAt, expiresAt: createdAt + lifeMs };
  if (await state.store.addOrder(order)) return order;
  state.log.warn({ deviceId, kind: body.kind }, 'too many orders wait for this machine');
  return null;
}

async function compare(
  state: OrdersState,
  deviceId: string,
  hashes: SectionHashes,
  measuredAt: number,
): Promise<void> {
  const held = new Map((await state.store.hashesOf(deviceId)).map((row) => [row.section, row]));
  // A marker older than what is held says nothing: the section has changed since.
  const isLacking = (section: Section): boolean => {
    const row = held.get(section);
    return row === undefined || (row.hash !== hashes[section] && row.measuredAt <= measuredAt);
  };
  const lacking = sections.filter((section) => hashes[section] !== undefined && isLacking(section));
  if (lacking.length === 0) return;
  const asked = await state.store.resentSince(deviceId, state.clock.now() - state.config.resendIntervalMs);
  const due = lacking.filter((section) => !asked.has(section));
  if (due.length > 0)
    await give(state, deviceId, { kind: 'resend', sections: due }, state.config.resendLifeMs);
}

async function receive(state: OrdersState, deviceId: string, payload: Buffer): Promise<void> {
  const decoded = decode(payload, answer);
  if (!decoded.ok) {
    state.counters.answersDropped += 1;
    state.log.debug({ deviceId, ...decoded.error }, 'answer not understood');
    return;
  }
  const { orderId, outcome, detail } = decoded.value;
  const end = { id: orderId, deviceId, outcome, detail: detail ?? null, at: state.clock.now() };
  const isSettled = await state.store.settleOrder(end);
  state.counters[isSettled ? 'ordersSettled' : 'answersDropped'] += 1;
}

function send(state: OrdersState, { id, deviceId, body, expiresAt }: OpenOrder): Promise<void> {
  return publish(state, deviceId, { v: contractVersion, id, expiresAt, body });
}

async function publish(state: OrdersState, deviceId: string, order: Order): Promise<void> {
  state.counters.ordersSent += 1;
  const sent = { ...order, at: state.clock.now() };
  await state.publish(buildTopic({ kind: 'order', cn: deviceId }), encode(sent), { qos: 1 });
}

function newId(): string {
  return randomBytes(12).toString('base64url');
}
