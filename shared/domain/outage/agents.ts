import type { Outage } from './evidence.ts';
import { type Group, groupByStart, machinesOf } from './groups.ts';
import { evidenceOf, incident, lengthMs, type Ruling } from './incident.ts';
import { middleOf } from './interval.ts';
import { retryMs, shortestCutMs } from './pace.ts';
import { livedOn, roomKey, type Scene } from './scene.ts';
import type { Stretch } from './stretch.ts';

/**
 * Machines that ran on without their agent; what is as short as a bad minute was a restart or an update. Stopped at one moment, all of
 * a room are one incident, all of a school, too: one hand, one policy or one bad update did it. Who is back much later than the
 * first is told again by itself.
 */
export function judgeAgents(
  scene: Scene,
  power: readonly Outage[],
  explained: ReadonlySet<Stretch>,
): Outage[] {
  const { schoolCode } = scene.evidence;
  const stopped = scene.stretches
    .filter((stretch) => stretch.kind === 'stopped' || (isKilled(stretch) && !explained.has(stretch)))
    .flatMap((stretch) => untilPower(stretch, schoolCode, power) ?? [])
    .filter((stretch) => absenceMs(stretch, scene.context.nowMs) >= shortestCutMs);
  return groupByStart(stopped)
    .flatMap((group) => rulingsOf(scene, group))
    .map(incident)
    .filter((each) => lengthMs(each, scene.context.nowMs) >= shortestCutMs);
}

/** A living system closed the socket, and its agent had no time for a goodbye: it was ended. */
export function isKilled({ kind, lost, back, isWeak }: Stretch): boolean {
  return kind === 'vague' && lost?.end === 'closed' && back === null && !isWeak;
}

function absenceMs({ start, end }: Stretch, nowMs: number): number {
  return (end === null ? nowMs : middleOf(end)) - (end === null ? start.to : middleOf(start));
}

function rulingsOf(scene: Scene, group: Group): Ruling[] {
  const { schoolCode } = scene.evidence;
  const survivors = survivorsOf(scene, group);
  const rooms = Map.groupBy(group.members, ({ machine }) => roomKey(machine));
  if (survivors.length === 0 && rooms.size >= 2) {
    return ofPlace(scene, group, { kind: 'school', id: schoolCode });
  }
  return [...rooms].flatMap(([room, members]) => {
    const others = survivors.filter((machine) => roomKey(machine) === room).length;
    const hit = machinesOf(members).length;
    const isWhole = room !== '' && hit >= 2 && others * 10 <= hit;
    if (!isWhole) return members.map((member) => ofMachine(schoolCode, member));
    return ofPlace(scene, { ...group, members }, { kind: 'room', id: `${schoolCode}/${room}` });
  });
}

/** Whose agent ran on through that moment. */
function survivorsOf(scene: Scene, { start, members }: Group): Scene['machines'] {
  const hit = new Set(machinesOf(members));
  return scene.machines.filter((machine) => !hit.has(machine.deviceId) && livedOn(scene, machine, start));
}

function ofPlace(scene: Scene, { start, members }: Group, scope: Ruling['scope']): Ruling[] {
  const { schoolCode } = scene.evidence;
  const ends = members.flatMap(({ end }) => end ?? []).toSorted((a, b) => a.to - b.to || a.from - b.from);
  const [end = null] = ends;
  const isLate = (stretch: Stretch) =>
    end !== null && (stretch.end?.from ?? scene.context.nowMs) > end.to + retryMs;
  return [
    { ...rulingOf(schoolCode, members), scope, start, end },
    ...members.filter(isLate).map((member) => ofMachine(schoolCode, member)),
  ];
}

function ofMachine(schoolCode: string, member: Stretch): Ruling {
  const { machine, start, end } = member;
  return { ...rulingOf(schoolCode, [member]), scope: { kind: 'device', id: machine.deviceId }, start, end };
}

function rulingOf(schoolCode: string, members: readonly Stretch[]): Omit<Ruling, 'scope' | 'start' | 'end'> {
  const [first] = members;
  const said = machinesOf(members.filter(isSaid)).length;
  const isOnlyEnded = members.every(isKilled);
  return {
    ...{ cause: 'agent-stopped', schoolCode, witnesses: machinesOf(members) },
    confidence: said > 0 ? 0.95 : isOnlyEnded ? 0.5 : 0.8,
    evidence: [
      evidenceOf('agent-said-stopped', said),
      evidenceOf('no-goodbye', machinesOf(members).length - said),
      evidenceOf('system-kept-running', machinesOf(members.filter(({ end }) => end !== null)).length),
      ...(isOnlyEnded && first !== undefined
        ? [evidenceOf('nothing-heard-since', null, first.start.from)]
        : []),
    ],
  };
}

function isSaid({ lost, back }: Stretch): boolean {
  return lost?.end === 'stopped' || back?.previous?.end === 'stopped';
}

/**
 * Without an agent nobody sees the machine go: when its power failed, that was the end of it. Where its system started anew and no
 * such thing is known, it may as well have been shut down at once: nothing is said.
 */
function untilPower(stretch: Stretch, schoolCode: string, power: readonly Outage[]): Stretch | null {
  const { machine, start, end, isWeak } = stretch;
  if (end !== null && !isWeak) return stretch;
  const room = `${schoolCode}/${roomKey(machine)}`;
  const failed = power.find(
    ({ scope, ...each }) =>
      (scope.kind === 'school' || (scope.kind === 'room' && scope.id === room)) &&
      each.start.from >= start.to &&
      (end === null || each.start.to <= end.to),
  );
  if (failed !== undefined) return { ...stretch, end: failed.start };
  return isWeak ? null : stretch;
}
