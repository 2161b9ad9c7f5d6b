import type { Interval, MachineEvidence, OutageContext, Reach, Session } from './evidence.ts';
import { retryMs, shortestCutMs, slackMs } from './pace.ts';
import { isBrokersDoing, type Stretch } from './stretch.ts';

/** A time without connection in which the machine may have lived. */
interface CutOff {
  readonly machine: MachineEvidence;
  readonly start: Interval;
  /** Until then it was cut off, as far as it knows itself. */
  readonly end: Interval;
  readonly lost: Session | null;
  readonly back: Session | null;
}

/** What lies behind a gateway that does not answer is not seen. */
const hidden = Number.NEGATIVE_INFINITY;

interface Sign {
  readonly from: number;
  readonly to: number;
  readonly gateway: Reach;
  /** The connection was lost by then; Infinity where it may have stood: a heartbeat that was spared is told only after a cut. */
  readonly lostBy: number;
}

/**
 * Takes a time without connection apart by what the machine's own log and heartbeats say of its gateway. Without any sign of
 * life nothing is said: it may have slept.
 */
export function cutOffStretches(cut: CutOff, context: OutageContext): Stretch[] {
  const isOurs = isBrokersOwn(cut, context);
  const isSoonBack = isOurs && cut.end.to <= backAfterGap(cut, context);
  const all = pieces(cut).filter(({ kind }) => kind === 'lan' || !isSoonBack);
  return isOurs ? all.map((piece) => (piece.kind === 'lan' ? piece : withUnseenStart(piece, cut))) : all;
}

/** While the broker did not serve, nothing tells when more than that failed. */
function withUnseenStart(piece: Stretch, { start }: CutOff): Stretch {
  const to = Math.max(piece.start.to, start.to);
  return { ...piece, start: { from: Number.NEGATIVE_INFINITY, to } };
}

/** Lost with the broker, or begun while there was none. */
function isBrokersOwn({ lost, start }: CutOff, context: OutageContext): boolean {
  if (lost !== null) return isBrokersDoing(lost, context);
  return context.brokerGaps.some(({ from, to }) => from.from - slackMs <= start.to && start.to <= to);
}

/** Until when a machine returns whom only the broker's own absence had cut off; it may go again before everybody is back. */
function backAfterGap({ lost, start }: CutOff, { brokerGaps }: OutageContext): number {
  const lostAt = lost?.lastHeardAt ?? start.to;
  let until = (lost?.endedAt ?? lostAt) + retryMs + slackMs;
  for (const { from, to } of brokerGaps.toSorted((a, b) => a.to - b.to)) {
    if (to >= lostAt && from.from <= until) until = to + retryMs + slackMs;
  }
  return until;
}

function pieces(cut: CutOff): Stretch[] {
  const whole = { machine: cut.machine, lost: cut.lost, back: cut.back, isWeak: false };
  const signs = signsWithin(cut);
  if (signs.length === 0) {
    return [{ ...whole, kind: 'vague', start: cut.start, end: cut.end, isGatewayFine: false }];
  }
  const all = withoutBlips(coalesce(signs.filter(({ gateway }) => gateway !== 'unknown')));
  if (all.length === 0) {
    return [{ ...whole, kind: 'beyond', start: cut.start, end: cut.end, isGatewayFine: false }];
  }
  const isEarly = isBeforeLoss(cut, all);
  const known = isEarly ? all.slice(1) : all;
  const loss = isEarly ? { ...cut.start, from: Math.max(cut.start.from, all[0]?.to ?? 0) } : cut.start;
  return known.map((sign, index) => {
    const [before, after] = [known[index - 1], known[index + 1]];
    const isBad = sign.gateway === 'bad';
    return {
      ...whole,
      kind: isBad ? 'lan' : 'beyond',
      start:
        before === undefined ? firstStart(loss, sign) : { from: isBad ? before.to : hidden, to: sign.from },
      end: after === undefined ? lastEnd(cut.end, sign) : { from: sign.to, to: after.from },
      isGatewayFine: !isBad,
    };
  });
}

/** The gateway answered while the connection may still have stood, and was gone after: it was lost with the gateway. */
function isBeforeLoss({ start }: CutOff, [first, second]: readonly Sign[]): boolean {
  return first?.gateway === 'ok' && second?.gateway === 'bad' && first.to <= start.to;
}

/** The state that is seen first held since the loss; it was there at the latest when it was seen. */
function firstStart(start: Interval, first: Sign): Interval {
  return first.lostBy > start.from ? { from: start.from, to: Math.min(start.to, first.lostBy) } : start;
}

function lastEnd(end: Interval, last: Sign): Interval {
  return last.gateway === 'bad' ? { from: Math.min(Math.max(end.from, last.to), end.to), to: end.to } : end;
}

function signsWithin({ machine, start, end, back }: CutOff): Sign[] {
  const [from, to] = [Number.isFinite(start.from) ? start.from : start.to, end.to];
  const logged = machine.runs
    .filter((run) => run.to > from && run.from < to)
    .map((run): Sign => {
      const seenAt = Math.max(run.from, from);
      const lostBy = run.broker === 'ok' ? Number.POSITIVE_INFINITY : seenAt;
      return { from: seenAt, to: Math.min(run.to, to), gateway: run.gateway, lostBy };
    });
  const told = machine.proofs
    .filter(({ at }) => at > from && at < to)
    .map(({ at, gatewayReachable }): Sign => {
      const lostBy = gatewayReachable === false ? at : Number.POSITIVE_INFINITY;
      return { from: at, to: at, gateway: reachOf(gatewayReachable), lostBy };
    });
  // Whoever wakes looks before it is connected again: that says nothing of the time asleep.
  const wokeAt = back === null ? to : to - slackMs;
  const isAwake = [...logged, ...told].some((sign) => sign.from < wokeAt);
  return isAwake ? [...logged, ...told].sort((a, b) => a.from - b.from || a.to - b.to) : [];
}

function reachOf(isReachable: boolean | null): Reach {
  if (isReachable === null) return 'unknown';
  return isReachable ? 'ok' : 'bad';
}

function coalesce(signs: readonly Sign[]): Sign[] {
  const joined: Sign[] = [];
  for (const sign of signs) {
    const last = joined.at(-1);
    if (last?.gateway !== sign.gateway) joined.push(sign);
    else {
      const lostBy = Math.min(last.lostBy, sign.lostBy);
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, sign.to), lostBy };
    }
  }
  return joined;
}

/** One refused connection between good ones is no cut. */
function withoutBlips(signs: readonly Sign[]): Sign[] {
  const isBlip = (_: Sign, index: number) => {
    const [before, after] = [signs[index - 1], signs[index + 1]];
    if (before === undefined || after === undefined) return false;
    return after.from - before.to < shortestCutMs;
  };
  return coalesce(signs.filter((sign, index) => !isBlip(sign, index)));
}
