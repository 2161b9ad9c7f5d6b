import type { JoinToken, parseJoinToken } from '../../../shared/contract/join-token.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { AskingUser } from '../../support/asking-user.ts';
import { createArea, rosterCsv, type SyntheticRoom, type SyntheticSchool } from './area.ts';
import { type Drummer, joinDrummer } from './drummer.ts';
import { createMachines, type SyntheticMachine } from './machine.ts';
import { parameters } from './parameters.ts';
import { createDraw, type Draw } from './random.ts';

export type Settings = {
  readonly schools: number;
  readonly devices: number;
  readonly seed: number;
  readonly minutes: number;
  readonly speed: number;
};

export type SimulationDeps = {
  readonly user: AskingUser;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly readToken: typeof parseJoinToken;
  readonly wait: (ms: number) => Promise<void>;
};

export type SimulationResult = {
  readonly schools: number;
  readonly joined: number;
  readonly acknowledged: number;
  readonly notAcknowledged: number;
};

/** The product's own cadence. */
const cadenceMinutes = 5;
const joinsAtOnce = 20;

/** Imports the area's roster, joins its machines, and lets them beat for the given simulated minutes. */
export async function simulate(settings: Settings, deps: SimulationDeps): Promise<SimulationResult> {
  const area = createArea(settings.seed, settings.schools);
  await deps.user.ask('rosterImport', { csv: rosterCsv(area) });
  deps.say(`roster: ${area.length} schools (${parameters.label.slice(0, 8)})`);
  const machines = chooseMachines(settings, area, deps.clock.now());
  const drummers = await joinAll(machines, settings, deps);
  for (const drummer of drummers) drummer.start();
  deps.say(`joined: ${drummers.length} machines`);
  const counts = await beatFor(settings, drummers, deps);
  await inGroups(drummers, joinsAtOnce, (drummer) => drummer.stop());
  return { schools: area.length, joined: drummers.length, ...counts };
}

/** Spread over the schools, so that a small simulation still shows every kind of school. */
function chooseMachines(
  settings: Settings,
  area: readonly SyntheticSchool[],
  nowMs: number,
): readonly SyntheticMachine[] {
  const draw = createDraw(settings.seed);
  const queues = area.map((school) => [...createMachines(draw, school, nowMs)]);
  const chosen: SyntheticMachine[] = [];
  while (chosen.length < settings.devices && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      const machine = queue.shift();
      if (machine !== undefined && chosen.length < settings.devices) chosen.push(machine);
    }
  }
  return chosen;
}

async function joinAll(
  machines: readonly SyntheticMachine[],
  settings: Settings,
  deps: SimulationDeps,
): Promise<readonly Drummer[]> {
  const tokens = new Map<string, Promise<JoinToken>>();
  const tokenOf = (machine: SyntheticMachine): Promise<JoinToken> => {
    const key = `${machine.school.code} ${machine.room} ${machine.role}`;
    const token = tokens.get(key) ?? createToken(machine, deps);
    tokens.set(key, token);
    return token;
  };
  const drummers: Drummer[] = [];
  await inGroups(machines, joinsAtOnce, async (machine) => {
    if (deps.signal.aborted) return;
    const draw = createDraw(settings.seed).fork(`${machine.school.code} ${machine.room} ${machine.seat}`);
    drummers.push(await joinDrummer(machine, await tokenOf(machine), draw, deps.clock));
  });
  return drummers;
}

async function createToken(machine: SyntheticMachine, deps: SimulationDeps): Promise<JoinToken> {
  const room: SyntheticRoom['room'] = machine.room;
  const [page] = await deps.user.ask('tokenCreate', {
    schoolCode: machine.school.code,
    room,
    role: machine.role,
    uses: 2_000,
  });
  const token = deps.readToken(page?.token ?? '');
  if (!token.ok) throw new Error(`the broker gave no readable token: ${token.error}`);
  return token.value;
}

async function beatFor(settings: Settings, drummers: readonly Drummer[], deps: SimulationDeps) {
  const counts = { acknowledged: 0, notAcknowledged: 0 };
  const rounds = Math.max(1, Math.ceil(settings.minutes / cadenceMinutes));
  const roundMs = (cadenceMinutes * 60_000) / settings.speed;
  const draw: Draw = createDraw(settings.seed).fork('presence');
  for (let round = 0; round < rounds && !deps.signal.aborted; round += 1) {
    const startedMs = deps.clock.monotonicMs();
    await inGroups(drummers, 500, async (drummer) => {
      const isOn = round === 0 || draw.chance(parameters.onProbability[drummer.machine.role] ?? 1);
      if (!isOn) return;
      const outcome = await beatWhenConnected(drummer, deps);
      counts[outcome === 'acknowledged' ? 'acknowledged' : 'notAcknowledged'] += 1;
    });
    deps.say(`round ${round + 1}/${rounds}: ${counts.acknowledged} reports acknowledged`);
    const restMs = roundMs - (deps.clock.monotonicMs() - startedMs);
    if (round + 1 < rounds && restMs > 0) await deps.wait(restMs);
  }
  return counts;
}

/** A machine that is still shaking hands tries again for a while, as an agent's outbox would. */
async function beatWhenConnected(drummer: Drummer, deps: SimulationDeps): ReturnType<Drummer['beat']> {
  for (let attempt = 0; attempt < 40 && !deps.signal.aborted; attempt += 1) {
    if ((await drummer.beat()) === 'acknowledged') return 'acknowledged';
    await deps.wait(250);
  }
  return 'not-acknowledged';
}

async function inGroups<T>(
  items: readonly T[],
  size: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, worker));
}
