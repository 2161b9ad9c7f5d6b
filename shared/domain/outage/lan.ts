import type { Interval, Outage } from './evidence.ts';
import { type Group, groupByStart, machinesOf } from './groups.ts';
import { evidenceOf, incident, joinClose, lengthMs } from './incident.ts';
import { agree, combine, firstAfter } from './interval.ts';
import { retryMs, shortestCutMs, slackMs, togetherMs } from './pace.ts';
import type { Judged } from './power.ts';
import { roomKey, type Scene } from './scene.ts';
import type { Stretch } from './stretch.ts';

type Machine = Stretch['machine'];
/** `end` is null where nobody saw it. */
type Fault = Group & { readonly end: Interval | null };

/**
 * The school's own network: machines that lived and could not reach their gateway. Of one room: the room's; of several, or of the
 * only room that is known: the school's; one machine whose neighbours are fine: its own.
 */
export function judgeLan(scene: Scene, power: Judged): Judged {
  const open = scene.stretches.filter((stretch) => !power.explained.has(stretch));
  const bad = open.filter(({ kind }) => kind === 'lan');
  const outages: Outage[] = [];
  const told = new Set<Stretch>(bad);
  for (const group of withUnseen(groupByStart(bad), bad).flatMap(faultsOf)) {
    const fine = fineMachines(scene, group);
    const companions = companionsOf(scene, group, open).filter(({ machine }) => !fine.includes(machine));
    const outage = rule(scene, { ...group, end: closedBy(scene, group, power.outages) }, companions, fine);
    if (lengthMs(outage, scene.context.nowMs) < shortestCutMs) continue;
    outages.push(outage);
    const isWide = outage.scope.kind === 'school';
    const rooms = new Set(group.members.map(({ machine }) => roomKey(machine)));
    for (const each of companions) {
      if (isWide || (outage.scope.kind === 'room' && rooms.has(roomKey(each.machine)))) told.add(each);
    }
  }
  return { outages: joinClose(outages), explained: told };
}

/** Gone at that moment, and back before they looked, or when they first looked it was over. */
function companionsOf({ context }: Scene, group: Fault, open: readonly Stretch[]): Stretch[] {
  const latest = (group.end?.to ?? context.nowMs) + retryMs;
  return open.filter(({ kind, start, end }) => {
    const isShort = kind === 'beyond' && end !== null && end.to <= latest;
    return (kind === 'vague' || isShort) && agree(start, group.start, togetherMs);
  });
}

/** Machines that came up while it lasted saw no beginning: they join what lasted then, or are one by themselves. */
function withUnseen(groups: readonly Group[], bad: readonly Stretch[]): Group[] {
  const seen = Map.groupBy(
    groups.flatMap(({ members }) => members),
    ({ machine }) => machine,
  );
  const isSeen = ({ machine, start: { to } }: Stretch) =>
    seen.get(machine)?.some(({ start, end }) => start.from <= to && to <= seenUntil(end)) === true;
  const unseen = bad.filter((each) => !Number.isFinite(each.start.from) && !isSeen(each));
  const joined = groups.map((group) => {
    const until = endOf(group.members)?.to ?? firstReturn(group.members) ?? Number.POSITIVE_INFINITY;
    const during = unseen.filter(({ start }) => start.to >= group.start.from && start.to <= until);
    return { ...group, members: [...group.members, ...during] };
  });
  const placed = new Set(joined.flatMap(({ members }) => members));
  const alone = unseen.filter((each) => !placed.has(each));
  return alone.length === 0 ? joined : [...joined, { start: startUnseen(alone), members: alone }];
}

/** A machine that lost sight of it saw it no longer. */
function seenUntil(end: Interval | null): number {
  if (end === null) return Number.POSITIVE_INFINITY;
  return Number.isFinite(end.to) ? end.to : end.from;
}

/** When one of them was heard again after the last sign of it. */
function firstReturn(members: readonly Stretch[]): number | null {
  const from = Math.max(...members.map((each) => each.end?.from ?? each.start.to));
  const seen = members.flatMap(({ machine }) =>
    machine.sessions.map(({ bornAt, lastHeardAt }) => ({ from: bornAt, to: lastHeardAt })),
  );
  return firstAfter(seen, from);
}

/** A room that is proven to be cut off still, when others are back, has a fault of its own from then on. */
function faultsOf({ start, members }: Group): Fault[] {
  const rooms = [...Map.groupBy(members, ({ machine }) => roomKey(machine)).values()];
  const firstBackAt = Math.min(...rooms.map((each) => endOf(each)?.to ?? Number.POSITIVE_INFINITY));
  const isLate = (each: readonly Stretch[]) =>
    (endOf(each)?.from ?? firstBackAt) > firstBackAt + shortestCutMs;
  const end = endOf(rooms.filter((each) => !isLate(each)).flat());
  const late = end === null ? [] : rooms.filter(isLate);
  return [
    { start, members, end },
    ...late.map((each) => ({ start: end ?? start, members: each, end: endOf(each) })),
  ];
}

function startUnseen(members: readonly Stretch[]): Interval {
  const to = Math.min(...members.map(({ start }) => start.to));
  return { from: to - shortestCutMs, to };
}

function endOf(members: readonly Stretch[]): Interval | null {
  const end = combine(members.flatMap((each) => each.end ?? []));
  return Number.isFinite(end.to) ? end : null;
}

/** Who reached the gateway, or the broker, in that time: by itself the proof that the fault was not everywhere. */
function fineMachines({ machines, runs, context }: Scene, group: Fault): Machine[] {
  const hit = new Set(machinesOf(group.members));
  const { end } = group;
  const span = { from: group.start.to + slackMs, to: (end?.from ?? context.nowMs) - slackMs };
  const touches = (from: number, to: number) => from <= span.to && to >= span.from;
  return machines.filter((machine) => {
    if (hit.has(machine.deviceId)) return false;
    const hasRun = runs
      .get(machine.deviceId)
      ?.some((run) => run.result !== 'lan' && touches(run.from, run.to));
    if (hasRun || machine.runs.some((run) => run.gateway === 'ok' && touches(run.from, run.to))) return true;
    if (machine.proofs.some(({ at, gatewayReachable }) => gatewayReachable === true && touches(at, at)))
      return true;
    return machine.sessions.some(({ bornAt, lastHeardAt, silenceMs, endedAt }) => {
      if (touches(bornAt, bornAt) || touches(lastHeardAt, lastHeardAt)) return true;
      const until = endedAt === null ? context.nowMs : lastHeardAt;
      return bornAt <= span.from && until >= Math.min(span.to, span.from + silenceMs);
    });
  });
}

function rule(scene: Scene, group: Fault, companions: readonly Stretch[], fine: readonly Machine[]): Outage {
  const { schoolCode } = scene.evidence;
  const rooms = new Set(group.members.map(({ machine }) => roomKey(machine)));
  const [room = ''] = rooms;
  const hit = machinesOf(group.members);
  const isInRoom = ({ machine }: Stretch) => roomKey(machine) === room;
  const isWide = rooms.size > 1 || (fine.length === 0 && isEverybody(scene, room, companions));
  const mates = fine.filter((machine) => roomKey(machine) === room).length;
  const [single = ''] = hit;
  const isSingle = !isWide && hit.length === 1 && (mates > 0 || (room === '' && fine.length > 0));
  const scope = isSingle
    ? { kind: 'device' as const, id: single }
    : isWide || room === ''
      ? { kind: 'school' as const, id: schoolCode }
      : { kind: 'room' as const, id: `${schoolCode}/${room}` };
  const joining = companions.filter(
    (each) => scope.kind === 'school' || (scope.kind === 'room' && isInRoom(each)),
  );
  return incident({
    ...{ cause: 'lan', scope, schoolCode, start: group.start, end: group.end },
    confidence: mates > 0 && !isSingle ? 0.7 : 0.8,
    witnesses: machinesOf([...group.members, ...joining]),
    evidence: [
      evidenceOf('gateway-unreachable', hit.length),
      evidenceOf('silent-together', joining.length),
      mates > 0 ? evidenceOf('others-of-room-fine', mates) : evidenceOf('others-of-school-fine', fine.length),
    ],
  });
}

/** Whether others were hit beside those of the room, or the room is all that is known of the school. */
function isEverybody({ machines }: Scene, room: string, companions: readonly Stretch[]): boolean {
  if (companions.some(({ machine }) => roomKey(machine) !== room)) return true;
  return machines.length > 1 && machines.every((machine) => roomKey(machine) === room);
}

/** The first good check; where none was told, the first return of one of them, or when they lost their power, too. */
function closedBy({ context }: Scene, { members, end }: Fault, power: readonly Outage[]): Interval | null {
  if (end !== null) return end;
  const from = Math.max(...members.map((each) => each.end?.from ?? each.start.to));
  const hit = machinesOf(members);
  const dark = power.filter(({ witnesses }) => hit.every((id) => witnesses.includes(id)));
  const blindAt = dark.map(({ start }) => start.to).filter((at) => at >= from);
  const to = Math.min(firstReturn(members) ?? Number.POSITIVE_INFINITY, ...blindAt);
  return to > context.nowMs ? null : { from, to };
}
