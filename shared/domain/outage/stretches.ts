import { cutOffStretches } from './cut-off.ts';
import type { Interval, MachineEvidence, OutageContext, Session } from './evidence.ts';
import { middleOf, moment } from './interval.ts';
import {
  aliveMarkMs,
  heartbeatMs,
  lateStartMs,
  newProcessMs,
  powerUpMs,
  shortestCutMs,
  slackMs,
} from './pace.ts';
import { isBrokersDoing, lossOf, type Stretch } from './stretch.ts';

/**
 * Everything that was the matter with one machine, from its connections and what it told after them (design.md §6). A machine
 * that said goodbye, or left word that it was shut down, had nothing; one that belongs to a person witnesses nothing.
 */
export function machineStretches(machine: MachineEvidence, context: OutageContext): Stretch[] {
  if (machine.isPersonal) return [];
  const sessions = machine.sessions.toSorted((a, b) => a.bornAt - b.bornAt || (a.boot < b.boot ? -1 : 1));
  const stretches: Stretch[] = [];
  const first = sessions[0];
  if (first !== undefined) stretches.push(...beforeFirst(machine, first, context));
  for (const [index, session] of sessions.entries()) {
    const next = sessions[index + 1];
    if (next === undefined) stretches.push(...sinceLast(machine, session, context));
    else if (next.bornAt > session.lastHeardAt) stretches.push(...between(machine, session, next, context));
  }
  return stretches;
}

/** A machine that is known only from its return: what its process before left on the disk, and what it saw before it got through. */
function beforeFirst(machine: MachineEvidence, first: Session, context: OutageContext): Stretch[] {
  const aliveAt = first.previous?.aliveAt ?? null;
  if (aliveAt === null || aliveAt < context.sinceMs) return beforeKnown(machine, first, context);
  return restarted(
    { machine, lost: null, back: first, loss: { from: aliveAt, to: aliveAt + aliveMarkMs } },
    context,
  );
}

/** Its connections before are not known: only from its first sign of life on is it known to have been without one. */
function beforeKnown(machine: MachineEvidence, first: Session, context: OutageContext): Stretch[] {
  const since = Math.max(first.processStartedAt ?? first.bornAt, context.sinceMs);
  const signs = [
    ...machine.proofs.filter(({ boot }) => boot === first.boot).map(({ at }) => at),
    ...machine.runs.filter(({ broker }) => broker !== 'ok').map(({ from }) => from),
  ];
  const startedAt = Math.min(...signs.filter((at) => at >= since && at < first.bornAt), first.bornAt);
  return afterStart(machine, { ...first, processStartedAt: startedAt }, context);
}

/** Whoever was lost with the broker may have been shut down while it was away: nothing is said of it. */
function sinceLast(machine: MachineEvidence, last: Session, context: OutageContext): Stretch[] {
  if (last.endedAt === null || last.end === 'shutdown' || last.end === 'replaced') return [];
  if (last.end === 'untold') return [];
  const open = { machine, end: null, lost: last, back: null, isWeak: false, isGatewayFine: false };
  if (last.end === 'stopped') {
    const start = moment(last.endedAt);
    return context.nowMs - start.to < shortestCutMs ? [] : [{ ...open, kind: 'stopped', start }];
  }
  return isBrokersDoing(last, context)
    ? []
    : [{ ...open, kind: 'vague', start: lossOf(last, { machine, back: null, context }) }];
}

function between(machine: MachineEvidence, lost: Session, back: Session, context: OutageContext): Stretch[] {
  const loss = lossOf(lost, { machine, back, context });
  if (lost.boot !== back.boot) return restarted({ machine, lost, back, loss }, context);
  const end = { from: Math.min(loss.to, back.bornAt), to: back.bornAt };
  return cutOffStretches({ machine, lost, back, start: notAfter(loss, back.bornAt), end }, context);
}

interface Restart {
  readonly machine: MachineEvidence;
  readonly lost: Session | null;
  readonly back: Session;
  readonly loss: Interval;
}

/** Another process came back: cut off while the old one lived, gone, and perhaps cut off again before the new one got through. */
function restarted(restart: Restart, context: OutageContext): Stretch[] {
  const gone = goneOf(restart);
  return [
    ...afterStart(restart.machine, restart.back, context),
    ...(gone.wasCut ? untilGone(restart, gone.at, context) : []),
    ...absence(restart, gone),
  ];
}

/** Cut off while it lived; it did not see the end of that. */
function untilGone({ machine, lost, loss }: Restart, gone: Interval, context: OutageContext): Stretch[] {
  const end = { from: gone.from, to: gone.from };
  const cut = cutOffStretches({ machine, lost, back: null, start: loss, end }, context);
  return cut.map((each) =>
    each.end?.to === gone.from ? { ...each, end: { ...end, to: Number.POSITIVE_INFINITY } } : each,
  );
}

/** Without process, or without power, until the new one started. */
function absence(restart: Restart, gone: Gone): Stretch[] {
  const { machine, lost, back } = restart;
  const how = howItEnded(restart);
  const isOld = isSystemOld(restart, gone.at);
  if (how === 'shutdown' || (lost?.end === 'untold' && isOld === false)) return [];
  const common = {
    ...{ machine, back, start: gone.at, isGatewayFine: false, isWeak: how === 'untold' },
    lost: gone.wasCut ? null : lost,
  };
  if (isOld === null && how !== 'stopped') {
    const end = { from: gone.at.to, to: Math.max(gone.at.to, back.bornAt) };
    return [{ ...common, kind: 'vague', end, isWeak: true }];
  }
  if (isOld === false) return systemAnew(restart, common, how === 'stopped');
  return withoutAgent(common, back.processStartedAt ?? back.bornAt);
}

/** The system started anew: it had no power, or its agent was ended before that. */
function systemAnew(restart: Restart, common: Absence, isStopped: boolean): Stretch[] {
  const { back } = restart;
  const upAt = Math.max(back.osStartedAt ?? back.bornAt, common.start.from);
  const lateAt = lateStart(restart);
  // Only a living system closes a socket: what became of it later, others must tell.
  if (isStopped || common.lost?.end === 'closed')
    return lateAt === null ? [endedThenOff(common, upAt)] : withoutAgent(common, lateAt);
  const off = offUntil(common, upAt);
  if (lateAt === null) return [off];
  return [off, ...withoutAgent({ ...common, lost: null, start: off.end ?? off.start }, lateAt)];
}

/** A system that ran for long before its agent did was kept from starting it. Null where that is not known. */
function lateStart({ lost, back }: Restart): number | null {
  const { osStartedAt, processStartedAt } = back;
  if (toldOf(lost, back) === null || osStartedAt === null || processStartedAt === null) return null;
  return processStartedAt - osStartedAt >= lateStartMs ? processStartedAt : null;
}

type Absence = Omit<Stretch, 'kind' | 'end'>;

function withoutAgent(absence: Absence, startedAt: number): Stretch[] {
  const upAt = Math.max(startedAt, absence.start.from);
  const end = { from: Math.max(upAt - slackMs, absence.start.from), to: upAt };
  return middleOf(end) - middleOf(absence.start) >= shortestCutMs
    ? [{ ...absence, kind: 'stopped', isWeak: false, end }]
    : [];
}

function endedThenOff(absence: Absence, upAt: number): Stretch {
  const end = { from: Math.min(absence.start.to, upAt), to: upAt };
  return { ...absence, kind: 'stopped', isWeak: true, end };
}

function offUntil(absence: Absence, upAt: number): Stretch {
  const end = { from: Math.max(upAt - powerUpMs, Math.min(absence.start.to, upAt)), to: upAt };
  return { ...absence, kind: 'dark', end };
}

interface Gone {
  readonly at: Interval;
  /** It had lived on without a connection before. */
  readonly wasCut: boolean;
}

/** When the old process was gone, and whether it had lived on without a connection before. */
function goneOf({ machine, lost, back, loss }: Restart): Gone {
  if (lost !== null && (lost.end === 'stopped' || lost.end === 'shutdown'))
    return { at: loss, wasCut: false };
  const told = toldOf(lost, back);
  const mark = told?.aliveAt ?? null;
  const alive = Math.max(mark ?? loss.from, lastSign(machine, lost, loss, back));
  const latest = mark === null ? Number.POSITIVE_INFINITY : mark + aliveMarkMs;
  if (alive <= loss.to + slackMs) {
    const from = Math.max(loss.from, alive);
    return { at: { from, to: Math.max(from, Math.min(loss.to, latest)) }, wasCut: false };
  }
  const to = mark === null ? alive + heartbeatMs : Math.max(latest, alive);
  return {
    at: { from: alive, to: Math.min(to, Math.max(alive, back.processStartedAt ?? back.bornAt)) },
    wasCut: true,
  };
}

/** The old process's newest sign of life that it told of later. */
function lastSign(machine: MachineEvidence, lost: Session | null, loss: Interval, back: Session): number {
  const until =
    back.osStartedAt !== null && back.osStartedAt > loss.from ? back.osStartedAt : back.processStartedAt;
  let last = loss.from;
  for (const { at, boot } of machine.proofs) {
    if (boot === lost?.boot && at > last && at < back.bornAt) last = at;
  }
  for (const { from, to } of machine.runs) {
    if (from >= loss.from - slackMs && to > last && to < (until ?? loss.from) - newProcessMs) last = to;
  }
  return last;
}

/** What is said of the process that was lost; word of another one says nothing of it. */
function toldOf(lost: Session | null, back: Session): Session['previous'] {
  return back.previous !== null && (lost === null || back.previous.boot === lost.boot) ? back.previous : null;
}

function howItEnded({ lost, back }: Restart): 'shutdown' | 'stopped' | 'unknown' | 'untold' {
  const told = toldOf(lost, back);
  if (lost?.end === 'shutdown' || told?.end === 'shutdown') return 'shutdown';
  if (lost?.end === 'stopped' || told?.end === 'stopped') return 'stopped';
  if (told === null && back.previous !== null && back.previous.end === 'shutdown') return 'shutdown';
  return told === null ? 'untold' : 'unknown';
}

/** Whether the system had run on since before the old process was gone; null where the birth does not say. */
function isSystemOld({ lost, back }: Restart, gone: Interval): boolean | null {
  if (back.osStartedAt === null) return null;
  return back.osStartedAt <= Math.max(lost?.bornAt ?? 0, gone.from - 3 * slackMs);
}

/** From the start of its process to its first connection: only what it tells of that time itself. */
function afterStart(machine: MachineEvidence, back: Session, context: OutageContext): Stretch[] {
  const startedAt = back.processStartedAt;
  if (startedAt === null || back.bornAt - startedAt < shortestCutMs) return [];
  const start = { from: Number.NEGATIVE_INFINITY, to: startedAt };
  const end = { from: startedAt, to: back.bornAt };
  return cutOffStretches({ machine, lost: null, back, start, end }, context).filter(
    ({ kind }) => kind !== 'vague',
  );
}

function notAfter({ from, to }: Interval, at: number): Interval {
  return { from, to: Math.max(from, Math.min(to, at)) };
}
