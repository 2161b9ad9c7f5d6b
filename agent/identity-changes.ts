import type { OrderBody } from '../shared/contract/order.ts';
import { type Random, reconnectDelayMs } from '../shared/domain/jitter.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, type ErrorCode } from '../shared/runtime/app-error.ts';
import { readCertificates } from '../shared/runtime/certificates.ts';
import { type Clock, delay } from '../shared/runtime/clock.ts';
import type { SessionState } from '../shared/runtime/mqtt-session.ts';
import { type Identity, removePendingRenewal } from './identity.ts';
import type { IdentityBook } from './identity-book.ts';
import { identityDoubt, type Renewal, type RenewalDeps, renewAtDoor } from './renewal.ts';
import { createRenewalWatch } from './renewal-watch.ts';

type Body<K extends OrderBody['kind']> = Extract<OrderBody, { kind: K }>;

/** How the identity of a running agent changes: by order, and at the door when its certificate is not taken any more. */
export type IdentityChanges = {
  /** Null, or why it could not be done. */
  readonly renew: (body: Body<'renew'>, orderId: string) => Promise<string | null>;
  readonly split: (body: Body<'split'>, orderId: string) => Promise<string | null>;
  /** The answer to an order is out: a machine that is to become another device becomes it now. */
  readonly answered: () => void;
  readonly onState: (state: SessionState) => void;
  readonly stop: () => void;
};

export type IdentityChangesDeps = RenewalDeps & {
  readonly clock: Clock;
  readonly random: Random;
  readonly identities: IdentityBook;
  /** Number of the present connection. */
  readonly conn: () => number;
  /** The door said no: this machine is shut out. */
  readonly onRefused: (code: ErrorCode) => void;
  /** The same device by another certificate, or under another authority, or at other addresses. */
  readonly onRenewed: (identity: Identity) => void;
  /** The authorities changed, and the order was answered: coming again with the new certificate proves that it works. */
  readonly onAuthorityChanged: () => void;
  /** From here on the process reports as another device. The identity is written. */
  readonly onSplit: (identity: Identity) => void;
};

/** The broker is busy or out of reach: a room of copies asks at once. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'SD-BROKER-UNREACHABLE',
  'SD-JOIN-BUSY',
  'SD-JOIN-UNAVAILABLE',
]);
const maxAttempts = 6;

type ChangesRun = {
  readonly deps: IdentityChangesDeps;
  isStopped: boolean;
  /** One at a time: a second order waits for what the first one brings. */
  asking: Promise<Result<void, AppError>> | undefined;
  /** What this machine becomes once the order is answered. */
  successor: Identity | undefined;
  isAuthorityChanged: boolean;
};

export function createIdentityChanges(deps: IdentityChangesDeps): IdentityChanges {
  const run: ChangesRun = {
    deps,
    isStopped: false,
    asking: undefined,
    successor: undefined,
    isAuthorityChanged: false,
  };
  const watch = createRenewalWatch({
    ...deps,
    certificate: () => deps.identities.current().certificate,
    renew: async () => {
      const asked = await askOnce(run, { key: 'same' }, 1);
      become(run);
      return asked;
    },
  });
  return {
    renew: (body, orderId) => renew(run, body, orderId),
    split: async ({ boot, conn }, orderId) =>
      boot === deps.boot && conn === deps.conn() ? await withNewKey(run, orderId) : 'another connection',
    answered: () => {
      become(run);
      if (!run.isAuthorityChanged) return;
      run.isAuthorityChanged = false;
      deps.onAuthorityChanged();
    },
    onState: watch.onState,
    stop: () => {
      run.isStopped = true;
      watch.stop();
    },
  };
}

async function renew(run: ChangesRun, body: Body<'renew'>, orderId: string): Promise<string | null> {
  const { certificate, ca } = body;
  const current = run.deps.identities.current();
  if (ca !== undefined && readCertificates(ca) === null) return 'authority not readable';
  const next = { ...current, ca: ca ?? current.ca, certificate: certificate ?? current.certificate };
  if (certificate === undefined) {
    if (ca !== undefined) run.deps.identities.replace(next);
    return await withNewKey(run, orderId);
  }
  const doubt = identityDoubt(next);
  if (doubt === null) take(run, next);
  return doubt;
}

async function withNewKey(run: ChangesRun, orderId: string): Promise<string | null> {
  const asked = await askOnce(run, { key: 'new', orderId }, maxAttempts);
  return asked.ok ? null : asked.error.code;
}

function askOnce(run: ChangesRun, renewal: Renewal, attempts: number): Promise<Result<void, AppError>> {
  run.asking ??= ask(run, renewal, attempts).finally(() => {
    run.asking = undefined;
  });
  return run.asking;
}

async function ask(run: ChangesRun, renewal: Renewal, attempts: number): Promise<Result<void, AppError>> {
  const { deps } = run;
  for (let attempt = 1; ; attempt += 1) {
    const next = await renewAtDoor(deps, deps.identities.current(), renewal);
    if (run.isStopped) return err(appError('SD-JOIN-UNAVAILABLE'));
    if (next.ok) {
      take(run, next.value);
      return ok(undefined);
    }
    if (attempt >= attempts || !passing.has(next.error.code)) return next;
    await delay(deps.clock, reconnectDelayMs(attempt, deps.random));
  }
}

function take(run: ChangesRun, next: Identity): void {
  const { deps } = run;
  if (next.deviceId !== deps.identities.current().deviceId) {
    run.successor = next;
    return;
  }
  run.isAuthorityChanged ||= next.ca !== deps.identities.current().ca;
  deps.identities.replace(next);
  removePendingRenewal(deps.folder);
  deps.log.info({ keyId: next.keyId }, 'certificate renewed');
  deps.onRenewed(next);
}

function become(run: ChangesRun): void {
  const { deps, successor } = run;
  run.successor = undefined;
  if (successor === undefined || run.isStopped) return;
  const from = deps.identities.current().deviceId;
  deps.log.warn({ from, to: successor.deviceId }, 'this machine is a device of its own now');
  deps.identities.replace(successor);
  removePendingRenewal(deps.folder);
  deps.onSplit(successor);
}
