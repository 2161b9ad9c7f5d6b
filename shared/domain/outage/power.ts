import type { Interval, Outage } from './evidence.ts';
import { type Group, groupByStart, machinesOf } from './groups.ts';
import { evidenceOf, incident, lengthMs, type Ruling } from './incident.ts';
import { agree } from './interval.ts';
import { retryMs, shortestCutMs, togetherMs } from './pace.ts';
import { outlived, roomKey, type Scene } from './scene.ts';
import type { Stretch } from './stretch.ts';

/** Incidents, and what they explain: that is told no further. */
export interface Judged {
  readonly outages: readonly Outage[];
  readonly explained: ReadonlySet<Stretch>;
}

type Case = Group & {
  readonly end: Interval;
  readonly companions: readonly Stretch[];
  readonly batteries: Scene['machines'];
};

/**
 * Machines that lost their power: gone without goodbye, system started anew. All of a school at one moment: its power; all of a
 * room while others lived: the room; else each by itself (design.md §6).
 */
export function judgePower(scene: Scene): Judged {
  const outages: Outage[] = [];
  const explained = new Set<Stretch>();
  for (const group of groupByStart(scene.stretches.filter(({ kind }) => kind === 'dark'))) {
    if (isForgetfulOnly(scene, group)) continue;
    const found = {
      ...group,
      end: firstEnd(group.members),
      companions: companionsOf(scene, group),
      batteries: batteriesOf(scene, group),
    };
    const rulings = rulingsOf(scene, found);
    outages.push(...rulings.map(incident).filter((each) => isLongEnough(each, scene.context.nowMs)));
    for (const stretch of explainedBy(scene, found, rulings)) explained.add(stretch);
  }
  return { outages: outages.map((each) => untilWider(each, outages)), explained };
}

/** Off before the school was, and back with it: from then on the school's power was the cause. */
function untilWider(outage: Outage, all: readonly Outage[]): Outage {
  const wider = all.find(
    ({ cause, start, end }) =>
      cause === 'school-power' &&
      outage.start.to < start.from &&
      outage.end !== null &&
      end !== null &&
      agree(outage.end, end, togetherMs * 4),
  );
  return wider === undefined ? outage : { ...outage, end: wider.start };
}

function rulingsOf(scene: Scene, found: Case): Ruling[] {
  const survivors = survivorsOf(scene, found);
  return isSchoolWide(found, survivors) ? [ofSchool(scene, found)] : byRoom(scene, found, survivors);
}

function explainedBy({ stretches }: Scene, found: Case, rulings: readonly Ruling[]): Stretch[] {
  const named = new Set(rulings.flatMap(({ witnesses }) => witnesses));
  const isWide = rulings.some(({ cause }) => cause === 'school-power');
  return [
    ...found.members,
    ...found.companions.filter(({ machine }) => named.has(machine.deviceId)),
    ...(isWide ? stretches.filter((stretch) => isAftermath(stretch, found)) : []),
  ];
}

/** Disks that forget tell of no mark: when somebody lived on through that moment without a way out, they may have, too. */
function isForgetfulOnly({ stretches }: Scene, { start, members }: Group): boolean {
  if (!members.every(({ isWeak }) => isWeak)) return false;
  return stretches.some(
    (each) =>
      (each.kind === 'beyond' || each.kind === 'lan' || each.kind === 'line') &&
      agree(each.start, start, togetherMs),
  );
}

/** Power is back with the first system that starts; the others follow when somebody presses a button. */
function firstEnd(members: readonly Stretch[]): Interval {
  const [first] = members.flatMap(({ end }) => end ?? []).toSorted((a, b) => a.to - b.to || a.from - b.from);
  return first ?? { from: 0, to: 0 };
}

/** Still silent since that moment: gone with the others, as long as nothing else is known. */
function companionsOf({ stretches }: Scene, { start, members }: Group): Stretch[] {
  const known = new Set(machinesOf(members));
  return stretches.filter(
    ({ kind, back, machine, lost, ...each }) =>
      kind === 'vague' &&
      back?.boot !== lost?.boot &&
      !known.has(machine.deviceId) &&
      agree(each.start, start, togetherMs),
  );
}

/** Who lived through it. A server that lived on its battery, and saw the network die at that moment, does not speak against it. */
function survivorsOf(scene: Scene, found: Case): Scene['machines'] {
  const hit = new Set(machinesOf(found.members));
  const { start, batteries } = found;
  return scene.machines.filter((machine) => {
    return !hit.has(machine.deviceId) && !batteries.includes(machine) && outlived(scene, machine, start);
  });
}

/** A gateway that answers has power: what a server loses then is something else. */
function batteriesOf(scene: Scene, { start }: Group): Scene['machines'] {
  const cutOff = scene.stretches.filter(({ machine, kind, isGatewayFine, ...each }) => {
    const isLive = kind !== 'dark' && kind !== 'stopped' && !isGatewayFine;
    return machine.isServer && isLive && agree(each.start, start, togetherMs * 4);
  });
  return scene.machines.filter((machine) => {
    return outlived(scene, machine, start) && cutOff.some((each) => each.machine === machine);
  });
}

function isSchoolWide({ members, companions, batteries }: Case, survivors: Scene['machines']): boolean {
  const all = [...members, ...companions];
  const hit = machinesOf(all).length;
  const rooms = new Set([...all.map(({ machine }) => machine), ...batteries].map(roomKey));
  if (survivors.length > 0) return rooms.size >= 2 && hit >= 4 && survivors.every(({ isServer }) => isServer);
  if (hit >= 2 && rooms.size >= 2) return true;
  const change = addressChange(members);
  return hit === 1 ? change === 'changed' : change !== 'kept';
}

/** A router that lost its power, too, mostly comes back with another address. */
function addressChange(members: readonly Stretch[]): 'changed' | 'kept' | 'unknown' {
  let [changed, kept] = [0, 0];
  for (const { lost, back } of members) {
    const [before, after] = [lost?.publicAddress ?? null, back?.publicAddress ?? null];
    if (before === null || after === null) continue;
    if (before === after) kept++;
    else changed++;
  }
  if (changed + kept === 0) return 'unknown';
  return changed > kept ? 'changed' : 'kept';
}

function ofSchool({ evidence }: Scene, found: Case): Ruling {
  const rooms = new Set(found.members.map(({ machine }) => roomKey(machine)));
  const change = addressChange(found.members);
  const isSure = rooms.size >= 2 || change === 'changed';
  return {
    ...commonOf(evidence.schoolCode, found),
    cause: 'school-power',
    scope: { kind: 'school', id: evidence.schoolCode },
    confidence: isSure && found.members.length > 1 ? 0.8 : 0.6,
    evidence: [
      ...basicEvidence(found),
      evidenceOf('whole-school', machinesOf(found.members).length),
      ...(change === 'changed' ? [evidenceOf('address-changed')] : []),
    ],
  };
}

function byRoom({ evidence }: Scene, found: Case, survivors: Scene['machines']): Ruling[] {
  const { schoolCode } = evidence;
  const rooms = Map.groupBy(found.members, ({ machine }) => roomKey(machine));
  return [...rooms].flatMap(([room, members]) => {
    const companions = found.companions.filter(({ machine }) => roomKey(machine) === room);
    const others = survivors.filter((machine) => roomKey(machine) === room);
    const hit = machinesOf([...members, ...companions]).length;
    const isWhole = room !== '' && hit >= 2 && others.length * 10 <= hit;
    if (!isWhole) return members.map((member) => ofMachine(schoolCode, member, survivors.length));
    const part = { ...found, members, companions, end: firstEnd(members) };
    return [
      {
        ...commonOf(schoolCode, part),
        cause: 'room',
        scope: { kind: 'room', id: `${schoolCode}/${room}` },
        confidence: survivors.length > 0 ? 0.8 : 0.6,
        evidence: [
          ...basicEvidence(part),
          evidenceOf('whole-room', hit),
          evidenceOf('others-of-school-fine', survivors.length),
          ...(survivors.length === 0 ? [evidenceOf('address-kept')] : []),
        ],
      },
    ];
  });
}

function ofMachine(schoolCode: string, member: Stretch, others: number): Ruling {
  const { machine, start, end } = member;
  const found = { start, members: [member], companions: [], batteries: [], end: end ?? start };
  return {
    ...commonOf(schoolCode, found),
    cause: 'machine-off',
    scope: { kind: 'device', id: machine.deviceId },
    confidence: member.isWeak ? 0.7 : 0.9,
    evidence: [...basicEvidence(found), evidenceOf('others-of-school-fine', others)],
  };
}

function commonOf(schoolCode: string, { start, end, members, companions }: Case) {
  return { schoolCode, start, end, witnesses: machinesOf([...members, ...companions]) };
}

function basicEvidence({ members, companions }: Case) {
  return [
    evidenceOf('no-goodbye', machinesOf([...members, ...companions]).length),
    evidenceOf('system-restarted', machinesOf(members).length),
  ];
}

/** One machine that restarts by itself is no incident; a room that does is. */
function isLongEnough(outage: Outage, nowMs: number): boolean {
  return outage.cause !== 'machine-off' || lengthMs(outage, nowMs) >= shortestCutMs;
}

/** Silences from that moment on, and the minutes in which network and, slower, provider come up again after the machines. */
function isAftermath({ kind, start, end }: Stretch, found: Case): boolean {
  if (kind === 'dark' || kind === 'stopped') return false;
  const isAfter = start.to >= found.start.from - togetherMs * 4 && start.to <= found.end.to + retryMs;
  const latest = found.end.to + (kind === 'lan' ? retryMs : 2 * retryMs);
  return isAfter && (end === null || end.from <= latest);
}
