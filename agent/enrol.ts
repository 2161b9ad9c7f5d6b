import { createHash } from 'node:crypto';
import type { JoinResponse } from '../shared/contract/enrol.ts';
import { type JoinToken, parseJoinToken } from '../shared/contract/join-token.ts';
import { contractVersion } from '../shared/contract/limits.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import { certificateDoubt, readCertificates } from '../shared/runtime/certificates.ts';
import { askTerms, openJoinDoor, postJoin } from '../shared/runtime/join-client.ts';
import type { NetworkRoute } from '../shared/runtime/network-route.ts';
import { readIdentifiers } from './host/fingerprint.ts';
import type { Host } from './host/host.ts';
import {
  beginBootNumber,
  type Identity,
  type PendingKey,
  readIdentity,
  readPendingJoin,
  removePendingJoin,
  writeIdentity,
  writePendingJoin,
} from './identity.ts';
import { hashIdentifiers } from './keyed-hash.ts';

export type JoinOptions = {
  /** State folder. */
  readonly folder: string;
  /** As pasted, piped or read from a file. */
  readonly token: string;
  readonly room?: string | undefined;
  readonly seat?: string | undefined;
  readonly route?: NetworkRoute | undefined;
};

/** A join that was carried out: who this machine is now, and what the broker said of its place. */
export type Joined = Pick<JoinResponse, 'outcome' | 'machineNumber' | 'seats'> & {
  readonly identity: Identity;
};

/**
 * Joins this machine: makes its key, has it certified, and writes the identity whole or not at all. Run again after a lost
 * answer it posts the same key, for which the broker gives the same device.
 */
export async function joinBroker(host: Host, options: JoinOptions): Promise<Result<Joined, AppError>> {
  const { folder } = options;
  const free = requireUnjoined(folder);
  if (!free.ok) return free;
  const token = parseJoinToken(options.token);
  if (!token.ok) return err(appError('SD-TOKEN-INVALID'));
  const key = await pendingKey(folder);
  if (!key.ok) return key;
  const joined = await certify(host, { options, token: token.value, key: key.value });
  if (!joined.ok) return joined;
  const begun = beginBootNumber(folder);
  const written = begun.ok ? writeIdentity(folder, joined.value.identity) : begun;
  if (!written.ok) return written;
  removePendingJoin(folder);
  return joined;
}

/** SD-AGENT-JOINED, with where it belongs, on a machine that has an identity. */
export function requireUnjoined(folder: string): Result<void, AppError> {
  const existing = readIdentity(folder);
  if (!existing.ok) return existing;
  if (existing.value === null) return ok(undefined);
  const { schoolName, deviceId } = existing.value;
  return err(appError('SD-AGENT-JOINED', { school: schoolName, deviceId }));
}

/** The key of an interrupted join, or a new one: on disk before the token is used, so that a full disk costs no use. */
async function pendingKey(folder: string): Promise<Result<PendingKey, AppError>> {
  const pending = readPendingJoin(folder);
  if (pending !== null) return ok(pending);
  // The certificate library costs 15 MB of memory that a running agent does not need.
  const { createKeyAndRequest } = await import('../shared/runtime/certificate-request.ts');
  const key = await createKeyAndRequest();
  const written = writePendingJoin(folder, key);
  return written.ok ? ok(key) : written;
}

async function certify(
  host: Host,
  join: { readonly options: JoinOptions; readonly token: JoinToken; readonly key: PendingKey },
): Promise<Result<Joined, AppError>> {
  const { token, key } = join;
  const { room, seat, route } = join.options;
  const door = await openJoinDoor(token, route);
  if (!door.ok) return door;
  const terms = await askTerms(door.value, token);
  if (!terms.ok) return terms;
  const { fingerprintKey } = terms.value;
  const response = await postJoin(door.value, {
    v: contractVersion,
    tokenId: token.id,
    secret: token.secret,
    csr: key.csrPem,
    fingerprint: hashIdentifiers(await readIdentifiers(host), fingerprintKey),
    ...(room === undefined ? {} : { room }),
    ...(seat === undefined ? {} : { seat }),
  });
  if (!response.ok) return response;
  const doubt = doubtOf(response.value, token, key);
  const { address } = door.value;
  if (doubt === null) {
    const { outcome, machineNumber, seats, ...place } = response.value;
    const identity = { ...place, key: key.keyPem, keyId: key.keyId };
    return ok({ identity, outcome, machineNumber, seats });
  }
  return err(
    appError('SD-BROKER-NOT-OURS', { address: `${address.host}:${address.httpsPort}`, reason: doubt }),
  );
}

/** Why an answer cannot be used: the pinned authority is not among those it names, or the certificate is not of our key. */
function doubtOf(
  answer: { readonly ca: string; readonly certificate: string },
  token: JoinToken,
  key: PendingKey,
): string | null {
  const digests = readCertificates(answer.ca)?.map(({ raw }) =>
    createHash('sha256').update(raw).digest('hex'),
  );
  if (digests?.includes(token.caSha256) === false) return 'other-authority';
  return certificateDoubt(answer.certificate, key.keyPem, answer.ca);
}
