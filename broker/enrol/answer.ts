import type { JoinResponse } from '../../shared/contract/enrol.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Assignment, CertificateRecord, TokenRecord } from '../store/registry-port.ts';
import type { JoiningConfig, JoiningDeps } from './joining.ts';

type AnswerDeps = Pick<JoiningDeps, 'store' | 'authority' | 'school' | 'machinesOf'>;

/** Everything that a machine with a certificate of ours is told: who it is, where it stands, whom to trust. */
export async function answerFor(
  deps: AnswerDeps,
  config: JoiningConfig,
  certificate: CertificateRecord,
  outcome: JoinResponse['outcome'],
  token: TokenRecord | null = null,
): Promise<Result<JoinResponse, AppError>> {
  const assignment = await deps.store.assignment(certificate.cn);
  if (assignment === null) return err(appError('SD-JOIN-UNAVAILABLE'));
  const { schoolCode, room, seat, role, state } = assignment;
  return ok({
    v: contractVersion,
    outcome,
    deviceId: certificate.cn,
    certificate: certificate.pem,
    ca: deps.authority.trustedCaPem,
    addresses: [...config.addresses],
    schoolCode,
    schoolName: deps.school(schoolCode)?.name ?? schoolCode,
    room,
    seat,
    role,
    state,
    machineNumber: machineNumber(deps, assignment),
    seats: await seatsOf(deps, assignment, token),
    fingerprintKey: deps.authority.fingerprintKey,
  });
}

/** Which machine of its room, or of its school where it has no room, this is, in the order of joining. */
function machineNumber({ machinesOf }: AnswerDeps, { deviceId, schoolCode, room }: Assignment): number {
  const together = machinesOf(schoolCode).filter(
    (other) =>
      other.deviceId === deviceId || (other.state !== 'retired' && (room === null || other.room === room)),
  );
  const index = together.findIndex((machine) => machine.deviceId === deviceId);
  return index < 0 ? together.length + 1 : index + 1;
}

/** Seats as the room was described, else as the token says: it is made for as many machines as the room has. */
async function seatsOf(
  { store }: AnswerDeps,
  { schoolCode, room }: Assignment,
  token: TokenRecord | null,
): Promise<number | null> {
  if (room === null) return null;
  const described = await store.room(schoolCode, room);
  if (described !== null && described.seats !== null) return described.seats;
  if (token === null) return null;
  return token.seats ?? (token.room === null ? null : token.uses);
}
