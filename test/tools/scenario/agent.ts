import { createSparedHeartbeats, type SparedHeartbeats } from '../../../agent/spared-heartbeats.ts';
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
import { heartbeatOf, inventoryOf } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { createLineWatch, type DutyDisk, type LineWatch } from './line-watch.ts';
import type { PlannedMachine } from './plan.ts';
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

/** What survives on a machine's disk. */
export type Disk = DutyDisk & {
  bootNo: number;
  mark: NonNullable<Birth['previous']> | null;
  readonly outbox: Report[];
  hasToldFacts: boolean;
  /** Of a personal machine: it comes once a day. */
  nextVisitAt: number;
};

export type AgentDeps = {
  readonly clock: VirtualClock;
  readonly world: World;
  readonly ledger: Ledger;
  readonly draw: Draw;
  readonly identity: Identity;
  readonly target: (route: Route) => WireTarget;
  /** How far the machine's own clock is off, ms. */
  readonly clockOffsetMs: number;
  readonly disk: Disk;
};

/** One process of the agent, from its start to its end. */
export type Agent = {
  readonly isConnected: () => boolean;
  readonly wayChanged: () => void;
  /** `killed`: its socket is closed by the system; `power`: nobody closes anything. */
  readonly end: (how: 'power' | 'killed' | 'shutdown' | 'stopped') => void;
};

type ReportBody = Omit<Report, 'v' | 'boot' | 'seq'>;

type Run = {
  readonly deps: AgentDeps;
  readonly planned: PlannedMachine;
  readonly boot: string;
  readonly bootNo: number;
  readonly startedAt: number;
  readonly osStartedAt: number;
  readonly previous: Birth['previous'];
  readonly session: Session;
  readonly watch: LineWatch;
  readonly spared: SparedHeartbeats;
  readonly sent: Set<Report>;
  readonly cancels: Map<string, () => void>;
  seq: number;
  conn: number;
  isBorn: boolean;
};

const heartbeatMs = { server: 60_000, other: 300_000 } as const;
const dayMs = 86_400_000;
const visitMs = 60_000;

export function startAgent(planned: PlannedMachine, osStartedAt: number, deps: AgentDeps): Agent {
  const run = openRun(planned, osStartedAt, deps);
  const startedMs = deps.clock.now();
  const delayMs = startDelayMs((startedMs - osStartedAt) / 1_000, deps.draw.uniform);
  if (isPersonal(run)) visit(run, delayMs);
  else live(run, delayMs);
  return {
    isConnected: run.session.isConnected,
    wayChanged: run.session.wayChanged,
    end: (how) => end(run, how),
  };
}

function openRun(planned: PlannedMachine, osStartedAt: number, deps: AgentDeps): Run {
  const { clock, disk, draw, identity, world } = deps;
  disk.bootNo += 1;
  const route = (): Route | null => world.routeOf(planned);
  const hasGateway = (): boolean => world.hasGateway(planned);
  const session = createSession({
    ...{ clock, random: draw.uniform, ledger: deps.ledger, route, hasGateway, target: deps.target },
    isBrokerUp: () => !world.isHeld('broker', 'broker'),
    carries: (over) => world.carries(planned, over),
    clientId: identity.deviceId,
    orderTopic: buildTopic({ kind: 'order', cn: identity.deviceId }),
    will: () => {
      run.conn += 1;
      return { topic: statusTopic(run), payload: death(run, 'lost') };
    },
    onConnect: () => connected(run),
    onOrder: (payload) => takeOrder(run, payload),
    onLost: () => {
      run.isBorn = false;
      run.sent.clear();
      const unproven = isPersonal(run) ? null : run.spared.takeUnproven();
      if (unproven !== null) addReport(run, unproven);
    },
  });
  const run: Run = {
    ...{ deps, planned, osStartedAt, session, startedAt: clock.now() },
    ...{ boot: hex(draw), bootNo: disk.bootNo, previous: disk.mark ?? undefined },
    ...{ sent: new Set(), cancels: new Map(), seq: 0, conn: 0, isBorn: false },
    watch: createLineWatch({
      ...{ clock, draw, world, disk, route, hasGateway },
      isConnected: () => run.isBorn,
      reconnect: () => session.hurry(0),
      add: (measured) => addReport(run, { ...bodyOf(run, []), ...measured }),
    }),
    spared: createSparedHeartbeats({ isConnected: () => run.isBorn, upSeconds: () => upSeconds(run) }),
  };
  return run;
}

function isPersonal({ planned }: Run): boolean {
  return planned.role === 'office';
}

function upSeconds({ deps, startedAt }: Run): number {
  return (deps.clock.now() - startedAt) / 1_000;
}

function statusTopic({ deps }: Run): string {
  return buildTopic({ kind: 'status', cn: deps.identity.deviceId });
}

function death({ boot, conn }: Run, reason: Death['reason']): Buffer {
  return encode({ v: contractVersion, kind: 'death', boot, conn, reason } satisfies Death);
}

function hex(draw: Draw): string {
  return Array.from({ length: 16 }, () => draw.integer(0, 15).toString(16)).join('');
}

function live(run: Run, delayMs: number): void {
  const { deps, planned } = run;
  const { clock, disk, draw } = deps;
  const mark = (): void => {
    disk.mark = { boot: run.boot, up: upSeconds(run), end: 'unknown' };
  };
  mark();
  run.cancels.set('mark', every(clock, 60_000, mark));
  const cadenceMs = planned.role === 'server' ? heartbeatMs.server : heartbeatMs.other;
  const beat = (waitMs: number): void => {
    const cancel = clock.after(waitMs, () => {
      const body = bodyOf(run, readingsOf(run));
      if (!run.spared.spare(body, cadenceMs)) {
        run.spared.told(body);
        addReport(run, body);
      }
      beat(spreadMs(cadenceMs, draw.uniform));
    });
    run.cancels.set('beat', cancel);
  };
  beat(delayMs);
  run.watch.start();
  run.session.start(delayMs);
}

/** Once a day, for a minute. */
function visit(run: Run, delayMs: number): void {
  const { clock, disk, draw } = run.deps;
  const waitMs = Math.max(delayMs + draw.integer(0, 20) * 60_000, disk.nextVisitAt - clock.now());
  const begin = (): void => {
    disk.nextVisitAt = clock.now() + dayMs - draw.integer(0, 30) * 60_000;
    addReport(run, bodyOf(run, readingsOf(run)));
    run.session.start(0);
  };
  run.cancels.set('visit', clock.after(waitMs, begin));
}

function end(run: Run, how: 'power' | 'killed' | 'shutdown' | 'stopped'): void {
  const { deps, session } = run;
  for (const cancel of run.cancels.values()) cancel();
  run.watch.stop();
  if (how === 'power') session.vanish();
  else if (how === 'killed') session.kill();
  else {
    deps.disk.mark = { boot: run.boot, up: upSeconds(run), end: how };
    session.leave(statusTopic(run), death(run, how));
  }
}

function connected(run: Run): void {
  const { deps, planned } = run;
  const nowMs = deps.clock.now();
  const told = {
    osUp: (nowMs - run.osStartedAt) / 1_000,
    ...(run.previous === undefined ? {} : { previous: run.previous }),
  };
  const birth: Birth = {
    ...{ v: contractVersion, kind: 'birth', boot: run.boot, bootNo: run.bootNo, conn: run.conn },
    at: nowMs + deps.clockOffsetMs,
    up: upSeconds(run),
    ...(isPersonal(run) ? {} : told),
    ...{ fingerprint: deps.identity.fingerprint, keyId: deps.identity.keyId },
    versions: { agent: 'scenario', node: '26.0.0', platform: planned.role, contract: [contractVersion] },
  };
  run.session.publish(statusTopic(run), encode(birth), () => {
    run.isBorn = true;
    drain(run);
    if (isPersonal(run))
      run.cancels.set(
        'visit',
        deps.clock.after(visitMs, () => leave(run)),
      );
  });
}

/** A visit is over; the agent goes on without a connection until the next day. */
function leave(run: Run): void {
  run.isBorn = false;
  run.session.leave(statusTopic(run), death(run, 'stopped'));
  visit(run, 0);
}

function bodyOf(run: Run, readings: Reading[]): ReportBody {
  const { clock, clockOffsetMs } = run.deps;
  const isLone = readings.length === 1;
  const outcomes = isLone ? [] : readings.map(({ section }) => okOf(section));
  return { at: clock.now() + clockOffsetMs, up: upSeconds(run), readings, outcomes };
}

function okOf(collector: Reading['section']): Report['outcomes'][number] {
  return { collector, outcome: 'ok', ms: 1 };
}

function addReport(run: Run, body: ReportBody): void {
  run.seq += 1;
  run.deps.disk.outbox.push({ v: contractVersion, boot: run.boot, seq: run.seq, ...body });
  drain(run);
}

function drain(run: Run): void {
  if (!run.isBorn) return;
  const { outbox } = run.deps.disk;
  for (const report of outbox) {
    if (run.sent.size >= inFlightWindow) return;
    if (run.sent.has(report)) continue;
    run.sent.add(report);
    const topic = buildTopic({ kind: 'report', cn: run.deps.identity.deviceId });
    run.session.publish(topic, encode(report), () => {
      run.sent.delete(report);
      const at = outbox.indexOf(report);
      if (at >= 0) outbox.splice(at, 1);
      drain(run);
    });
  }
}

function takeOrder(run: Run, payload: Buffer): void {
  const decoded = decode(payload, orderSchema);
  if (!decoded.ok) return;
  const { id, body } = decoded.value;
  if (body.kind === 'welcome' || body.kind === 'stored') return;
  if (body.kind === 'probe') run.watch.take(body);
  const outcome = body.kind === 'probe' ? 'done' : 'unsupported';
  const topic = buildTopic({ kind: 'answer', cn: run.deps.identity.deviceId });
  run.session.publish(topic, encode({ v: contractVersion, orderId: id, outcome }), () => {});
}

function readingsOf(run: Run): Reading[] {
  const { clock, disk, world } = run.deps;
  const hasGateway = isPersonal(run) ? null : world.hasGateway(run.planned);
  const heartbeat = heartbeatOf({ osUpMs: clock.now() - run.osStartedAt, hasGateway });
  const inventory = disk.hasToldFacts ? [] : inventoryOf({ isPersonal: isPersonal(run) });
  disk.hasToldFacts = true;
  return [heartbeat, ...inventory];
}
