import type {
  AliveProof,
  LineRun,
  MachineEvidence,
  Reach,
  SchoolEvidence,
  Session,
} from '../../../shared/domain/outage/evidence.ts';

import { type TrueEvent, type TrueSchool, type World, worldAt } from './true-world.ts';

export const startMs = Date.UTC(2026, 9, 5, 1);

type Draw = () => number;

interface Machine {
  readonly name: string;
  readonly room: string | null;
  readonly index: number;
  readonly isProber: boolean;
  osAt: number | null;
  bootAt: number | null;
  processAt: number | null;
  boot: string;
  boots: number;
  /** Of the process before. */
  before: { boot: string; aliveAt: number; end: 'shutdown' | 'stopped' | 'unknown' } | null;
  mark: { boot: string; aliveAt: number; end: 'shutdown' | 'stopped' | 'unknown' } | null;
  session: (Session & { lastHeardAt: number }) | null;
  unanswered: number | null;
  nextSend: number;
  nextBeat: number;
  nextTry: number;
  tries: number;
  nextCheck: number;
  lastCheck: LineRun | null;
  readonly sessions: { -readonly [K in keyof Session]: Session[K] }[];
  readonly pending: { proofs: AliveProof[]; runs: LineRun[] };
  readonly proofs: AliveProof[];
  readonly runs: LineRun[];
}

const keepAlive = 120;

/** Lets a school live second by second, as agents and broker do, and returns what the broker then knows of it. */
export function live(
  school: TrueSchool,
  events: readonly TrueEvent[],
  seconds: number,
  draw: Draw,
): SchoolEvidence {
  const machines = machinesOf(school, draw);
  const changes = new Set(events.flatMap(({ from, to }) => [from, to]));
  let world = worldAt(school, events, 0);
  for (let second = 0; second <= seconds; second++) {
    if (changes.has(second)) world = worldAt(school, events, second);
    for (const machine of machines) tick(machine, second, world, draw);
  }
  return { schoolCode: school.code, machines: machines.map(evidenceOf), lines: school.lines, services: [] };
}

function machinesOf({ code, rooms, hasServer, probers }: TrueSchool, draw: Draw): Machine[] {
  const names = Object.entries(rooms).flatMap(([room, count]) =>
    Array.from({ length: count }, (_, index) => ({
      name: `${code}/${room}/${index + 1}`,
      room: room as string | null,
    })),
  );
  if (hasServer) names.push({ name: `${code}/server`, room: null });
  return names.map(({ name, room }, index) => ({
    ...{
      name,
      room,
      index,
      isProber: probers.includes(name),
      bootAt: null,
      boots: 1,
      before: null,
      mark: null,
    },
    ...{
      osAt: -3600 - Math.floor(draw() * 9000),
      processAt: -3000,
      boot: `${name}#1`,
      session: null,
      unanswered: null,
    },
    ...{ nextSend: 0, nextBeat: Math.floor(draw() * 300), nextTry: Math.floor(draw() * 5), tries: 0 },
    ...{ nextCheck: Math.floor(draw() * 60), lastCheck: null, sessions: [] },
    ...{ pending: { proofs: [], runs: [] }, proofs: [], runs: [] },
  }));
}

const at = (second: number) => startMs + second * 1000;

function tick(machine: Machine, second: number, world: World, draw: Draw): void {
  sweep(machine, second);
  const isReachable = reaches(machine, world);
  if (isHeldBack(machine, second, world, isReachable)) return;
  if (machine.osAt === null) {
    boot(machine, second, draw);
    return;
  }
  if (machine.processAt === null) startProcess(machine, second, 2);
  else if ((second - machine.processAt) % 60 === 0) {
    machine.mark = { boot: machine.boot, aliveAt: at(second), end: 'unknown' };
  }
  if (machine.session === null) away(machine, second, world, draw, isReachable);
  else connected(machine, second, isReachable && machine.session.asn === world.asnFor(machine));
  check(machine, second, world, isReachable);
}

/** Without power, shut down, or without its agent. */
function isHeldBack(machine: Machine, second: number, world: World, isReachable: boolean): boolean {
  const is = (...what: TrueEvent['what'][]) => what.some((each) => world.isHeld(each, machine.name));
  if (is('power', 'room', 'machine')) die(machine, second, 'unknown', null);
  else if (is('shutdown')) die(machine, second, 'shutdown', isReachable ? 'shutdown' : null);
  else if (is('agent') && machine.osAt !== null) stop(machine, second, isReachable);
  else return false;
  return true;
}

function reaches(machine: Machine, world: World): boolean {
  return (
    !world.isHeld('lan', machine.name) && world.asnFor(machine) !== null && !world.isHeld('broker', 'broker')
  );
}

/** The broker gives up on whom it did not hear for one and a half keep-alives. */
function sweep(machine: Machine, second: number): void {
  for (const session of machine.sessions) {
    if (session.endedAt === null && at(second) - session.lastHeardAt > keepAlive * 1500) {
      Object.assign(session, { endedAt: at(second), end: 'silent' });
    }
  }
}

function die(machine: Machine, second: number, end: 'unknown' | 'shutdown', word: 'shutdown' | null): void {
  if (machine.osAt === null) return;
  leave(machine, second, end, word);
  machine.osAt = null;
  machine.bootAt = null;
}

function stop(machine: Machine, second: number, isReachable: boolean): void {
  if (machine.processAt !== null) leave(machine, second, 'stopped', isReachable ? 'stopped' : null);
}

function leave(
  machine: Machine,
  second: number,
  end: 'unknown' | 'shutdown' | 'stopped',
  word: 'shutdown' | 'stopped' | null,
): void {
  const last = machine.sessions.at(-1);
  if (machine.session !== null && word !== null && last?.endedAt === null) {
    Object.assign(last, { lastHeardAt: at(second), endedAt: at(second), end: word });
  }
  if (machine.processAt !== null && (end !== 'unknown' || machine.mark === null)) {
    machine.mark = { boot: machine.boot, aliveAt: at(second), end };
  }
  Object.assign(machine, { session: null, processAt: null, lastCheck: null, unanswered: null });
}

function boot(machine: Machine, second: number, draw: Draw): void {
  machine.bootAt ??= second + 10 + Math.floor(draw() * 30);
  if (second < machine.bootAt) return;
  machine.osAt = second - 5;
  startProcess(machine, second, Math.floor(draw() * 20));
}

function startProcess(machine: Machine, second: number, delay: number): void {
  machine.boots += 1;
  Object.assign(machine, {
    boot: `${machine.name}#${machine.boots}`,
    processAt: second,
    nextTry: second + delay,
    tries: 0,
  });
  Object.assign(machine, { before: machine.mark, nextCheck: second, nextBeat: second + delay });
  machine.mark = { boot: machine.boot, aliveAt: at(second), end: 'unknown' };
}

function away(machine: Machine, second: number, world: World, draw: Draw, isReachable: boolean): void {
  if (second >= machine.nextBeat) {
    machine.nextBeat = second + 240 + Math.floor(draw() * 120);
    machine.pending.proofs.push({
      at: at(second),
      boot: machine.boot,
      gatewayReachable: !world.isHeld('lan', machine.name),
    });
  }
  if (second < machine.nextTry) return;
  if (!isReachable) {
    machine.nextTry = second + 4 + Math.ceil(draw() * Math.min(300, 2 ** machine.tries));
    machine.tries += 1;
    return;
  }
  const asn = world.asnFor(machine);
  const last = machine.sessions.at(-1);
  if (last?.endedAt === null) Object.assign(last, { endedAt: at(second), end: 'replaced' });
  const session = {
    ...{
      bornAt: at(second),
      processStartedAt: at(machine.processAt ?? second),
      osStartedAt: at(machine.osAt ?? second),
    },
    ...{
      boot: machine.boot,
      lastHeardAt: at(second),
      silenceMs: keepAlive * 1500,
      endedAt: null,
      end: null,
      asn,
    },
    ...{ publicAddress: asn === null ? null : world.addressOf(asn), previous: machine.before },
  };
  machine.sessions.push(session);
  Object.assign(machine, { session, nextSend: second + keepAlive, unanswered: null, tries: 0 });
  machine.proofs.push(...machine.pending.proofs.splice(0));
  machine.runs.push(...machine.pending.runs.splice(0));
  if (!machine.isProber) machine.lastCheck = null;
}

function connected(machine: Machine, second: number, isReachable: boolean): void {
  const isHeard = isReachable && machine.sessions.at(-1)?.endedAt === null;
  if (machine.unanswered === null) speak(machine, second, isHeard);
  else if (isHeard) heard(machine, second);
  else if (isReachable || second - machine.unanswered >= 60) {
    Object.assign(machine, { session: null, nextTry: second + 1, tries: 0, nextCheck: second });
  }
}

function speak(machine: Machine, second: number, isHeard: boolean): void {
  const isBeat = second >= machine.nextBeat;
  if (isBeat) machine.nextBeat = second + 300;
  if (!isBeat && second < machine.nextSend) return;
  if (isHeard) heard(machine, second);
  else machine.unanswered = second;
}

function heard(machine: Machine, second: number): void {
  const session = machine.sessions.at(-1);
  if (session !== undefined) session.lastHeardAt = at(second);
  Object.assign(machine, { nextSend: second + keepAlive, unanswered: null });
}

function check(machine: Machine, second: number, world: World, isReachable: boolean): void {
  if (second < machine.nextCheck || (!machine.isProber && machine.session !== null)) return;
  const run = look(machine, second, world, isReachable);
  const before = machine.lastCheck;
  machine.nextCheck = second + (machine.isProber && isBadRun(run) ? 10 : 60);
  machine.lastCheck = run;
  note(machine.session === null ? machine.pending.runs : machine.runs, run, before !== null);
  if (before === null || machine.session !== null) return;
  const isOpenAgain = machine.isProber
    ? isReachable && isBadRun(before)
    : run.gateway === 'ok' && before.gateway === 'bad';
  if (isOpenAgain) machine.nextTry = Math.min(machine.nextTry, second + 3);
}

function look(
  { name, isProber, ...machine }: Machine,
  second: number,
  world: World,
  isReachable: boolean,
): LineRun {
  const gateway: Reach = world.isHeld('lan', name) ? 'bad' : 'ok';
  const span = { from: at(second), to: at(second), gateway, firstHop: 'unknown' } as const;
  if (!isProber) {
    const unknown = { broker: 'unknown', internet: 'unknown', dns: 'unknown', quality: 'unknown' } as const;
    return { ...span, ...unknown, asn: null, publicAddress: null };
  }
  const asn = gateway === 'ok' ? world.asnFor(machine) : null;
  const outside: Reach = asn === null ? 'bad' : 'ok';
  return {
    ...{ ...span, asn, broker: isReachable ? 'ok' : 'bad', internet: outside, dns: outside },
    ...{ quality: world.isSlow ? 'bad' : 'good', publicAddress: asn === null ? null : world.addressOf(asn) },
  };
}

function note(log: LineRun[], run: LineRun, isContinued: boolean): void {
  const last = log.at(-1);
  const key = ({ from, to, ...rest }: LineRun) => JSON.stringify(rest);
  if (isContinued && last !== undefined && key(last) === key(run))
    log[log.length - 1] = { ...last, to: run.to };
  else log.push(run);
}

function isBadRun({ gateway, internet, broker }: LineRun): boolean {
  return gateway === 'bad' || internet === 'bad' || broker === 'bad';
}

function evidenceOf(machine: Machine): MachineEvidence {
  const { name, room, sessions, proofs, runs } = machine;
  return { deviceId: name, room, isServer: room === null, isPersonal: false, sessions, proofs, runs };
}
