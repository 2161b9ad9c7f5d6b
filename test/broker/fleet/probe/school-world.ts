import { dutyMs } from '../../../../agent/line/duty.ts';
import { createDeviceSessions } from '../../../../broker/fleet/device-sessions.ts';
import { type HeldFacts, noFacts } from '../../../../broker/fleet/facts.ts';
import { createLineRegister } from '../../../../broker/fleet/line/register.ts';
import { createServices } from '../../../../broker/fleet/line/services.ts';
import { monthOf } from '../../../../broker/fleet/local-day.ts';
import { createPicture } from '../../../../broker/fleet/picture.ts';
import { createProbes, type Probes } from '../../../../broker/fleet/probe/probes.ts';
import type { StoredBirth, StoredReport } from '../../../../broker/ingest/stored.ts';
import { openSqliteStore } from '../../../../broker/store/sqlite-store.ts';
import type { OrderBody } from '../../../../shared/contract/order.ts';
import type { Probing } from '../../../../shared/data/probing.ts';
import type { Role } from '../../../../shared/domain/device.ts';
import type { Random } from '../../../../shared/domain/jitter.ts';
import type { Clock } from '../../../../shared/runtime/clock.ts';
import { chassisForms, deviceIdOf, rosterRowOf, rules, silentLog, units } from '../fleet-rig.ts';
import { measuringPoint } from './probe-rig.ts';

/** A test that really crossed the line, as its agent ran it; `months`: by the broker's clock, of its order and of its end. */
export type RunTest = {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly months: readonly [string, string];
};

type Lease = Extract<OrderBody, { kind: 'probe-lease' }>;

type Told = { readonly id: string; readonly body: OrderBody; readonly expiresAt: number };

/** One machine with its agent: it does what it was told, forgets some of it, and does not always come to tell. */
export type SchoolMachine = {
  readonly deviceId: string;
  /** Its disk forgets with every start. */
  readonly isFrozen: boolean;
  boot: number;
  isOn: boolean;
  isConnected: boolean;
  /** How far its own clock is ahead of the world's. */
  aheadMs: number;
  /** When it has noticed that its connection is dead, and is back. */
  returnAt: number | null;
  /** What it believes. */
  duty: { readonly duty: string; readonly until: number } | null;
  readonly answered: Set<string>;
  /** Sent to it and lost with the connection: comes again with the next one. */
  readonly unanswered: Told[];
  /** Results, each from the moment at which its test is over. */
  readonly outbox: { readonly readyAt: number; readonly report: StoredReport }[];
};

export type SchoolWorld = {
  readonly clock: Clock;
  readonly machines: readonly SchoolMachine[];
  readonly tests: readonly RunTest[];
  readonly probes: () => Probes;
  /** When the last order was lost, and a connection with it. */
  readonly lostAt: () => number;
  /** As it really is; the broker's clock may be set. */
  readonly monotonicMs: () => number;
  readonly setTime: (atMs: number) => void;
  /** Somebody sets the broker's clock. */
  readonly setClock: (byMs: number) => void;
  /** One second of the broker. */
  readonly tick: () => Promise<void>;
  readonly powerOn: (machine: SchoolMachine) => void;
  readonly powerOff: (machine: SchoolMachine) => void;
  readonly connect: (machine: SchoolMachine) => void;
  readonly disconnect: (machine: SchoolMachine) => void;
  /** Everybody on duty tells what it measured; results that waited go out. */
  readonly report: () => void;
  readonly restartBroker: () => Promise<void>;
  readonly join: (number: number, role: Role) => SchoolMachine;
};

export type WorldOptions = {
  readonly random: Random;
  /** Of orders and of results, how many get lost. */
  readonly loss: number;
  /** Of results, how many say that the test cost nothing. */
  readonly lies: number;
  /** Whether the tests go to the installation's own server, which counts. */
  readonly counts?: boolean;
  readonly probing: Probing;
};

export async function openSchoolWorld({
  random,
  loss,
  lies,
  counts = true,
  probing,
}: WorldOptions): Promise<SchoolWorld> {
  let nowMs = 0;
  let setByMs = 0;
  const clock: Clock = { now: () => nowMs + setByMs, monotonicMs: () => nowMs, after: () => () => {} };
  const opened = openSqliteStore(':memory:');
  if (!opened.ok) throw new Error(opened.error.code);
  const store = opened.value;
  const listener = { changed: () => {}, placed: () => {}, toJudge: () => {} };
  const picture = createPicture({ clock, rules, chassisForms, listener });
  picture.setOrg(units, [rosterRowOf('A')]);
  let sessions = createDeviceSessions({ clock });
  const machines: SchoolMachine[] = [];
  const tests: RunTest[] = [];
  let orders = 0;
  let lostAt = 0;

  const run = (machine: SchoolMachine, told: Told): void => {
    const { id, body } = told;
    if (machine.answered.has(id)) return;
    machine.answered.add(id);
    const isOver = body.kind === 'probe-lease' && nowMs + machine.aheadMs >= body.until;
    // As the agent does: what its clock says is over costs nothing.
    if (isOver) machine.outbox.push({ readyAt: nowMs, report: resultOf(machine, { id, body, bytes: 0 }) });
    else if (body.kind === 'probe-lease') runTest(machine, id, body);
    if (body.kind !== 'probe') return;
    const until = nowMs + dutyMs(body.until, nowMs + machine.aheadMs);
    machine.duty = body.duty === 'none' ? null : { duty: body.duty, until };
  };
  const runTest = (machine: SchoolMachine, id: string, body: Lease): void => {
    const from = nowMs + random() * 20_000;
    const bytes = Math.floor(random() * body.budgetBytes);
    const to = from + 26_000 * random();
    const monthAt = (atMs: number): string => monthOf(atMs + setByMs, rules.calendar);
    tests.push({ from, to, bytes, months: [monthAt(nowMs), monthAt(to)] });
    if (counts) probes.counted(id, bytes);
    const told = random() < lies ? 0 : bytes;
    if (random() < loss) return;
    machine.outbox.push({ readyAt: to, report: resultOf(machine, { id, body, bytes: told }) });
  };
  const resultOf = (
    machine: SchoolMachine,
    { id, body, bytes }: { id: string; body: Lease; bytes: number },
  ): StoredReport => ({
    ...reportOf(machine),
    speed: {
      ...{ leaseId: id, lineId: body.lineId, server: 'drum.example.vn', totalBytes: bytes, startedAgo: 0 },
    },
  });
  const reportOf = ({ deviceId, boot }: SchoolMachine): StoredReport => ({
    ...{ deviceId, boot: String(boot), seq: 1, receivedAt: clock.now(), measuredAt: clock.now() },
    ...{ timeQuality: 'anchored', readings: [], outcomes: [] },
  });
  const machineOf = (deviceId: string): SchoolMachine => {
    const machine = machines.find((one) => one.deviceId === deviceId);
    if (machine === undefined) throw new Error(`no machine ${deviceId}`);
    return machine;
  };
  const give = (
    deviceId: string,
    body: OrderBody,
    lifeMs: number,
    id = `order-${orders++}`,
  ): Promise<string> => {
    const machine = machineOf(deviceId);
    const told = { id, body, expiresAt: clock.now() + lifeMs };
    if (machine.isConnected && random() >= loss) run(machine, told);
    else {
      machine.unanswered.push(told);
      // A message of a connection that stands is not lost: the connection was, and nobody has noticed yet.
      if (machine.isConnected) {
        disconnect(machine);
        machine.returnAt = nowMs + Math.floor(random() * 30_000);
        lostAt = nowMs;
      }
    }
    return Promise.resolve(id);
  };
  const openProbes = async (): Promise<Probes> => {
    const deps = { store, clock, rules, picture, sessions, log: silentLog, orders: { give } };
    const parts = { ...deps, probing, measuring: () => measuringPoint };
    const register = createLineRegister(parts);
    const services = createServices(parts);
    const opening = createProbes({ ...parts, register, services });
    await opening.load();
    return opening;
  };
  let probes = await openProbes();

  const disconnect = (machine: SchoolMachine): void => {
    if (!machine.isConnected) return;
    machine.isConnected = false;
    sessions.close(machine.deviceId);
    picture.setConnected(machine.deviceId, false);
    probes.changed(machine.deviceId);
  };
  const connect = (machine: SchoolMachine): void => {
    if (!machine.isOn || machine.isConnected) return;
    const { deviceId, boot } = machine;
    machine.isConnected = true;
    machine.returnAt = null;
    sessions.open(deviceId, 'c');
    sessions.born(birthOf(deviceId, boot, clock.now()));
    picture.setConnected(deviceId, true);
    picture.heard(deviceId, clock.now());
    probes.changed(deviceId);
    for (const told of machine.unanswered.splice(0)) if (clock.now() < told.expiresAt) run(machine, told);
  };
  return {
    clock,
    machines,
    tests,
    probes: () => probes,
    lostAt: () => lostAt,
    monotonicMs: () => nowMs,
    setTime: (atMs) => {
      nowMs = atMs;
    },
    setClock: (byMs) => {
      setByMs += byMs;
    },
    tick: async () => {
      probes.tick();
      await probes.settled();
    },
    powerOn: (machine) => {
      machine.isOn = true;
      machine.boot += 1;
      if (machine.isFrozen) machine.duty = null;
      connect(machine);
    },
    powerOff: (machine) => {
      disconnect(machine);
      machine.isOn = false;
      machine.returnAt = null;
    },
    ...{ connect, disconnect },
    report: () => {
      for (const machine of machines.filter(({ isConnected }) => isConnected)) {
        const isProbing = machine.duty !== null && nowMs < machine.duty.until;
        const sample = { ...reportOf(machine), line: { lineId: 'auto-A', seconds: 300 } };
        const waiting = machine.outbox.splice(0);
        const results = waiting.flatMap(({ readyAt, report }) =>
          readyAt <= nowMs ? { ...report, receivedAt: clock.now() } : [],
        );
        machine.outbox.push(...waiting.filter(({ readyAt }) => readyAt > nowMs));
        probes.applyReports([...results, ...(isProbing ? [sample] : [])]);
      }
    },
    restartBroker: async () => {
      for (const machine of machines) disconnect(machine);
      await probes.stop();
      sessions = createDeviceSessions({ clock });
      probes = await openProbes();
    },
    join: (number, role) => {
      const deviceId = deviceIdOf(number);
      picture.add(recordOf(deviceId, nowMs), assignmentOf(deviceId, nowMs, role, `P${number % 2}`));
      const device = picture.device(deviceId);
      if (device !== undefined) device.facts = factsOf(number);
      const machine: SchoolMachine = {
        ...{ deviceId, isFrozen: number % 3 === 0, boot: 0, isOn: false, isConnected: false },
        ...{ aheadMs: 0, duty: null, returnAt: null },
        ...{ answered: new Set<string>(), unanswered: [], outbox: [] },
      };
      machines.push(machine);
      return machine;
    },
  };
}

/** Some are laptops, some are on the radio, of some nothing is known. */
function factsOf(number: number): HeldFacts {
  const isWifi = number % 4 === 1 ? null : number % 4 === 2;
  return {
    ...noFacts,
    hardware: { ...noFacts.hardware, chassis: number % 5 === 0 ? 'laptop' : 'desktop' },
    network: { gateway: isWifi === null ? null : '192.168.1.1', isWifi, portMbps: null },
  };
}

function birthOf(deviceId: string, boot: number, receivedAt: number): StoredBirth {
  const birth = { boot: String(boot), conn: 1 } as StoredBirth['birth'];
  return {
    deviceId,
    birth,
    receivedAt,
    isNewBoot: true,
    isForeign: false,
    isReturn: false,
    bootNoStep: null,
  };
}

function recordOf(deviceId: string, joinedAt: number) {
  return {
    ...{ deviceId, joinedAt, tokenId: null, fingerprint: {}, isWeakIdentity: false },
    ...{ originKeyId: null, mergedInto: null, leftAt: null },
  };
}

function assignmentOf(deviceId: string, validFrom: number, role: Role, room: string) {
  return {
    ...{ deviceId, validFrom, role, room, schoolCode: 'A', seat: null },
    ...{ state: 'approved' as const, confirmedGoodAt: null },
  };
}
