import { randomBytes } from 'node:crypto';
import type { JoinRequest, JoinResponse, JoinTerms, JoinTermsRequest } from '../../shared/contract/enrol.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import type { Address } from '../../shared/contract/scalars.ts';
import type { Fingerprint } from '../../shared/contract/status.ts';
import { commonName, commonNameBytes, isDeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, type ErrorCode } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { createRateLimit, type RateLimit } from '../http/rate-limit.ts';
import type {
  AdmissionOutcome,
  Assignment,
  CertificateRecord,
  DeviceRecord,
  RegistryStore,
  TokenRecord,
} from '../store/registry-port.ts';
import type { Authority } from './authority.ts';
import { findToken, tokenRefusal } from './tokens.ts';

/** A machine that was admitted just now. */
export type JoinedDevice = {
  readonly device: DeviceRecord;
  readonly assignment: Assignment;
  readonly certificate: CertificateRecord;
};

export type Joining = {
  /** What a machine must know before it can ask to join; proves the token. */
  readonly terms: (request: JoinTermsRequest) => Promise<Result<JoinTerms, AppError>>;
  /** Admits a machine, or answers what its key was answered before. */
  readonly join: (request: JoinRequest) => Promise<Result<JoinResponse, AppError>>;
};

export type JoiningDeps = {
  readonly registry: Pick<RegistryStore, 'token' | 'certificatesOfKey' | 'admit' | 'assignment' | 'audit'>;
  readonly authority: Authority;
  readonly clock: Clock;
  readonly log: Log;
  /** Name of a school, or null when the roster no longer has it. */
  readonly schoolName: (schoolCode: string) => string | null;
  readonly onJoined: (joined: JoinedDevice) => void;
};

/** Refusals written to the audit log: a burst, then a few an hour; what exceeds it stands in the program's log. */
const auditedRefusals = { burst: 1_000, perSecond: 0.1, maxKeys: 1 };

/** Fewer identifiers than this would confuse two machines. */
const strongIdentifiers = 2;

const outcomeCode: Readonly<Record<'spent' | 'expired' | 'revoked', ErrorCode>> = {
  spent: 'SD-JOIN-TOKEN-SPENT',
  expired: 'SD-JOIN-TOKEN-EXPIRED',
  revoked: 'SD-JOIN-TOKEN-REVOKED',
};

/**
 * Joining: a valid token admits a machine as approved, under a new random id. Idempotent by public key: a lost answer is
 * asked for again with the same key and takes no second use.
 */
export function createJoining(
  deps: JoiningDeps,
  config: { readonly addresses: readonly Address[] },
): Joining {
  const audited = createRateLimit(deps, auditedRefusals);
  return {
    terms: (request) =>
      refusalsAudited(deps, audited, request.tokenId, async () => {
        const token = await findToken(deps.registry, request);
        if (!token.ok) return token;
        const refusal = tokenRefusal(token.value, deps.clock);
        if (refusal !== null) return err(refusal);
        return ok({ v: contractVersion, fingerprintKey: deps.authority.fingerprintKey });
      }),
    join: (request) =>
      refusalsAudited(deps, audited, request.tokenId, async () => {
        const admitted = await admit(deps, request);
        if (!admitted.ok) return admitted;
        return answerFor(deps, config.addresses, admitted.value);
      }),
  };
}

/** The certificate of the request's key: the one it already has, or a new one against a use of the token. */
async function admit(deps: JoiningDeps, request: JoinRequest): Promise<Result<CertificateRecord, AppError>> {
  const token = await findToken(deps.registry, request);
  if (!token.ok) return token;
  const key = await deps.authority.readRequest(request.csr);
  if (!key.ok) return key;
  const known = (await deps.registry.certificatesOfKey(key.value.keyId))[0];
  if (known !== undefined) return knownCertificate(known);
  const refusal = tokenRefusal(token.value, deps.clock);
  if (refusal !== null) return err(refusal);

  const deviceId = commonName('device', randomBytes(commonNameBytes));
  const certificate = await deps.authority.certify(key.value, deviceId);
  const device = deviceOf(deviceId, request, certificate.issuedAt);
  const assignment = assignmentOf(deviceId, token.value, request, certificate.issuedAt);
  const outcome = await deps.registry.admit({
    device,
    assignment,
    certificate,
    tokenId: token.value.id,
    at: certificate.issuedAt,
  });
  if (outcome.kind === 'admitted') deps.onJoined({ device, assignment, certificate });
  return certificateOf(outcome, certificate);
}

function certificateOf(
  outcome: AdmissionOutcome,
  issued: CertificateRecord,
): Result<CertificateRecord, AppError> {
  if (outcome.kind === 'admitted') return ok(issued);
  if (outcome.kind === 'known') return knownCertificate(outcome.certificate);
  return err(appError(outcomeCode[outcome.kind]));
}

function knownCertificate(known: CertificateRecord): Result<CertificateRecord, AppError> {
  if (known.revokedAt !== null) return err(appError('SD-JOIN-KEY-REVOKED'));
  return isDeviceId(known.cn) ? ok(known) : err(appError('SD-JOIN-REQUEST-INVALID'));
}

async function answerFor(
  deps: JoiningDeps,
  addresses: readonly Address[],
  certificate: CertificateRecord,
): Promise<Result<JoinResponse, AppError>> {
  const assignment = await deps.registry.assignment(certificate.cn);
  if (assignment === null) return err(appError('SD-JOIN-UNAVAILABLE'));
  const { schoolCode, room, seat, role, state } = assignment;
  return ok({
    v: contractVersion,
    outcome: 'admitted',
    deviceId: certificate.cn,
    certificate: certificate.pem,
    ca: deps.authority.caPem,
    addresses: [...addresses],
    schoolCode,
    schoolName: deps.schoolName(schoolCode) ?? schoolCode,
    room,
    seat,
    role,
    state,
    machineNumber: 0,
    seats: null,
    fingerprintKey: deps.authority.fingerprintKey,
  });
}

function deviceOf(deviceId: string, request: JoinRequest, joinedAt: number): DeviceRecord {
  const { fingerprint, tokenId } = request;
  const history = { originKeyId: null, mergedInto: null, leftAt: null };
  return { deviceId, joinedAt, tokenId, fingerprint, isWeakIdentity: isWeak(fingerprint), ...history };
}

function isWeak(fingerprint: Fingerprint): boolean {
  return Object.values(fingerprint).filter((value) => value !== undefined).length < strongIdentifiers;
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
    room: token.room ?? blankToNull(request.room),
    seat: blankToNull(request.seat),
    role: token.role ?? 'unknown',
    state: 'approved',
    confirmedGoodAt: null,
  };
}

function blankToNull(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

/** Refusals leave an audit line; the secret is never in it. */
async function refusalsAudited<T>(
  deps: JoiningDeps,
  audited: RateLimit,
  tokenId: string,
  work: () => Promise<Result<T, AppError>>,
): Promise<Result<T, AppError>> {
  const result = await work();
  if (result.ok) return result;
  const { code } = result.error;
  deps.log.warn({ tokenId, code }, 'join refused');
  if (!audited.take('refusals')) return result;
  await deps.registry.audit({
    at: deps.clock.now(),
    actor: 'join',
    action: 'join-refused',
    subject: tokenId,
    detail: code,
  });
  return result;
}
