import { type Agent, type AgentDeps, type Disk, startAgent } from './agent.ts';
import type { PlannedMachine } from './plan.ts';
import type { World } from './world.ts';

/** A computer: its power, its system, and the agent on it. */
export type Machine = {
  readonly planned: PlannedMachine;
  readonly deviceId: string;
  /** It has been on for hours. */
  readonly begin: () => void;
  /** What has hold of it in the world may have changed. */
  readonly reconsider: () => void;
  readonly wayChanged: () => void;
  readonly isConnected: () => boolean;
};

export type MachineDeps = Omit<AgentDeps, 'disk' | 'world'> & { readonly world: () => World };

type Run = {
  readonly planned: PlannedMachine;
  readonly deps: MachineDeps;
  readonly disk: Disk;
  osStartedAt: number | null;
  agent: Agent | null;
  cancelStart: () => void;
};

export function createMachine(planned: PlannedMachine, deps: MachineDeps): Machine {
  const disk = { duty: null, bootNo: 0, mark: null, outbox: [], hasToldFacts: false, nextVisitAt: 0 };
  const run: Run = { planned, deps, disk, osStartedAt: null, agent: null, cancelStart: () => {} };
  return {
    planned,
    deviceId: deps.identity.deviceId,
    begin: () => {
      run.osStartedAt = deps.clock.now() - deps.draw.integer(30, 600) * 60_000;
      start(run, run.osStartedAt);
    },
    reconsider: () => reconsider(run),
    wayChanged: () => run.agent?.wayChanged(),
    isConnected: () => run.agent?.isConnected() === true,
  };
}

function start(run: Run, osStartedAt: number): void {
  const { deps, disk, planned } = run;
  run.agent = startAgent(planned, osStartedAt, { ...deps, disk, world: deps.world() });
}

/** Power and orderly shutdowns first, then the agent alone. */
function reconsider(run: Run): void {
  const { deps, planned } = run;
  const world = deps.world();
  run.cancelStart();
  if (world.isHeld('off', planned.name)) switchOff(run, 'power');
  else if (world.isHeld('away', planned.name)) switchOff(run, 'shutdown');
  else if (run.osStartedAt === null) run.cancelStart = boot(run);
  else if (!world.isHeld('agent', planned.name)) run.cancelStart = startAgain(run, run.osStartedAt);
  else if (run.agent !== null) {
    run.agent.end(deps.draw.chance(0.5) ? 'stopped' : 'killed');
    run.agent = null;
  }
}

function switchOff(run: Run, how: 'power' | 'shutdown'): void {
  run.agent?.end(how);
  run.agent = null;
  run.osStartedAt = null;
}

function boot(run: Run): () => void {
  const { clock, draw, world } = run.deps;
  return clock.after(draw.integer(10, 40) * 1_000, () => {
    run.osStartedAt = clock.now() - draw.integer(4, 9) * 1_000;
    if (!world().isHeld('agent', run.planned.name)) start(run, run.osStartedAt);
  });
}

function startAgain(run: Run, osStartedAt: number): () => void {
  const { clock, draw } = run.deps;
  if (run.agent !== null) return () => {};
  return clock.after(draw.integer(1, 5) * 1_000, () => start(run, osStartedAt));
}
