import type { OutageJson } from '../../tools/scenario/outage-json.ts';
import type { Plan, PlannedEvent } from '../../tools/scenario/plan.ts';

/** An incident as it must be told; a moment is exact to a minute, or anywhere between two. */
export type Expected = {
  readonly cause: OutageJson['cause'];
  readonly scope: OutageJson['scope'];
  readonly start: Moment;
  readonly end: Moment | null;
};
export type Moment = number | readonly [from: number, to: number];

const toleranceMs = 60_000;
/** Shorter cuts are bad minutes; as short a stop of an agent is a restart. */
const shortestCutMs = 90_000;

/** What events mean by themselves, each alone; what several mean together is said where they are. */
export function expectedOf(plan: Plan): Expected[] {
  return plan.events
    .filter((event) => event.from < plan.endMs)
    .flatMap((event) => expectedOfEvent(plan, event));
}

function expectedOfEvent(plan: Plan, event: PlannedEvent): Expected[] {
  const isOver = event.until !== null && event.until <= plan.endMs;
  const span = { start: event.from, end: isOver ? event.until : null };
  const lastsMs = (event.until ?? Number.POSITIVE_INFINITY) - event.from;
  if (lastsMs < shortestCutMs) return [];
  return scopesOf(plan, event).map((what) => ({ ...what, ...span }));
}

type What = Pick<Expected, 'cause' | 'scope'>;

function scopesOf(plan: Plan, event: PlannedEvent): What[] {
  const { what, machines, lines, schoolCode, service } = event;
  switch (what) {
    case 'power-cut':
      return [{ cause: 'school-power', scope: { school: schoolCode ?? '' } }];
    case 'line-cut':
    case 'line-degraded':
      return lines.map((line) => ({ cause: 'line', scope: { line } }));
    case 'isp-cut':
      return ispScopes(plan, lines);
    case 'room-power':
      return [{ cause: 'room', scope: { room: roomOf(machines) } }];
    case 'lan-fault':
      return [
        { cause: 'lan', scope: schoolCode === null ? { room: roomOf(machines) } : { school: schoolCode } },
      ];
    case 'machine-off':
      return machines
        .filter((name) => !name.includes('/office/'))
        .map((device) => ({ cause: 'machine-off', scope: { device } }));
    case 'agent-stop':
      return machines.every((name) => name.includes('/office/'))
        ? []
        : [{ cause: 'agent-stopped', scope: placeOf(event) }];
    case 'service-down':
      return [{ cause: 'service', scope: { service: service ?? '' } }];
    case 'broker-down':
      return [{ cause: 'broker', scope: { service: 'broker' } }];
    case 'lab-shutdown':
    case 'holiday':
      return [];
  }
}

/** Of a whole school or room, or one machine. */
function placeOf({ machines, schoolCode }: PlannedEvent): What['scope'] {
  const [device = ''] = machines;
  if (schoolCode !== null) return { school: schoolCode };
  return machines.length > 1 ? { room: roomOf(machines) } : { device };
}

/** One school's line may be broken by anything; those of several break by their provider. */
function ispScopes(plan: Plan, lineIds: readonly string[]): What[] {
  const lines = plan.lines.filter(({ lineId }) => lineIds.includes(lineId));
  const schools = new Set(lines.map((line) => line.schoolCode));
  if (schools.size >= 2) return [{ cause: 'isp', scope: { isp: lines[0]?.isp ?? '' } }];
  return lineIds.map((line) => ({ cause: 'line', scope: { line } }));
}

function roomOf([first = '']: readonly string[]): string {
  return first.slice(0, first.lastIndexOf('/'));
}

/** What is wrong with the incidents that were told, in words; empty when each expected one is there once and no other. */
export function differences(expected: readonly Expected[], told: readonly OutageJson[]): string[] {
  const left = [...told];
  const missing = expected.flatMap((one) => {
    const at = left.findIndex((outage) => fits(one, outage));
    if (at >= 0) left.splice(at, 1);
    return at >= 0 ? [] : [`missing ${shown(one)}`];
  });
  return [...missing, ...left.map((outage) => `told ${shownOutage(outage)}`)];
}

function fits(expected: Expected, { cause, scope, start, end }: OutageJson): boolean {
  if (cause !== expected.cause || JSON.stringify(scope) !== JSON.stringify(expected.scope)) return false;
  if (!isNear(expected.start, Date.parse(start))) return false;
  if (expected.end === null || end === null) return expected.end === end;
  return isNear(expected.end, Date.parse(end));
}

function isNear(moment: Moment, atMs: number): boolean {
  const [from, to] = typeof moment === 'number' ? [moment, moment] : moment;
  return atMs >= from - toleranceMs && atMs <= to + toleranceMs;
}

function shown({ cause, scope, start, end }: Expected): string {
  const one = (moment: Moment): string =>
    (typeof moment === 'number' ? [moment] : moment).map((at) => new Date(at).toISOString()).join('…');
  return `${cause} ${JSON.stringify(scope)} ${one(start)} to ${end === null ? 'now' : one(end)}`;
}

function shownOutage({ cause, scope, start, end, confidence, evidence }: OutageJson): string {
  const why = evidence.map(({ code, count }) => `${code}${count === undefined ? '' : `=${count}`}`).join(' ');
  return `${cause} ${JSON.stringify(scope)} ${start} to ${end ?? 'now'} (${confidence.toFixed(2)}; ${why})`;
}
