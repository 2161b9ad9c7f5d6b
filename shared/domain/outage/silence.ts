import { isKilled } from './agents.ts';
import type { Interval, Outage } from './evidence.ts';
import { type Group, groupByStart, machinesOf } from './groups.ts';
import { evidenceOf, incident, lengthMs } from './incident.ts';
import { firstAfter } from './interval.ts';
import { wayOf } from './line.ts';
import { goodSpans } from './line-episodes.ts';
import { heartbeatMs, retryMs, shortestCutMs } from './pace.ts';
import { livedOn, roomKey, type Scene } from './scene.ts';
import type { Stretch } from './stretch.ts';

/** From the first that is missed to the last whose keep-alive still runs. */
const settledMs = 195_000;

/**
 * Silences that nothing explains (yet). A whole school: its line, with little confidence, or a holiday on a day without school;
 * a whole room while others live: the room; else single machines. A process that came back without a sign of life in between
 * slept, unless all of the school did so for a few minutes: then the minutes were too few for a sign.
 */
export function judgeSilence(scene: Scene, explained: ReadonlySet<Stretch>): Outage[] {
  const silent = scene.stretches.filter(
    (each) => each.kind === 'vague' && !explained.has(each) && !isWordless(each) && !isKilled(each),
  );
  return groupByStart(silent).flatMap((group) => {
    if (scene.context.nowMs - group.start.from < settledMs) return [];
    const others = othersAlive(scene, group);
    const back = group.members.filter((each) => each.back !== null);
    if (others.length === 0 && back.length === 0) return wholeSchool(scene, group);
    const open = group.members.filter((each) => each.back === null);
    const short = others.length === 0 ? shortCut(scene, group, back) : [];
    return short.length > 0 ? short : [...silentRooms(scene, group.start, open, others)];
  });
}

/** The system came anew and nobody knows when it went: no word on that. */
function isWordless({ isWeak }: Stretch): boolean {
  return isWeak;
}

function othersAlive(scene: Scene, { start, members }: Group): Scene['machines'] {
  const hit = new Set(machinesOf(members));
  return scene.machines.filter((machine) => !hit.has(machine.deviceId) && livedOn(scene, machine, start));
}

function wholeSchool(scene: Scene, { start, members }: Group): Outage[] {
  const { schoolCode } = scene.evidence;
  const evidence = [
    evidenceOf('no-goodbye', machinesOf(members).length),
    evidenceOf('whole-school', machinesOf(members).length),
    evidenceOf('nothing-heard-since', null, start.from),
  ];
  const ways = [...new Set(members.map((each) => wayOf(scene, each)))];
  if (scene.context.isClosedDay(start.from)) {
    return [
      incident({
        ...{ cause: 'holiday', scope: { kind: 'school', id: schoolCode }, schoolCode, start, end: null },
        ...{
          confidence: 0.5,
          witnesses: machinesOf(members),
          evidence: [...evidence, evidenceOf('closed-day')],
        },
      }),
    ];
  }
  // Two ways out do not fail at one moment: a router goes over to the other one.
  if (scene.ways.all.length > 1) {
    const scope = { kind: 'school' as const, id: schoolCode };
    const found = incident({
      cause: 'school-power',
      scope,
      schoolCode,
      start,
      end: null,
      confidence: 0.4,
      witnesses: [],
      evidence,
    });
    return [{ ...found, witnesses: machinesOf(members) }];
  }
  return ways.map((way) => {
    const seen = members.filter((each) => wayOf(scene, each) === way);
    const end = endFor(scene, start, way);
    const found = incident({
      ...{ cause: 'line', scope: way.scope, schoolCode, start, end },
      ...{ confidence: 0.3, witnesses: machinesOf(seen), evidence },
    });
    return { ...found, confidence: Math.min(found.confidence, 0.5) };
  });
}

/** Somebody else came, whatever became of these. */
function endFor(scene: Scene, start: Interval, way: Parameters<typeof goodSpans>[1]): Interval | null {
  const to = firstAfter(goodSpans(scene, way), start.to);
  return to === null ? null : { from: start.to, to };
}

/** All were away for minutes and came back as they were: too short for a sign of life, or not told yet. */
function shortCut(scene: Scene, { start }: Group, back: readonly Stretch[]): Outage[] {
  const witnesses = machinesOf(back);
  const returned = Math.min(...back.map((each) => each.back?.bornAt ?? Number.POSITIVE_INFINITY));
  const isShort = returned - start.from < heartbeatMs;
  const isFresh = scene.context.nowMs - returned < 2 * heartbeatMs;
  if (witnesses.length < 2 || !(isShort || isFresh)) return [];
  const { schoolCode } = scene.evidence;
  const waits = back.map((each) => (each.back?.bornAt ?? 0) - retryMs).filter((at) => at <= returned);
  const end = { from: Math.max(start.to, ...waits), to: Math.max(start.to, returned) };
  const ways = [...new Set(back.map((each) => wayOf(scene, each)))];
  return ways
    .map((way) =>
      incident({
        ...{ cause: 'line', scope: way.scope, schoolCode, start, end, confidence: 0.4, witnesses },
        evidence: [
          evidenceOf('silent-together', witnesses.length),
          evidenceOf('system-kept-running', witnesses.length),
        ],
      }),
    )
    .map((each) => ({ ...each, confidence: Math.min(each.confidence, 0.5) }))
    .filter((each) => lengthMs(each, scene.context.nowMs) >= shortestCutMs);
}

function* silentRooms(
  { evidence, context }: Scene,
  start: Interval,
  open: readonly Stretch[],
  others: Scene['machines'],
): Generator<Outage> {
  const { schoolCode } = evidence;
  if (context.isClosedDay(start.from)) return;
  for (const [room, members] of Map.groupBy(open, ({ machine }) => roomKey(machine))) {
    const mates = others.filter((machine) => roomKey(machine) === room).length;
    const witnesses = machinesOf(members);
    const facts = [
      evidenceOf('no-goodbye', witnesses.length),
      evidenceOf('others-of-school-fine', others.length),
      evidenceOf('nothing-heard-since', null, start.from),
    ];
    const common = { schoolCode, end: null, confidence: 0.5 };
    if (room !== '' && witnesses.length >= 2 && mates * 10 <= witnesses.length) {
      const scope = { kind: 'room' as const, id: `${schoolCode}/${room}` };
      const found = incident({
        ...common,
        cause: 'room',
        scope,
        start,
        witnesses,
        evidence: [...facts, evidenceOf('whole-room')],
      });
      yield { ...found, confidence: Math.min(found.confidence, 0.6) };
      continue;
    }
    for (const { machine, ...each } of members) {
      const scope = { kind: 'device' as const, id: machine.deviceId };
      yield incident({
        ...{ ...common, cause: 'machine-off', scope, start: each.start, witnesses: [machine.deviceId] },
        evidence: facts.map((fact) => (fact.code === 'no-goodbye' ? { ...fact, count: 1 } : fact)),
      });
    }
  }
}
