import { randomBytes } from 'node:crypto';
import { type LeaveRequest, leavingText } from '../shared/contract/enrol.ts';
import { contractVersion } from '../shared/contract/limits.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { postLeave } from '../shared/runtime/join-client.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { NetworkRoute } from '../shared/runtime/network-route.ts';
import { readAssignment } from './assignment.ts';
import { describeBirth } from './birth.ts';
import { postAnywhere, signature } from './broker-doors.ts';
import type { Host } from './host/host.ts';
import { type Identity, readIdentity, removeState, stateFiles } from './identity.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { createUplink } from './uplink.ts';

/** What leaving came to. `isTold`: the broker knows, and counts this machine no more. */
export type Leaving = { readonly identity: Identity | null; readonly isTold: boolean };

export type LeaveDeps = { readonly clock: Clock; readonly log: Log; readonly host: Host };

const patienceMs = 5_000;

/**
 * Sends what still waits and a goodbye, as far as the broker answers within seconds, tells it that this machine leaves, and
 * removes everything that belongs to the identity. A damaged identity is removed too.
 */
export async function leaveBroker(
  deps: LeaveDeps,
  options: { readonly folder: string; readonly route?: NetworkRoute | undefined },
): Promise<Result<Leaving, AppError>> {
  const { folder, route } = options;
  const read = readIdentity(folder);
  const identity = read.ok ? read.value : null;
  if (read.ok && identity === null) return ok({ identity, isTold: false });
  const boot = randomBytes(8).toString('hex');
  const limits = { maxBytes: Number.MAX_SAFE_INTEGER, maxMemoryBytes: 1 };
  const outbox = openOutbox(deps.log, { path: stateFiles(folder).outbox, boot, ...limits });
  if (!outbox.ok) return err(appError('SD-AGENT-RUNNING', { path: folder }));
  let isTold = false;
  if (identity !== null) {
    await sayGoodbye(deps, { folder, boot, identity, outbox: outbox.value, route });
    const told = await tellLeaving(identity, route);
    // Other machines of the same key would leave with it.
    if (!told.ok && told.error.code === 'SD-JOIN-KEY-SHARED') {
      outbox.value.close();
      return told;
    }
    // A key that was revoked before belongs to a machine that is not counted any more.
    isTold = told.ok || told.error.code === 'SD-JOIN-KEY-REVOKED';
  }
  outbox.value.close();
  const removed = removeState(folder);
  return removed.ok ? ok({ identity, isTold }) : removed;
}

function tellLeaving(identity: Identity, route: NetworkRoute | undefined): Promise<Result<void, AppError>> {
  const { certificate, deviceId } = identity;
  const request: LeaveRequest = {
    ...{ v: contractVersion, certificate, deviceId },
    signature: signature(identity, leavingText(deviceId)),
  };
  return postAnywhere(identity, route, (door) => postLeave(door, request));
}

async function sayGoodbye(
  deps: LeaveDeps,
  leaving: {
    readonly folder: string;
    readonly boot: string;
    readonly identity: Identity;
    readonly outbox: Outbox;
    readonly route: NetworkRoute | undefined;
  },
): Promise<void> {
  const { boot, identity, outbox, route } = leaving;
  const settled = Promise.withResolvers<void>();
  const startedMs = deps.clock.monotonicMs();
  const birth = await describeBirth(deps.host, identity, undefined);
  const { ack } = readAssignment(leaving.folder, identity);
  const uplink = createUplink(
    {
      ...deps,
      random: Math.random,
      outbox,
      upSeconds: () => (deps.clock.monotonicMs() - startedMs) / 1000,
      ackMode: () => ack,
      onOrder: () => Promise.resolve(null),
      onDrained: settled.resolve,
      onState: () => {},
    },
    {
      deviceId: () => identity.deviceId,
      boot,
      birth: () => birth,
      credentials: () => ({ ca: identity.ca, certificate: identity.certificate, key: identity.key }),
      addresses: () => identity.addresses,
      route,
    },
  );
  const cancel = deps.clock.after(patienceMs, settled.resolve);
  uplink.start(0);
  await settled.promise;
  cancel();
  await uplink.stop('stopped');
}
