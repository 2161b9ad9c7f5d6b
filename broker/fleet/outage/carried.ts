import type {
  MachineEvidence,
  Outage,
  SchoolEvidence,
  Session,
  StoredOutage,
} from '../../../shared/domain/outage/evidence.ts';
import { moment } from '../../../shared/domain/outage/interval.ts';
import { isLongAgo } from './window.ts';

export type SeparatedEvidence = {
  /** Without what incidents of weeks ago explain. */
  readonly evidence: SchoolEvidence;
  /** When machines of such incidents came back. */
  readonly returns: ReadonlyMap<string, number>;
};

/**
 * Of a machine that is gone for weeks, only what came after it fell silent is judged: what its neighbours did at that time is
 * not looked at any more, and would be missed.
 */
export function withoutLongGone(
  evidence: SchoolEvidence,
  stored: readonly StoredOutage[],
  nowMs: number,
): SeparatedEvidence {
  const goneAt = new Map<string, number>();
  for (const { witnesses, start } of stored.filter((outage) => isLongAgo(outage, nowMs))) {
    for (const id of witnesses) goneAt.set(id, Math.max(goneAt.get(id) ?? 0, start.to));
  }
  const returns = new Map<string, number>();
  const machines = evidence.machines.map((machine): MachineEvidence => {
    const at = goneAt.get(machine.deviceId);
    if (at === undefined) return machine;
    const sessions = machine.sessions.filter(({ bornAt }) => bornAt > at);
    const [first] = sessions;
    if (first !== undefined) returns.set(machine.deviceId, backAt(first, at));
    return { ...machine, sessions };
  });
  return { evidence: { ...evidence, machines }, returns };
}

/** A machine is back when its system starts, not only when it gets through. */
function backAt({ osStartedAt, bornAt }: Session, goneAt: number): number {
  return osStartedAt !== null && osStartedAt > goneAt ? osStartedAt : bornAt;
}

/**
 * Incidents that go on as they are: those of weeks ago until the first of their machines returns, and those of machines that
 * are observed no more, which end now.
 */
export function carriedOn(
  stored: readonly StoredOutage[],
  of: {
    readonly nowMs: number;
    readonly isObserved: (deviceId: string) => boolean;
    readonly returnOf: (deviceId: string) => number | null;
  },
): readonly Outage[] {
  return stored.flatMap((outage): readonly Outage[] => {
    const { scope, end, witnesses } = outage;
    const hasLeft = scope.kind === 'device' && !of.isObserved(scope.id);
    if (!hasLeft && !isLongAgo(outage, of.nowMs)) return [];
    if (end !== null) return [outage];
    if (hasLeft) return [{ ...outage, end: moment(of.nowMs) }];
    const returns = witnesses.flatMap((id) => of.returnOf(id) ?? []);
    return [returns.length === 0 ? outage : { ...outage, end: moment(Math.min(...returns)) }];
  });
}

/** What was judged without what is carried on: it would be told twice. */
export function withoutCarried(judged: readonly Outage[], carried: readonly Outage[]): readonly Outage[] {
  return judged.filter((outage) => !carried.some((one) => isSameScope(one, outage) && overlaps(one, outage)));
}

function isSameScope(a: Outage, b: Outage): boolean {
  return a.scope.kind === b.scope.kind && a.scope.id === b.scope.id;
}

function overlaps(a: Outage, b: Outage): boolean {
  const endOf = ({ end }: Outage): number => end?.to ?? Number.POSITIVE_INFINITY;
  return a.start.from <= endOf(b) && b.start.from <= endOf(a);
}
