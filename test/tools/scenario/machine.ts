import { createHash } from 'node:crypto';
import { decode, encode } from '../../../shared/contract/codec.ts';
import { contractVersion, inFlightWindow } from '../../../shared/contract/limits.ts';
import { order as orderSchema } from '../../../shared/contract/order.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import type { Report } from '../../../shared/contract/report.ts';
import type { Birth, Death, Fingerprint } from '../../../shared/contract/status.ts';
import { buildTopic } from '../../../shared/contract/topics.ts';
import { spreadMs, startDelayMs } from '../../../shared/domain/jitter.ts';
import { every } from '../../../shared/runtime/clock.ts';
import type { Draw } from '../simulator/random.ts';
import { type CutWatch, createCutWatch } from './cut-watch.ts';
import type { Ledger } from './ledger.ts';
import type { PlannedMachine } from './plan.ts';
import { createProber, type ProbeOrder, type Prober } from './prober.ts';
import { createSession, type Session } from './session.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { WireTarget } from './wire.ts';
import type { Route, World } from './world.ts';

/** Who a machine is to the broker. */
export type Identity = {
  readonly deviceId: string;
  readonly keyId: string;
  readonly fingerprint: Fingerprint;
};

/** A computer and its agent. */
export type Machine = {
  readonly planned: PlannedMachine;
  readonly deviceId: string;
  /** It has been on for hours. */
  readonly begin: () => void;
  /** What is held of it in the world may have changed. */
  readonly reconsider: () => void;
  readonly wayChanged: () => void;
  readonly isConnected: () => boolean;
};

export type MachineDeps = {
  readonly clock: VirtualClock;
  readonly world: () => World;
  readonly ledger: Ledger;
  readonly draw: Draw;
  readonly identity: Identity;
  readonly target: (route: Route) => WireTarget;
  /** How far its own clock is off, ms. */
  readonly clockOffsetMs: number;
};

/** What survives on the disk. */
type Disk = {
  bootNo: number;
  mark: NonNullable<Birth['previous']> | null;
  readonly outbox: Report[];
  hasToldFacts: boolean;
};

type Process = {
  readonly boot: string;
  readonly bootNo: number;
  readonly startedAt: number;
  readonly previous: Birth['previous'];
  readonly session: Session;
  readonly prober: Prober;
  readonly watch: CutWatch;
  readonly sent: Set<Report>;
  readonly cancels: (() => void)[];
  seq: number;
  conn: number;
  isBorn: boolean;
};

type Run = {
  readonly planned: PlannedMachine;
  readonly deps: MachineDeps;
  readonly disk: Disk;
  osStartedAt: number | null;
  process: Process | null;
  /** Of a personal machine: it comes once a day. */
  nextVisitAt: number;
  cancelBoot: () => void;
};

const heartbeatMs = { server: 60_000, other: 300_000 } as const;
const dayMs = 86_400_000;
const visitMs = 60_000;

export function createMachine(planned: PlannedMachine, deps: MachineDeps): Machine {
  const disk: Disk = { bootNo: 0, mark: null, outbox: [], hasToldFacts: false };
  const run: Run = {
    planned,
    deps,
    disk,
    osStartedAt: null,
    process: null,
    nextVisitAt: 0,
    cancelBoot: () => {},
  };
  return {
    planned,
    deviceId: deps.identity.deviceId,
    begin: () => {
      run.osStartedAt = deps.clock.now() - deps.draw.integer(30, 600) * 60_000;
      startAgent(run);
    },
    reconsider: () => reconsider(run),
    wayChanged: () => {
      run.process?.session.wayChanged();
    },
    isConnected: () => run.process?.session.isConnected() === true,
  };
}

function isPersonal({ planned }: Run): boolean {
  return planned.role === 'office';
}

/** Power and orderly shutdowns first, then the agent alone. */
function reconsider(run: Run): void {
  const { deps, planned } = run;
  const world = deps.world();
  const isOff = world.isHeld('off', planned.name);
  const isAway = world.isHeld('away', planned.name);
  const isStopped = world.isHeld('agent', planned.name);
  run.cancelBoot();
  if (run.osStartedAt !== null && (isOff || isAway)) {
    endProcess(run, isOff ? 'power' : 'shutdown');
    run.osStartedAt = null;
    return;
  }
  if (isOff || isAway) return;
  if (run.osStartedAt === null) {
    run.cancelBoot = deps.clock.after(deps.draw.integer(10, 40) * 1_000, () => {
      run.osStartedAt = deps.clock.now() - deps.draw.integer(4, 9) * 1_000;
      if (!world.isHeld('agent', planned.name)) startAgent(run);
    });
  } else if (isStopped && run.process !== null) endProcess(run, deps.draw.chance(0.5) ? 'stopped' : 'killed');
  else if (!isStopped && run.process === null && !isPersonal(run)) {
    run.cancelBoot = deps.clock.after(deps.draw.integer(1, 5) * 1_000, () => startAgent(run));
  }
}

function endProcess(run: Run, how: 'power' | 'killed' | 'shutdown' | 'stopped'): void {
  const { process, disk } = run;
  if (process === null) return;
  run.process = null;
  for (const cancel of process.cancels) cancel();
  process.prober.stop();
  process.watch.stop();
  if (how === 'power') process.session.vanish();
  else if (how === 'killed') process.session.kill();
  else {
    disk.mark = { boot: process.boot, up: upSeconds(run, process), end: how };
    process.session.leave(statusTopic(run), death(process, how));
  }
}

function upSeconds({ deps }: Run, process: { readonly startedAt: number }): number {
  return (deps.clock.now() - process.startedAt) / 1_000;
}

function statusTopic({ deps }: Run): string {
  return buildTopic({ kind: 'status', cn: deps.identity.deviceId });
}

function death(process: Pick<Process, 'boot' | 'conn'>, reason: Death['reason']): Buffer {
  return encode({
    v: contractVersion,
    kind: 'death',
    boot: process.boot,
    conn: process.conn,
    reason,
  } satisfies Death);
}

function startAgent(run: Run): void {
  const { deps, disk, planned } = run;
  const { clock, draw } = deps;
  const world = deps.world();
  const startedAt = clock.now();
  const osUp = (startedAt - (run.osStartedAt ?? startedAt)) / 1_000;
  disk.bootNo += 1;
  const route = (): Route | null => world.routeOf(planned);
  const session = createSession({
    ...{ clock, random: draw.uniform, ledger: deps.ledger, route, target: deps.target },
    isBrokerUp: () => !world.isHeld('broker', 'broker'),
    hasGateway: () => world.hasGateway(planned),
    carries: (over) => world.carries(planned, over),
    clientId: deps.identity.deviceId,
    orderTopic: buildTopic({ kind: 'order', cn: deps.identity.deviceId }),
    will: () => {
      process.conn += 1;
      return { topic: statusTopic(run), payload: death(process, 'lost') };
    },
    onConnect: () => connected(run, process),
    onOrder: (payload) => takeOrder(run, process, payload),
    onLost: () => {
      process.isBorn = false;
      process.sent.clear();
      if (!isPersonal(run)) process.watch.begin();
    },
  });
  const sight = { clock, draw, hasGateway: () => world.hasGateway(planned) };
  const add = (extra: Partial<Report>): void => addReport(run, process, extra);
  const process: Process = {
    ...{ boot: hex(draw), bootNo: disk.bootNo, startedAt, previous: disk.mark ?? undefined, session },
    ...{ sent: new Set(), cancels: [], seq: 0, conn: 0, isBorn: false },
    prober: createProber({ ...sight, world, route, add }),
    watch: createCutWatch({
      ...sight,
      add,
      isConnected: () => process.isBorn,
      networkIsBack: () => session.hurry(draw.uniform() * 5_000),
    }),
  };
  run.process = process;
  const delayMs = startDelayMs(osUp, draw.uniform);
  if (isPersonal(run)) visit(run, process, delayMs);
  else live(run, process, delayMs);
}

function live(run: Run, process: Process, delayMs: number): void {
  const { deps, disk, planned } = run;
  const { clock, draw } = deps;
  const mark = (): void => {
    disk.mark = { boot: process.boot, up: upSeconds(run, process), end: 'unknown' };
  };
  mark();
  process.cancels.push(every(clock, 60_000, mark));
  const cadenceMs = planned.role === 'server' ? heartbeatMs.server : heartbeatMs.other;
  const beat = (waitMs: number): void => {
    const cancel = clock.after(waitMs, () => {
      addReport(run, process, {});
      beat(spreadMs(cadenceMs, draw.uniform));
    });
    process.cancels[1] = cancel;
  };
  beat(delayMs);
  process.watch.begin();
  process.session.start(delayMs);
}

/** Once a day, for a minute. */
function visit(run: Run, process: Process, delayMs: number): void {
  const { clock, draw } = run.deps;
  const waitMs = Math.max(delayMs + draw.integer(0, 20) * 60_000, run.nextVisitAt - clock.now());
  process.cancels[0] = clock.after(waitMs, () => {
    run.nextVisitAt = clock.now() + dayMs;
    addReport(run, process, {});
    process.session.start(0);
  });
}

function connected(run: Run, process: Process): void {
  const { deps, disk, planned } = run;
  const nowMs = deps.clock.now();
  const isTelling = !isPersonal(run);
  const birth: Birth = {
    ...{ v: contractVersion, kind: 'birth', boot: process.boot, bootNo: process.bootNo, conn: process.conn },
    at: nowMs + deps.clockOffsetMs,
    up: upSeconds(run, process),
    ...(isTelling ? { osUp: (nowMs - (run.osStartedAt ?? nowMs)) / 1_000 } : {}),
    ...(isTelling && process.previous !== undefined ? { previous: process.previous } : {}),
    ...{ fingerprint: deps.identity.fingerprint, keyId: deps.identity.keyId },
    versions: { agent: 'scenario', node: '26.0.0', platform: planned.role, contract: [contractVersion] },
  };
  process.session.publish(statusTopic(run), encode(birth), () => {
    process.isBorn = true;
    const told = process.watch.end();
    if (told !== null) addReport(run, process, { line: told });
    if (!disk.hasToldFacts) addReport(run, process, {});
    drain(run, process);
    if (isPersonal(run)) {
      process.cancels[1] = deps.clock.after(visitMs, () => leaveVisit(run, process));
    }
  });
}

/** A visit ends like a stop; the agent goes on without a connection until the next day. */
function leaveVisit(run: Run, process: Process): void {
  if (run.process !== process) return;
  process.session.leave(statusTopic(run), death(process, 'stopped'));
  run.process = null;
  run.cancelBoot = run.deps.clock.after(dayMs, () => startAgent(run));
}

function addReport(run: Run, process: Process, extra: Partial<Report>): void {
  const { deps, disk } = run;
  if (run.process !== process) return;
  process.seq += 1;
  const readings = readingsOf(run);
  disk.outbox.push({
    ...{
      v: contractVersion,
      boot: process.boot,
      seq: process.seq,
      at: deps.clock.now() + deps.clockOffsetMs,
    },
    up: upSeconds(run, process),
    readings,
    outcomes: readings.map(({ section }) => ({ collector: section, outcome: 'ok', ms: 1 })),
    ...extra,
  });
  drain(run, process);
}

function drain(run: Run, process: Process): void {
  if (!process.isBorn) return;
  const { outbox } = run.disk;
  for (const report of outbox) {
    if (process.sent.size >= inFlightWindow) return;
    if (process.sent.has(report)) continue;
    process.sent.add(report);
    const topic = buildTopic({ kind: 'report', cn: run.deps.identity.deviceId });
    process.session.publish(topic, encode(report), () => {
      process.sent.delete(report);
      const at = outbox.indexOf(report);
      if (at >= 0) outbox.splice(at, 1);
      drain(run, process);
    });
  }
}

function takeOrder(run: Run, process: Process, payload: Buffer): void {
  const decoded = decode(payload, orderSchema);
  if (!decoded.ok) return;
  const { id, body } = decoded.value;
  if (body.kind === 'welcome' || body.kind === 'stored') return;
  if (body.kind === 'probe') process.prober.take(body as ProbeOrder);
  const outcome = body.kind === 'probe' || body.kind === 'resend' ? 'done' : 'unsupported';
  const topic = buildTopic({ kind: 'answer', cn: run.deps.identity.deviceId });
  process.session.publish(topic, encode({ v: contractVersion, orderId: id, outcome }), () => {});
}

/** The heartbeat, and once the few facts by which a prober is chosen. */
function readingsOf(run: Run): Reading[] {
  const { deps, disk, planned } = run;
  const nowMs = deps.clock.now();
  const usage = {
    cpuPercent: 5,
    osUptimeSeconds: Math.round((nowMs - (run.osStartedAt ?? nowMs)) / 1_000),
    ...(isPersonal(run) ? {} : { gatewayReachable: deps.world().hasGateway(planned) }),
  };
  const heartbeat = readingOf('usage', usage);
  if (disk.hasToldFacts) return [heartbeat];
  disk.hasToldFacts = true;
  const system = {
    platform: 'windows',
    osId: 'windows',
    osName: 'Microsoft Windows 11 Pro',
    osVersion: '25H2',
  };
  const hardware = { vendor: 'Synthetic', model: 'Scenario', memoryBytes: 8_000_000_000, chassisType: 3 };
  const network = {
    interfaces: [{ name: 'Ethernet', kind: 'ethernet', isUp: true, speedMbps: 1_000 }],
    ...{ gateway: '192.168.1.1', gatewayInterface: 'Ethernet', dnsServers: ['192.168.1.1'] },
  };
  const facts = isPersonal(run) ? {} : { network };
  return [
    heartbeat,
    readingOf('system', system),
    readingOf('hardware', hardware),
    ...Object.entries(facts).map(([section, value]) => readingOf(section as 'network', value)),
  ];
}

function readingOf(section: Reading['section'], facts: object): Reading {
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
  return { section, hash, facts } as Reading;
}

function hex(draw: Draw): string {
  return Array.from({ length: 16 }, () => draw.integer(0, 15).toString(16)).join('');
}
