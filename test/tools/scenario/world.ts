import type { Draw } from '../simulator/random.ts';
import type { Plan, PlannedEvent, PlannedLine, PlannedMachine } from './plan.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A machine's way out at one moment; a connection that was opened over it lives as long as the world carries it. */
export type Route = {
  readonly lineId: string;
  /** As the broker sees it come. */
  readonly address: string;
  /** Counts the times that the line was given another address. */
  readonly lease: number;
};

/** What is true in the schools, whatever anybody knows of it. */
export type World = {
  /** Begins to let the plan's events happen. */
  readonly start: () => void;
  /** Whether anything that is planned has hold of it: `what` and the name of a machine, line, school or service. */
  readonly isHeld: (what: Hold, name: string) => boolean;
  readonly hasGateway: (machine: PlannedMachine) => boolean;
  /** Null: nothing of the line answers. */
  readonly routeOf: (machine: PlannedMachine) => Route | null;
  readonly carries: (machine: PlannedMachine, route: Route) => boolean;
  readonly isSlow: (lineId: string) => boolean;
  /** Nothing happens any more, and what is held stays held, but for the broker: somebody has to be asked. */
  readonly freeze: () => { readonly wasBrokerDown: boolean };
};

/** `off`: no power; `away`: shut down in order; `agent`: only the agent is stopped. */
export type Hold = 'off' | 'away' | 'agent' | 'power' | 'lan' | 'line' | 'slow' | 'service' | 'broker';

export type WorldDeps = {
  readonly clock: VirtualClock;
  readonly draw: Draw;
  /** Which addresses a provider gives: the nth of a line. */
  readonly addressOf: (line: PlannedLine, lease: number) => string;
  /** Machines of these names may find themselves in another state. */
  readonly machinesChanged: (names: readonly string[], event: PlannedEvent) => void;
  /** The ways of this school's machines may have opened or closed. */
  readonly waysChanged: (schoolCode: string) => void;
  readonly brokerChanged: (isUp: boolean) => void;
};

type LineState = {
  readonly line: PlannedLine;
  lease: number;
  /** The line has synchronised and has an address. */
  isReady: boolean;
  /** The school's router sends traffic over it. */
  isUsed: boolean;
  cutAt: number | null;
};

type WorldState = WorldDeps & {
  readonly plan: Plan;
  readonly holds: Map<string, Set<PlannedEvent>>;
  readonly lines: Map<string, LineState>;
  readonly routersUp: Map<string, boolean>;
  /** New connections of each school. */
  readonly turns: Map<string, number>;
  isFrozen: boolean;
};

const dayMs = 86_400_000;
/** A line that was gone for longer is dialled anew (PPPoE), and gets another address. */
const redialMs = 60_000;

export function createWorld(plan: Plan, deps: WorldDeps): World {
  const state: WorldState = {
    ...{ ...deps, plan, holds: new Map(), turns: new Map(), isFrozen: false },
    lines: new Map(
      plan.lines.map((line) => [line.lineId, { line, lease: 0, isReady: true, isUsed: true, cutAt: null }]),
    ),
    routersUp: new Map(plan.schools.map(({ code }) => [code, true])),
  };
  return {
    start: () => start(state),
    isHeld: (what, name) => isHeld(state, what, name),
    hasGateway: (machine) => hasGateway(state, machine),
    routeOf: (machine) => routeOf(state, machine),
    carries: (machine, route) => carries(state, machine, route),
    isSlow: (lineId) => isHeld(state, 'slow', lineId),
    freeze: () => {
      state.isFrozen = true;
      const wasBrokerDown = isHeld(state, 'broker', 'broker');
      state.holds.delete('broker broker');
      return { wasBrokerDown };
    },
  };
}

function isHeld({ holds }: WorldState, what: Hold, name: string): boolean {
  return (holds.get(`${what} ${name}`)?.size ?? 0) > 0;
}

function start(state: WorldState): void {
  const { clock, plan } = state;
  // The clock tells whole milliseconds: one earlier, so that what ends with the scenario ends within it.
  const at = (atMs: number, task: () => void): void =>
    void clock.after(atMs - clock.now() - 1, () => {
      if (!state.isFrozen) task();
    });
  for (const event of plan.events) {
    if (event.from >= plan.endMs || (event.until !== null && event.until <= clock.now())) continue;
    at(Math.max(clock.now(), event.from), () => hold(state, event, true));
    if (event.until !== null) at(event.until, () => hold(state, event, false));
  }
  for (const { line } of state.lines.values()) if (line.addressing === 'daily') planRenewals(state, line, at);
}

/** Providers end a session once a day, at night; each line at its own moment. */
function planRenewals(
  state: WorldState,
  line: PlannedLine,
  at: (atMs: number, task: () => void) => void,
): void {
  const draw = state.draw.fork(`renewal ${line.lineId}`);
  const localHourMs = 3_600_000;
  const offsetMs = 7 * localHourMs;
  const firstDay = Math.floor((state.plan.startMs + offsetMs) / dayMs) * dayMs - offsetMs;
  const momentMs = (2 + draw.uniform() * 3) * localHourMs;
  for (let day = firstDay; day < state.plan.endMs; day += dayMs) {
    if (day + momentMs <= state.clock.now()) continue;
    at(day + momentMs, () => {
      const known = state.lines.get(line.lineId);
      if (known === undefined || !known.isReady) return;
      known.lease += 1;
      state.waysChanged(line.schoolCode);
    });
  }
}

function hold(state: WorldState, event: PlannedEvent, isBegun: boolean): void {
  for (const key of keysOf(event)) {
    const holders = state.holds.get(key) ?? new Set();
    if (isBegun) holders.add(event);
    else holders.delete(event);
    state.holds.set(key, holders);
  }
  if (event.what === 'power-cut' && event.schoolCode !== null) powerChanged(state, event.schoolCode);
  for (const lineId of event.lines) lineChanged(state, lineId);
  state.machinesChanged(event.machines, event);
  for (const code of schoolsOf(state, event)) state.waysChanged(code);
  if (event.what === 'broker-down') state.brokerChanged(!isHeld(state, 'broker', 'broker'));
}

const machineHolds = {
  'power-cut': 'off',
  'room-power': 'off',
  'machine-off': 'off',
  'lab-shutdown': 'away',
  holiday: 'away',
  'agent-stop': 'agent',
  'lan-fault': 'lan',
} as const satisfies Partial<Record<PlannedEvent['what'], Hold>>;

function keysOf({ what, machines, lines, schoolCode, service }: PlannedEvent): string[] {
  if (what === 'service-down') return [`service ${service}`];
  if (what === 'broker-down') return ['broker broker'];
  if (what === 'line-cut' || what === 'isp-cut') return lines.map((id) => `line ${id}`);
  if (what === 'line-degraded') return lines.map((id) => `slow ${id}`);
  const own = machines.map((name) => `${machineHolds[what]} ${name}`);
  return what === 'power-cut' ? [...own, `power ${schoolCode}`] : own;
}

function schoolsOf({ plan }: WorldState, event: PlannedEvent): ReadonlySet<string> {
  const machines = new Set(event.machines);
  const lines = new Set(event.lines);
  return new Set([
    ...plan.machines.flatMap(({ name, schoolCode }) => (machines.has(name) ? [schoolCode] : [])),
    ...plan.lines.flatMap(({ lineId, schoolCode }) => (lines.has(lineId) ? [schoolCode] : [])),
  ]);
}

/** The router starts again, and dials every line anew. */
function powerChanged(state: WorldState, schoolCode: string): void {
  state.routersUp.set(schoolCode, false);
  const lines = [...state.lines.values()].filter(({ line }) => line.schoolCode === schoolCode);
  for (const known of lines) known.isReady = false;
  const lasts = (): boolean => isHeld(state, 'power', schoolCode);
  if (lasts()) return;
  state.clock.after(25_000 + state.draw.uniform() * 20_000, () => {
    if (lasts()) return;
    state.routersUp.set(schoolCode, true);
    for (const { line } of lines) lineChanged(state, line.lineId, true);
    state.waysChanged(schoolCode);
  });
}

function lineChanged(state: WorldState, lineId: string, isRedialled = false): void {
  const known = state.lines.get(lineId);
  if (known === undefined) return;
  const { line } = known;
  const isCut = (): boolean => isHeld(state, 'line', lineId) || isHeld(state, 'power', line.schoolCode);
  const nowMs = state.clock.now();
  if (isCut()) {
    known.cutAt ??= nowMs;
    known.isReady = false;
    routerNotices(state, known);
    return;
  }
  if (known.isReady || state.routersUp.get(line.schoolCode) !== true) return;
  const wasGoneMs = nowMs - (known.cutAt ?? nowMs);
  known.cutAt = null;
  const dials = isRedialled || wasGoneMs >= redialMs;
  const ready = (): void => {
    if (isCut()) return;
    known.isReady = true;
    if (dials && line.addressing !== 'static') known.lease += 1;
    routerNotices(state, known);
    state.waysChanged(line.schoolCode);
  };
  if (dials) state.clock.after(2_000 + state.draw.uniform() * 5_000, ready);
  else ready();
}

/** Routers ask their lines every few seconds; with one line there is nothing to choose. */
function routerNotices(state: WorldState, known: LineState): void {
  state.clock.after(2_000 + state.draw.uniform() * 5_000, () => {
    if (known.isUsed === known.isReady) return;
    known.isUsed = known.isReady;
    state.waysChanged(known.line.schoolCode);
  });
}

function hasGateway(state: WorldState, { name, schoolCode }: PlannedMachine): boolean {
  return state.routersUp.get(schoolCode) === true && !isHeld(state, 'lan', name);
}

/** Lines to which the router sends new connections; without any, those that it would like to use. */
function waysOf({ lines }: WorldState, schoolCode: string): readonly LineState[] {
  const all = [...lines.values()].filter(({ line }) => line.schoolCode === schoolCode);
  const used = all.filter(({ isUsed }) => isUsed);
  const first = used.filter(({ line }) => line.duty !== 'backup');
  if (first.length > 0) return first;
  return used.length > 0 ? used : all.slice(0, 1);
}

const unregistered = {
  lineId: '',
  name: '',
  schoolCode: '',
  isp: '',
  medium: 'other',
  duty: 'main',
  addressing: 'static',
} as const;

/** Balanced lines take new connections in turns, whoever makes them. */
function routeOf(state: WorldState, machine: PlannedMachine): Route | null {
  if (!hasGateway(state, machine)) return null;
  const { schoolCode } = machine;
  const ways = waysOf(state, schoolCode);
  const turn = state.turns.get(schoolCode) ?? 0;
  state.turns.set(schoolCode, turn + 1);
  const known = ways[turn % Math.max(1, ways.length)];
  if (known === undefined) {
    return { lineId: '', address: state.addressOf({ ...unregistered, schoolCode }, 0), lease: 0 };
  }
  if (!known.isReady) return null;
  const { line, lease } = known;
  const shown = line.addressing === 'cgnat' ? lease * 8 + Math.floor(state.draw.uniform() * 8) : lease;
  return { lineId: line.lineId, address: state.addressOf(line, shown), lease };
}

/** Balanced connections stay on their line; where one line stands in for the other they die when the router turns round. */
function carries(state: WorldState, machine: PlannedMachine, route: Route): boolean {
  if (!hasGateway(state, machine)) return false;
  if (route.lineId === '') return true;
  const known = state.lines.get(route.lineId);
  if (known === undefined || !known.isReady || known.lease !== route.lease) return false;
  return known.line.duty !== 'backup' || waysOf(state, machine.schoolCode).includes(known);
}
