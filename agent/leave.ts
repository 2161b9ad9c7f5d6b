import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import { readAssignment } from './assignment.ts';
import { describeBirth } from './birth.ts';
import type { Host } from './host/host.ts';
import { type Identity, readIdentity, removeState, stateFiles } from './identity.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { createUplink } from './uplink.ts';

/** What leaving came to. `isTold`: everything was sent and the broker heard the goodbye. */
export type Leaving = { readonly identity: Identity | null; readonly isTold: boolean };

export type LeaveDeps = { readonly clock: Clock; readonly log: Log; readonly host: Host };

const patienceMs = 5_000;

/**
 * Sends what still waits and a goodbye, as far as the broker answers within seconds, then removes everything that belongs
 * to the identity. A damaged identity is removed too.
 */
export async function leaveBroker(deps: LeaveDeps, folder: string): Promise<Result<Leaving, AppError>> {
  const read = readIdentity(folder);
  const identity = read.ok ? read.value : null;
  if (read.ok && identity === null) return ok({ identity, isTold: false });
  const boot = randomBytes(8).toString('hex');
  const limits = { maxBytes: Number.MAX_SAFE_INTEGER, maxMemoryBytes: 1 };
  const outbox = openOutbox(deps.log, { path: stateFiles(folder).outbox, boot, ...limits });
  if (!outbox.ok) return err(appError('SD-AGENT-RUNNING', { path: folder }));
  const isTold =
    identity !== null && (await sayGoodbye(deps, { folder, boot, identity, outbox: outbox.value }));
  outbox.value.close();
  const removed = removeState(folder);
  return removed.ok ? ok({ identity, isTold }) : removed;
}

async function sayGoodbye(
  deps: LeaveDeps,
  leaving: {
    readonly folder: string;
    readonly boot: string;
    readonly identity: Identity;
    readonly outbox: Outbox;
  },
): Promise<boolean> {
  const { boot, identity, outbox } = leaving;
  const settled = Promise.withResolvers<boolean>();
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
      onDrained: () => settled.resolve(true),
      onState: () => {},
    },
    {
      deviceId: () => identity.deviceId,
      boot,
      birth: () => birth,
      credentials: () => ({ ca: identity.ca, certificate: identity.certificate, key: identity.key }),
      addresses: () => identity.addresses,
    },
  );
  const cancel = deps.clock.after(patienceMs, () => settled.resolve(false));
  uplink.start(0);
  const isTold = await settled.promise;
  cancel();
  await uplink.stop('stopped');
  return isTold;
}
