import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Rules } from '../fleet/standing.ts';
import type { FindingStore } from '../store/finding-port.ts';
import { scopeOf } from './finding-scope.ts';
import type { Handler } from './handler.ts';

export type FindingAnswerDeps = {
  readonly fleet: Fleet;
  readonly store: FindingStore;
  readonly clock: Clock;
  readonly rules: Rules;
};

const dayMs = 86_400_000;
/** Nothing is accepted for ever: somebody looks at it again. */
const maxAcceptedDays = 2 * 366;

type Wish = Parameters<Handler<'findingSet'>>[0];

/** A person's word on one finding of a machine, or on all of a code in a room or school. */
export function findingSetHandler({
  fleet,
  clock,
}: Pick<FindingAnswerDeps, 'fleet' | 'clock'>): Handler<'findingSet'> {
  return async (wish, actor) => {
    const nowMs = clock.now();
    const { code, status, schoolCode, room, deviceId } = wish;
    const scope = scopeOf(fleet, actor, { schoolCode, room, deviceId });
    if (!scope.ok) return scope;
    const checked = check(wish, nowMs);
    if (!checked.ok) return checked;
    const { findings } = fleet;
    const meant = [
      ...scope.value.devices.flatMap((device) => findings.ofDevice(device.deviceId)?.open ?? []),
      ...scope.value.schoolCodes.flatMap((school) => findings.ofSchool(school)),
    ].filter((finding) => finding.code === code);
    const changed = await findings.decide(meant, {
      status,
      reason: wish.reason?.trim() || null,
      acceptedUntil: wish.acceptedUntil ?? null,
      by: actor.userId,
      at: nowMs,
    });
    return ok([{ changed }]);
  };
}

function check(wish: Wish, nowMs: number): Result<void, AppError> {
  const { deviceId, schoolCode, status, reason, acceptedUntil } = wish;
  if ((deviceId === undefined) === (schoolCode === undefined))
    return wrongValue('deviceId | schoolCode', 'one-needed');
  if (status !== 'accepted') {
    return acceptedUntil === undefined ? ok(undefined) : wrongValue('acceptedUntil', 'only-accepted');
  }
  if (reason === undefined || !/[\p{L}\p{N}]/u.test(reason)) return wrongValue('reason', 'missing');
  if (acceptedUntil === undefined) return wrongValue('acceptedUntil', 'missing');
  if (acceptedUntil <= nowMs) return wrongValue('acceptedUntil', 'not-ahead');
  return acceptedUntil - nowMs <= maxAcceptedDays * dayMs
    ? ok(undefined)
    : wrongValue('acceptedUntil', 'too-far', { days: maxAcceptedDays });
}
