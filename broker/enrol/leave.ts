import { leavingText } from '../../shared/contract/enrol.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Guard } from './door-limits.ts';
import type { Joining, JoiningDeps } from './joining.ts';
import { proveHolder } from './proof.ts';

/**
 * `POST /join/leave`: a machine is retired at its own word, signed by its key; its certificates are revoked, its history
 * stays. Saying it again changes nothing. A key that is on several machines speaks for none of them alone.
 */
export function createLeaving(deps: JoiningDeps, guard: Guard): Joining['leave'] {
  return (request, origin) => {
    const { deviceId } = request;
    return guard(
      origin,
      deviceId,
      async () => {
        const holder = await proveHolder(deps.authority, request, leavingText(deviceId));
        if (!holder.ok) return holder;
        if (holder.value.deviceId !== deviceId) return err(appError('SD-JOIN-PROOF-INVALID'));
        return ok({ subject: deviceId, keyId: holder.value.key.keyId });
      },
      ({ keyId }) =>
        deps.turn(async () => {
          if (deps.sharedKeys.has(keyId)) return err(appError('SD-JOIN-KEY-SHARED'));
          const certificates = await deps.store.certificatesOfKey(keyId);
          const isLive = certificates.length > 0 && certificates.every(({ revokedAt }) => revokedAt === null);
          if (isLive) await takeLeave(deps, deviceId);
          return ok({ v: contractVersion, deviceId });
        }),
    );
  };
}

async function takeLeave(deps: JoiningDeps, deviceId: string): Promise<void> {
  const before = await deps.store.assignment(deviceId);
  if (before === null) return;
  const assignment = { ...before, state: 'retired', validFrom: deps.clock.now() } as const;
  await deps.store.retire(assignment, { actor: deviceId, hasLeft: true });
  deps.cache.revoke(deviceId);
  deps.listener.onLeft(deviceId, assignment);
  deps.listener.note(deviceId, 'left');
  deps.disconnect(deviceId);
}
