import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { RegistryCache } from '../enrol/registry-cache.ts';
import type { Turn } from '../enrol/turn.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { UnitTree } from '../fleet/unit-tree.ts';
import type { IdentityStore } from '../store/identity-port.ts';
import type { Assignment, RegistryStore } from '../store/registry-port.ts';
import type { Actor, Handlers } from './handler.ts';
import { assignmentWithin } from './within.ts';

export type IdentityCommandKind =
  | 'deviceRetire'
  | 'deviceMerge'
  | 'deviceUnmerge'
  | 'deviceSplit'
  | 'deviceOrder';

export type IdentityCommandDeps = {
  readonly store: Pick<RegistryStore, 'assignment' | 'assignments' | 'assign' | 'revokeCertificates'> &
    Pick<IdentityStore, 'proposals' | 'decideProposal'>;
  readonly tree: () => UnitTree;
  readonly cache: Pick<RegistryCache, 'revoke'>;
  /** Shared with the door: two mergers at once might make a circle, and what is retired is not renewed meanwhile. */
  readonly turn: Turn;
  readonly clock: Clock;
  readonly fleet: Pick<Fleet, 'identity' | 'orders' | 'isLive' | 'survivorOf' | 'assignmentChanged'>;
  /** Ends the connections of a common name. */
  readonly disconnect: (cn: string) => void;
};

const collectLifeMs = 86_400_000;

/** Which device a machine is, by an operator's word. Every machine named must be within the actor's unit. */
export function createIdentityCommands(deps: IdentityCommandDeps): Pick<Handlers, IdentityCommandKind> {
  const { fleet, turn } = deps;
  return {
    deviceRetire: ({ deviceId }, actor) =>
      turn(async () => {
        const assignment = await assignmentWithin(deps, actor, deviceId);
        if (!assignment.ok) return assignment;
        await retire(deps, assignment.value, actor);
        return ok([{ deviceId }]);
      }),
    deviceMerge: async (pair, actor) => {
      const merged = await turn(() => mergeWithin(deps, actor, pair));
      return merged.ok ? ok([{ deviceId: pair.deviceId }]) : merged;
    },
    deviceUnmerge: async ({ deviceId }, actor) => {
      const assignment = await assignmentWithin(deps, actor, deviceId);
      if (!assignment.ok) return assignment;
      if (fleet.survivorOf(deviceId) === deviceId)
        return err(appError('SD-DEVICE-NOT-MERGED', { id: deviceId }));
      await turn(() => fleet.identity.unmerge(deviceId, actor.userId));
      return ok([{ deviceId }]);
    },
    deviceSplit: async ({ deviceId }, actor) => {
      const assignment = await assignmentWithin(deps, actor, deviceId);
      if (!assignment.ok) return assignment;
      const born = fleet.identity.bornAs(deviceId);
      if (born === null) return err(appError('SD-DEVICE-NOT-CONNECTED', { id: deviceId }));
      return ordered(deviceId, await fleet.identity.split(deviceId, born));
    },
    deviceOrder: async ({ deviceId, order }, actor) => {
      const assignment = await assignmentWithin(deps, actor, deviceId);
      if (!assignment.ok) return assignment;
      const given =
        order === 'renew'
          ? fleet.identity.renew(deviceId)
          : fleet.orders.give(deviceId, { kind: 'collect-now' }, collectLifeMs);
      return ordered(deviceId, await given);
    },
  };
}

/**
 * Shows `otherId` under `deviceId`. Refused for a machine that is connected: it would show that it is another one at its
 * next birth anyway; and for ids of which one is shown under another already. Call it within a turn.
 */
export async function mergeWithin(
  deps: IdentityCommandDeps,
  actor: Actor,
  { deviceId, otherId }: { readonly deviceId: string; readonly otherId: string },
): Promise<Result<void, AppError>> {
  const { fleet } = deps;
  if (deviceId === otherId) return wrongValue('otherId', 'same');
  for (const id of [deviceId, otherId]) {
    const assignment = await assignmentWithin(deps, actor, id);
    if (!assignment.ok) return assignment;
    const into = fleet.survivorOf(id);
    if (into !== id) return err(appError('SD-DEVICE-MERGED', { id, into }));
  }
  if (fleet.isLive(otherId)) return err(appError('SD-DEVICE-CONNECTED', { id: otherId }));
  await fleet.identity.merge(deviceId, otherId);
  return ok(undefined);
}

/** Out of use for good: it may not connect any more; its history stays. */
async function retire(
  { store, cache, clock, fleet, disconnect }: IdentityCommandDeps,
  assignment: Assignment,
  actor: Actor,
): Promise<void> {
  const { deviceId } = assignment;
  const at = clock.now();
  if (assignment.state !== 'retired') {
    await store.assign({ ...assignment, validFrom: at, state: 'retired' }, actor.userId);
    await fleet.assignmentChanged(deviceId);
  }
  await store.revokeCertificates(deviceId, at);
  cache.revoke(deviceId);
  disconnect(deviceId);
}

function ordered(deviceId: string, orderId: string | null): Result<readonly { orderId: string }[], AppError> {
  return orderId === null ? err(appError('SD-ORDERS-FULL', { id: deviceId })) : ok([{ orderId }]);
}
