import { type JoinResponse, renewalText } from '../../shared/contract/enrol.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { CertificateRecord, DeviceRecord } from '../store/registry-port.ts';
import { answerFor } from './answer.ts';
import { certificateAgain } from './certificates.ts';
import type { Guard } from './door-limits.ts';
import type { CertifiableKey } from './issue.ts';
import type { Joining, JoiningConfig, JoiningDeps } from './joining.ts';
import type { Certified, KeyHolder } from './key-holder.ts';
import { certifyNewKey } from './new-key.ts';
import { type Holder, proveHolder } from './proof.ts';
import { readmit } from './readmit.ts';

/**
 * `POST /join/renew`: whoever holds a machine's key gets a certificate: of the same key (a renewal), of a new key for the same
 * machine, or, with other hardware behind the key, under an id of its own. A revoked key gets none.
 */
export function createRenewing(deps: JoiningDeps, config: JoiningConfig, guard: Guard): Joining['renew'] {
  return (request, origin) =>
    guard(
      origin,
      origin.network,
      async () => {
        const holder = await proveHolder(deps.authority, request, renewalText(request.csr));
        return holder.ok ? ok({ subject: holder.value.deviceId, holder: holder.value }) : holder;
      },
      async ({ holder }): Promise<Result<JoinResponse, AppError>> => {
        const key = await deps.authority.readRequest(request.csr);
        if (!key.ok) return key;
        return deps.turn(async () => {
          const certified = await certify(deps, { request, holder, key: key.value });
          if (!certified.ok) return certified;
          return answerFor(deps, config, certified.value.certificate, certified.value.outcome);
        });
      },
    );
}

async function certify(deps: JoiningDeps, asked: KeyHolder): Promise<Result<Certified, AppError>> {
  const { holder, key } = asked;
  const shown = await deps.store.certificatesOfKey(holder.key.keyId);
  const device = await deps.store.device(holder.deviceId);
  if (await isRevoked(deps, holder, shown)) return err(appError('SD-JOIN-KEY-REVOKED'));
  const isSameKey = key.keyId === holder.key.keyId;
  const before = isSameKey ? undefined : (await deps.store.certificatesOfKey(key.keyId))[0];
  if (before !== undefined) return askedBefore(deps, asked, before);
  if (device === null) return readmit(deps, asked);
  return isSameKey ? renewSameKey(deps, asked) : certifyNewKey(deps, asked, device);
}

/**
 * A key is revoked with its certificates. One that the registry does not know (it was restored, or forgot the oldest) falls
 * with the last revocation of its machine, when it is older than that.
 */
async function isRevoked(
  { store }: JoiningDeps,
  { deviceId, issuedAt }: Holder,
  shown: readonly CertificateRecord[],
): Promise<boolean> {
  if (shown.length > 0) return shown.some(({ revokedAt }) => revokedAt !== null);
  const own = await store.certificatesOf(deviceId);
  const lastRevokedAt = Math.max(0, ...own.map(({ revokedAt }) => revokedAt ?? 0));
  return issuedAt <= lastRevokedAt;
}

/** The new key was certified already: its answer was lost, and it is asked for again. */
async function askedBefore(
  deps: JoiningDeps,
  { holder, key }: KeyHolder,
  before: CertificateRecord,
): Promise<Result<Certified, AppError>> {
  if (before.revokedAt !== null) return err(appError('SD-JOIN-KEY-REVOKED'));
  const device = await deps.store.device(before.cn);
  const isOwn = before.cn === holder.deviceId;
  if (device === null || !(isOwn || isSplitOff(device, holder))) {
    return err(appError('SD-JOIN-REQUEST-INVALID'));
  }
  return again(deps, before.cn, key, isOwn ? 'renewed' : 'split');
}

function isSplitOff({ originKeyId }: DeviceRecord, { key }: Holder): boolean {
  return originKeyId === key.keyId;
}

/** Over the same key it is the same id, whatever the hardware: a copy among its holders is split off at its birth. */
function renewSameKey(deps: JoiningDeps, { holder, key }: KeyHolder): Promise<Result<Certified, AppError>> {
  return again(deps, holder.deviceId, key, 'renewed');
}

async function again(
  deps: JoiningDeps,
  deviceId: string,
  key: CertifiableKey,
  outcome: Certified['outcome'],
): Promise<Result<Certified, AppError>> {
  const certified = await certificateAgain(deps, deviceId, key);
  if (certified === null) return err(appError('SD-JOIN-LIMIT'));
  if (certified.isNew) deps.listener.note(deviceId, 'renewed', key.keyId);
  return ok({ certificate: certified.certificate, outcome });
}
