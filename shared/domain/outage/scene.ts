import { type CheckRun, checkRuns, checkStretches } from './checks.ts';
import type { Interval, MachineEvidence, OutageContext, SchoolEvidence } from './evidence.ts';
import { slackMs } from './pace.ts';
import type { Stretch } from './stretch.ts';
import { machineStretches } from './stretches.ts';
import { type WayOut, type WaysOut, waysOut } from './way-out.ts';

/** One school, its evidence laid out for judging. Personal machines are left out (design.md §2.5: they witness nothing). */
export interface Scene {
  readonly evidence: SchoolEvidence;
  readonly context: OutageContext;
  readonly machines: readonly MachineEvidence[];
  readonly ways: WaysOut;
  readonly runs: ReadonlyMap<string, readonly CheckRun[]>;
  /** What was the matter with machines, by their connections and by their checks. */
  readonly stretches: readonly Stretch[];
  readonly lives: ReadonlyMap<string, readonly Interval[]>;
}

export function createScene(evidence: SchoolEvidence, context: OutageContext): Scene {
  const machines = evidence.machines
    .filter(({ isPersonal, sessions }) => !isPersonal && sessions.length > 0)
    .toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  const runs = new Map(machines.map((machine) => [machine.deviceId, checkRuns(machine)]));
  const stretches = machines.flatMap((machine) => [
    ...machineStretches(machine, context),
    ...checkStretches(machine, runs.get(machine.deviceId) ?? []),
  ]);
  const lives = new Map(machines.map((machine) => [machine.deviceId, livesOf(machine)]));
  return { evidence, context, machines, ways: waysOut(evidence), runs, stretches, lives };
}

/** Each process of a machine, from its start (where known) to its newest sign of life. */
function livesOf({ sessions, proofs }: MachineEvidence): Interval[] {
  const byBoot = new Map<string, { from: number; to: number }>();
  const see = (boot: string, from: number, to: number) => {
    const life = byBoot.get(boot);
    if (life === undefined) byBoot.set(boot, { from, to });
    else Object.assign(life, { from: Math.min(life.from, from), to: Math.max(life.to, to) });
  };
  for (const { boot, processStartedAt, bornAt, lastHeardAt, previous } of sessions) {
    see(boot, Math.min(processStartedAt ?? bornAt, bornAt), Math.max(lastHeardAt, bornAt));
    const mark = previous?.aliveAt ?? null;
    if (previous !== null && mark !== null) see(previous.boot, mark, mark);
  }
  for (const { boot, at } of proofs) see(boot, at, at);
  return [...byBoot.values()];
}

/** Whether one process of the machine lived on over that moment: then nothing took its power. */
export function outlived(scene: Scene, machine: MachineEvidence, moment: Interval): boolean {
  const lives = scene.lives.get(machine.deviceId) ?? [];
  return lives.some(({ from, to }) => from <= moment.from && to > moment.to + slackMs / 2);
}

/** Whether it was connected over that way without a break; while a connection stands it counts to now. */
export function stayedConnected(
  scene: Scene,
  machine: MachineEvidence,
  span: Interval,
  way: WayOut,
): boolean {
  return machine.sessions.some(({ bornAt, lastHeardAt, endedAt, asn }) => {
    const until = endedAt === null ? scene.context.nowMs : lastHeardAt;
    return bornAt <= span.from && until >= span.to && scene.ways.of(asn) === way;
  });
}

/** Whether its agent lived on over that moment: it was heard later, or its connection stood. */
export function livedOn(scene: Scene, machine: MachineEvidence, start: Interval): boolean {
  const span = { from: start.from, to: start.to + slackMs };
  return (
    outlived(scene, machine, start) ||
    scene.ways.all.some((way) => stayedConnected(scene, machine, span, way))
  );
}

/** A room within its school; machines without one are together. */
export function roomKey(machine: MachineEvidence): string {
  return machine.room ?? '';
}
