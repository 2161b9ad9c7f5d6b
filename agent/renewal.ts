import { type RenewRequest, renewalText } from '../shared/contract/enrol.ts';
import { contractVersion } from '../shared/contract/limits.ts';
import type { Fingerprint } from '../shared/contract/status.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import { certificateDoubt, readCertificates } from '../shared/runtime/certificates.ts';
import { postRenew } from '../shared/runtime/join-client.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { NetworkRoute } from '../shared/runtime/network-route.ts';
import { postAnywhere, signature } from './broker-doors.ts';
import { type Identity, type PendingKey, readPendingRenewal, writePendingRenewal } from './identity.ts';

export type RenewalDeps = {
  readonly log: Log;
  /** State folder. */
  readonly folder: string;
  /** Of this process. */
  readonly boot: string;
  readonly fingerprint: Fingerprint;
  readonly route?: NetworkRoute | undefined;
};

export type Renewal = {
  /** A new key when the present one is on several machines. */
  readonly key: 'same' | 'new';
  /** The order that asked for it. */
  readonly orderId?: string | undefined;
};

/**
 * Asks at `/join/renew` for a certificate, by the present key, whatever became of its certificate's dates. The answer may
 * name another device: this machine is then a copy that becomes itself. Asked again after a lost answer, the same key is
 * posted, for which the broker gives the same device. Writes no identity.
 */
export async function renewAtDoor(
  deps: RenewalDeps,
  identity: Identity,
  renewal: Renewal,
): Promise<Result<Identity, AppError>> {
  const key = renewal.key === 'new' ? await pendingKey(deps, identity) : await presentKey(identity);
  const { certificate, schoolCode } = identity;
  const { boot, fingerprint } = deps;
  const { orderId } = renewal;
  const request: RenewRequest = {
    ...{ v: contractVersion, certificate, csr: key.csrPem, fingerprint, boot, schoolCode },
    signature: signature(identity, renewalText(key.csrPem)),
    ...(orderId === undefined ? {} : { orderId }),
  };
  const answer = await postAnywhere(identity, deps.route, (door) => postRenew(door, request));
  if (!answer.ok) return answer;
  const { outcome: _outcome, machineNumber: _machineNumber, seats: _seats, ...rest } = answer.value;
  const next: Identity = { ...rest, key: key.keyPem, keyId: key.keyId };
  const reason = identityDoubt(next);
  return reason === null
    ? ok(next)
    : err(appError('SD-BROKER-NOT-OURS', { address: whereOf(identity), reason }));
}

/** Why an identity cannot be used, or null: its certificate is to be of its key, of its device, and of its authorities. */
export function identityDoubt({ certificate, key, ca, deviceId }: Identity): string | null {
  const doubt = certificateDoubt(certificate, key, ca);
  if (doubt !== null) return doubt;
  const [own] = readCertificates(certificate) ?? [];
  return own?.subject === `CN=${deviceId}` ? null : 'other-device';
}

// The certificate library costs 15 MB of memory that a running agent does not need: loaded when a key is made.
async function presentKey({ key }: Identity): Promise<PendingKey> {
  const { createRequestFor } = await import('../shared/runtime/certificate-request.ts');
  return createRequestFor(key);
}

/** The key of an interrupted renewal of this key on this hardware, or a new one, on disk before it is posted. */
async function pendingKey(
  { folder, fingerprint, log }: RenewalDeps,
  { keyId: ofKeyId }: Identity,
): Promise<PendingKey> {
  const pending = readPendingRenewal(folder);
  const isOurs =
    pending?.ofKeyId === ofKeyId && JSON.stringify(pending.fingerprint) === JSON.stringify(fingerprint);
  if (pending !== null && isOurs) return pending;
  const { createKeyAndRequest } = await import('../shared/runtime/certificate-request.ts');
  const key = await createKeyAndRequest();
  const written = writePendingRenewal(folder, { ...key, ofKeyId, fingerprint });
  // The broker knows a copy again by its hardware: a forgotten key costs it a certificate, not a device.
  if (!written.ok) log.warn({ code: written.error.code }, 'a new key could not be kept');
  return key;
}

function whereOf({ addresses }: Identity): string {
  return addresses.map(({ host, httpsPort }) => `${host}:${httpsPort}`).join(', ');
}
