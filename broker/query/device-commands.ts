import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { CommandDeps } from './command-deps.ts';
import type { Handlers } from './handler.ts';
import { reassigned } from './reassigned.ts';
import { assignmentWithin } from './within.ts';

/** What machines within the actor's unit are for, and whether they may connect. */
export function deviceCommands(deps: CommandDeps): Pick<Handlers, 'deviceSet' | 'deviceRevoke'> {
  const { store, cache, clock, fleet, disconnect, turn } = deps;
  return {
    deviceSet: async (params, actor) => {
      const assignment = await assignmentWithin(deps, actor, params.deviceId);
      if (!assignment.ok) return assignment;
      const next = reassigned(assignment.value, params, clock.now());
      if (next !== null) {
        await store.assign(next, actor.userId);
        await fleet.assignmentChanged(params.deviceId);
      }
      const device = fleet.deviceRow(params.deviceId);
      if (device === null) return err(appError('SD-DEVICE-UNKNOWN', { id: params.deviceId }));
      const certificates = await store.certificatesOf(params.deviceId);
      return ok([{ device, mustJoin: certificates.every(({ revokedAt }) => revokedAt !== null) }]);
    },
    deviceRevoke: async ({ deviceId }, actor) => {
      const assignment = await assignmentWithin(deps, actor, deviceId);
      if (!assignment.ok) return assignment;
      return turn(async () => {
        await store.revokeCertificates(deviceId, clock.now());
        cache.revoke(deviceId);
        disconnect(deviceId);
        return ok([{ deviceId }]);
      });
    },
  };
}
