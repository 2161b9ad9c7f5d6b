import { randomBytes } from 'node:crypto';
import type { JoinRequest, JoinResponse, JoinTerms, JoinTermsRequest } from '../../shared/contract/enrol.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { partCount, strongParts } from '../../shared/domain/fingerprint.ts';
import { commonName, commonNameBytes, isDeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, type ErrorCode } from '../../shared/runtime/app-error.ts';
import type { Assignment, CertificateRecord, DeviceRecord, TokenRecord } from '../store/registry-port.ts';
import { answerFor } from './answer.ts';
import { certificateAgain } from './certificates.ts';
import { createGuard } from './door-limits.ts';
import type { CertifiableKey } from './issue.ts';
import type { Joining, JoiningConfig, JoiningDeps, Origin } from './joining.ts';
import { createLeaving } from './leave.ts';
import { propose } from './propose.ts';
import { createRecovery } from './recovery.ts';
import { createRenewing } from './renew.ts';
import { type TokenRequest, textOrNull } from './token-request.ts';
import { findToken, tokenRefusal } from './tokens.ts';

const refusalCode: Readonly<Record<'spent' | 'expired' | 'revoked', ErrorCode>> = {
  spent: 'SD-JOIN-TOKEN-SPENT',
  expired: 'SD-JOIN-TOKEN-EXPIRED',
  revoked: 'SD-JOIN-TOKEN-REVOKED',
};

type Admitted = { readonly certificate: CertificateRecord; readonly outcome: JoinResponse['outcome'] };

/**
 * The door of the broker. A valid token admits a machine as approved: under its old id where its hardware proves it, else
 * under a new random one. Idempotent by public key: a lost answer is asked for again with the same key and takes no second
 * use. Decisions are taken one after the other, so that neither caps nor matches race.
 */
export function createJoining(deps: JoiningDeps, config: JoiningConfig): Joining {
  const guard = createGuard(deps);
  const admit = createAdmission(deps);
  const join = async (request: JoinRequest, token: TokenRecord): Promise<Result<JoinResponse, AppError>> => {
    const key = await deps.authority.readRequest(request.csr);
    if (!key.ok) return key;
    return deps.turn(async () => {
      const admitted = await admit({ request, token, key: key.value });
      if (!admitted.ok) return admitted;
      const { certificate, outcome } = admitted.value;
      return answerFor(deps, config, certificate, outcome, token);
    });
  };
  const withToken = <T>(
    shown: JoinTermsRequest,
    origin: Origin,
    work: (token: TokenRecord) => Promise<Result<T, AppError>>,
  ): Promise<Result<T, AppError>> => {
    const prove = async () => {
      const token = await findToken(deps.store, shown);
      return token.ok ? ok({ subject: token.value.id, token: token.value }) : token;
    };
    return guard(origin, shown.tokenId, prove, ({ token }) => work(token));
  };
  return {
    terms: (request, origin) => withToken(request, origin, (token) => Promise.resolve(termsFor(deps, token))),
    join: (request, origin) => withToken(request, origin, (token) => join(request, token)),
    renew: createRenewing(deps, config, guard),
    leave: createLeaving(deps, guard),
  };
}

function termsFor(deps: JoiningDeps, token: TokenRecord): Result<JoinTerms, AppError> {
  const refusal = tokenRefusal(token, deps.clock);
  if (refusal !== null) return err(refusal);
  return ok({ v: contractVersion, fingerprintKey: deps.authority.fingerprintKey });
}

function createAdmission(deps: JoiningDeps) {
  const recover = createRecovery(deps);
  return async (asked: TokenRequest): Promise<Result<Admitted, AppError>> => {
    const [known] = await deps.store.certificatesOfKey(asked.key.keyId);
    if (known !== undefined) return askedBefore(deps, asked.key, known);
    const refusal = tokenRefusal(asked.token, deps.clock);
    if (refusal !== null) return err(refusal);
    const recovery = await recover(asked);
    if (recovery.kind === 'recovered') {
      return ok({ certificate: recovery.certificate, outcome: 'recovered' });
    }
    const admitted = await admitNew(deps, asked);
    if (admitted.ok) recovery.afterwards(admitted.value.cn);
    return admitted.ok ? ok({ certificate: admitted.value, outcome: 'admitted' }) : admitted;
  };
}

/** What the same key was given before; another certificate where that has come to its end. */
async function askedBefore(
  deps: JoiningDeps,
  key: CertifiableKey,
  known: CertificateRecord,
): Promise<Result<Admitted, AppError>> {
  if (known.revokedAt !== null) return err(appError('SD-JOIN-KEY-REVOKED'));
  if (!isDeviceId(known.cn)) return err(appError('SD-JOIN-REQUEST-INVALID'));
  const again = await certificateAgain(deps, known.cn, key);
  if (again === null) return err(appError('SD-JOIN-LIMIT'));
  const { certificate } = again;
  const joinedAt = (await deps.store.device(known.cn))?.joinedAt;
  return ok({ certificate, outcome: joinedAt === certificate.issuedAt ? 'admitted' : 'renewed' });
}

async function admitNew(
  deps: JoiningDeps,
  { request, token, key }: TokenRequest,
): Promise<Result<CertificateRecord, AppError>> {
  const deviceId = commonName('device', randomBytes(commonNameBytes));
  const certificate = await deps.authority.certify(key, deviceId);
  const { fingerprint } = request;
  const device: DeviceRecord = {
    deviceId,
    joinedAt: certificate.issuedAt,
    tokenId: token.id,
    fingerprint,
    isWeakIdentity: partCount(deps.book.valid(fingerprint)) < strongParts,
    originKeyId: null,
    mergedInto: null,
    leftAt: null,
  };
  const assignment = assignmentOf(deviceId, token, request, certificate.issuedAt);
  const outcome = await deps.store.admit({
    device,
    assignment,
    certificate,
    tokenId: token.id,
    at: certificate.issuedAt,
  });
  // A key that came in between cannot be: decisions are taken one after the other.
  if (outcome.kind === 'known') return err(appError('SD-JOIN-BUSY'));
  if (outcome.kind !== 'admitted') return err(appError(refusalCode[outcome.kind]));
  const alike = deps.book.alike(fingerprint);
  deps.cache.addDevice(certificate);
  deps.book.add(device);
  deps.listener.onJoined({ device, assignment, certificate });
  if (device.isWeakIdentity) deps.listener.setCondition(deviceId, 'weak-identity', null);
  const hostname = request.hostname ?? null;
  const { room, seat, schoolCode } = assignment;
  const newcomer = { deviceId, room, seat, hostname, isWeakIdentity: device.isWeakIdentity };
  await propose(deps, newcomer, alike, schoolCode);
  return ok(certificate);
}

/** The token's room and role win over what the machine says of itself; a role nobody named stays unknown. */
function assignmentOf(
  deviceId: string,
  token: TokenRecord,
  request: JoinRequest,
  validFrom: number,
): Assignment {
  return {
    deviceId,
    validFrom,
    schoolCode: token.schoolCode,
    room: token.room ?? textOrNull(request.room),
    seat: textOrNull(request.seat),
    role: token.role ?? 'unknown',
    state: 'approved',
    confirmedGoodAt: null,
  };
}
