import { cp } from 'node:fs/promises';
import { type Agent, type AgentDeps, startAgent } from '../../agent/agent.ts';
import type { Collector } from '../../agent/collector.ts';
import { beginBootNumber, type Identity, writeIdentity } from '../../agent/identity.ts';
import { defaultHostnamePolicy } from '../../agent/privacy.ts';
import { decode, encode } from '../../shared/contract/codec.ts';
import { answer, type OrderBody } from '../../shared/contract/order.ts';
import type { Facts, SectionHashes } from '../../shared/contract/readings.ts';
import { type Report, report } from '../../shared/contract/report.ts';
import type { Address } from '../../shared/contract/scalars.ts';
import { type Status, status } from '../../shared/contract/status.ts';
import { type Section, sections } from '../../shared/domain/reading.ts';
import { createManualClock, type ManualClock } from '../../shared/runtime/clock.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { type BrokerPki, createBrokerPki, deviceCn } from './broker-pki.ts';
import { eventually } from './eventually.ts';
import { openRecordedHost } from './recorded-host.ts';
import { openRenewalDoor, type RenewalDoor, type RenewalDoorBehaviour } from './renewal-door.ts';
import type { Resources } from './resources.ts';
import { openSmallBroker, type SmallBroker, type SmallBrokerBehaviour } from './small-broker.ts';

/** A recorded machine that has joined a small broker, and a clock that the test moves. */
export type AgentWorld = {
  readonly deviceId: string;
  readonly folder: string;
  readonly clock: ManualClock;
  readonly facts: WorldFacts;
  readonly pki: BrokerPki;
  readonly behaviour: WorldBehaviour;
  readonly broker: () => SmallBroker;
  /** Where it renews and leaves. */
  readonly door: RenewalDoor;
  readonly address: Address;
  /** Brings the broker down, or up again on the same port. */
  readonly brokerDown: () => Promise<void>;
  readonly brokerUp: () => Promise<void>;
  /** Starts an agent on the folder; stopped afterwards, at the latest. */
  readonly start: (folder?: string, over?: Partial<AgentDeps>) => Promise<Agent>;
  /** What a power cut would leave of the folder, in a new one. */
  readonly crashImage: () => Promise<string>;
  readonly order: (
    body: OrderBody,
    over?: { readonly id?: string; readonly at?: number; readonly expiresAt?: number },
  ) => Promise<void>;
  /** Of this device, or of another that uses the same broker. */
  readonly reports: (deviceId?: string) => Report[];
  readonly statuses: (deviceId?: string) => Status[];
  readonly answers: (deviceId?: string) => { readonly orderId: string; readonly outcome: string }[];
};

/** The broker greets each birth. */
export type WorldBehaviour = SmallBrokerBehaviour &
  RenewalDoorBehaviour & {
    /** No welcome comes. */
    isSilent?: boolean;
    /** What the welcome says that the broker holds. */
    held?: SectionHashes;
  };
type Welcome = Extract<OrderBody, { kind: 'welcome' }>;

export const worldStartMs = Date.UTC(2026, 8, 7, 1, 0);

/** Facts that the next reading finds; a section that is not there cannot be read. */
export type WorldFacts = Partial<{ -readonly [S in Section]: Facts[S] }>;

const facts = (): WorldFacts => ({
  usage: {
    cpuPercent: 3,
    memoryAvailableBytes: 6_000_000_000,
    systemFreeBytes: 80_000_000_000,
    osUptimeSeconds: 60,
  },
  system: { platform: 'linux', osId: 'debian', osVersion: '12', hostname: 'pm1-23', bootedAt: worldStartMs },
  hardware: { vendor: 'Dell', model: 'OptiPlex 3050', memoryBytes: 8_000_000_000 },
  network: { gateway: '192.168.1.1', dnsServers: ['192.168.1.1'] },
  antivirus: { products: [{ name: 'ClamAV', isServiceRunning: true }] },
});

function collectorsOf(found: WorldFacts): Collector[] {
  return sections.map((section) => ({
    section,
    deadlineMs: 1000,
    collect: () => {
      const facts = found[section];
      return Promise.resolve(facts === undefined ? { outcome: 'unsupported' } : { outcome: 'ok', facts });
    },
  }));
}

export async function openAgentWorld(
  resources: Resources,
  over: Partial<Identity> = {},
  options: { readonly issuedAt?: number } = {},
): Promise<AgentWorld> {
  const pki = await createBrokerPki();
  const deviceId = deviceCn(1);
  const folder = await resources.folder();
  let orders = 0;
  let welcomes = 0;
  const role = over.role ?? 'student';
  let greeting: Welcome = {
    kind: 'welcome',
    schoolCode: 'S1',
    schoolName: 'TH Kim Đồng',
    role,
    state: 'approved',
    ack: 'puback',
    cadenceSeconds: 300,
    hostname: defaultHostnamePolicy(role),
  };
  const behaviour: WorldBehaviour = {
    answerTo: ({ topic, payload }) => {
      if (!topic.endsWith('/status') || must(decode(payload, status)).kind !== 'birth') return null;
      if (behaviour.isSilent === true) return null;
      welcomes += 1;
      const body = { ...greeting, ...(behaviour.held === undefined ? {} : { hashes: behaviour.held }) };
      return {
        topic: topic.replace('/status', '/order'),
        payload: encode({ v: 1, id: `welcome-${welcomes}`, body }),
      };
    },
  };
  let broker = await openSmallBroker(pki, behaviour);
  const arrivals = [broker.arrivals];
  resources.defer(() => broker.close());
  const host = resources.closing(await openRecordedHost({ files: {} }));
  const found = facts();
  const clock = createManualClock(worldStartMs);
  const door = await openRenewalDoor(resources, pki, behaviour);
  const address = { ...broker.address, httpsPort: door.httpsPort };
  behaviour.addresses = [address];
  const { ca, cert, key } = await pki.client(deviceId, options.issuedAt);
  writeIdentity(folder, {
    v: 1,
    deviceId,
    certificate: cert,
    ca,
    key,
    keyId: '0123456789abcdef',
    addresses: [address],
    schoolCode: 'S1',
    schoolName: 'TH Kim Đồng',
    room: 'PM1',
    seat: '23',
    role: 'student',
    state: 'approved',
    fingerprintKey: Buffer.alloc(32, 7).toString('base64url'),
    ...over,
  });
  beginBootNumber(folder);
  const bodies = (of: string, kind: string): Buffer[] =>
    arrivals.flat().flatMap(({ topic, payload }) => (topic === `drum/1/${of}/${kind}` ? [payload] : []));
  const read = <T>(of: string, kind: string, parse: (payload: Buffer) => T): T[] =>
    bodies(of, kind).map(parse);
  return {
    ...{ deviceId, folder, clock, pki, behaviour, door, address, facts: found },
    broker: () => broker,
    brokerDown: () => broker.close(),
    brokerUp: async () => {
      broker = await openSmallBroker(pki, behaviour, { port: broker.address.mqttPort });
      arrivals.push(broker.arrivals);
    },
    start: async (at = folder, deps = {}) => {
      const started = await startAgent(
        {
          clock,
          host,
          collectors: collectorsOf(found),
          random: () => 0.5,
          log: createLog('test', 'error', { write: () => {} }),
          upSeconds: () => clock.monotonicMs() / 1000,
          ...deps,
        },
        { folder: at, isAtOnce: true },
      );
      if (!started.ok) throw new Error(started.error.code);
      resources.defer(async () => {
        let isStopped = false;
        const stopping = started.value.stop('stopped').then(() => {
          isStopped = true;
        });
        await advanceUntil(clock, 1_000, () => isStopped || undefined);
        await stopping;
      });
      return started.value;
    },
    crashImage: async () => {
      const image = await resources.folder();
      await cp(folder, image, { recursive: true });
      return image;
    },
    order: (body, over = {}) => {
      if (body.kind === 'welcome') greeting = { ...body, hashes: undefined };
      if (body.kind === 'set-cadence') greeting = { ...greeting, cadenceSeconds: body.cadenceSeconds };
      orders += 1;
      return broker.publish(
        `drum/1/${deviceId}/order`,
        encode({ v: 1, id: `order-${orders}`, body, ...over }),
      );
    },
    reports: (of = deviceId) => read(of, 'report', (payload) => must(decode(payload, report))),
    statuses: (of = deviceId) => read(of, 'status', (payload) => must(decode(payload, status))),
    answers: (of = deviceId) => read(of, 'answer', (payload) => must(decode(payload, answer))),
  };
}

function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Moves the clock until the condition holds: for what needs both the clock and a real socket or file. */
export async function advanceUntil<T>(
  clock: ManualClock,
  stepMs: number,
  ask: () => T | undefined,
): Promise<T> {
  return await eventually(async () => {
    await clock.advance(stepMs);
    return ask();
  });
}

const settleStepMs = 200;

/**
 * Lets time pass in great steps for an agent that stays in touch: a connection that the leap cut is back, and everything
 * acknowledged, before the next one.
 */
export async function advanceInTouch<T>(
  { clock }: Pick<AgentWorld, 'clock'>,
  agent: Pick<Agent, 'connection' | 'outbox'>,
  leap: { readonly stepMs: number; readonly steps: number },
  ask: () => T | undefined,
): Promise<T> {
  for (let step = 0; step < leap.steps; step += 1) {
    await clock.advance(leap.stepMs);
    await advanceUntil(clock, settleStepMs, () =>
      agent.connection().kind === 'connected' && agent.outbox().rows === 0 ? true : undefined,
    );
    const value = ask();
    if (value !== undefined) return value;
  }
  throw new Error(`nothing within ${leap.steps} steps of ${leap.stepMs} ms`);
}
