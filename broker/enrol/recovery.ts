import type { Assignment, CertificateRecord } from '../store/registry-port.ts';
import { capMs, maxRecoveriesPerMachine } from './caps.ts';
import type { JoiningDeps } from './joining.ts';
import { findRecovery } from './recover.ts';
import { type TokenRequest, textOrNull } from './token-request.ts';

/** `new`: no machine can be given back; once the newcomer has its id, `afterwards` leaves what is to be told of that. */
export type RecoveryOutcome =
  | { readonly kind: 'recovered'; readonly certificate: CertificateRecord }
  | { readonly kind: 'new'; readonly afterwards: (newId: string) => void };

/**
 * Gives a machine that lost its key its id back, against a token of its school and its hardware: its older certificates are
 * revoked, no use of the token is taken, at most {@link maxRecoveriesPerMachine} times a day.
 */
export function createRecovery(deps: JoiningDeps): (asked: TokenRequest) => Promise<RecoveryOutcome> {
  const refused = (why: string, deviceIds: readonly string[]): RecoveryOutcome => ({
    kind: 'new',
    afterwards: (newId) => {
      for (const deviceId of deviceIds) {
        deps.listener.note(newId, 'recovery-refused', `${why} ${deviceId}`);
        deps.listener.note(deviceId, 'recovery-refused', `${why} ${newId}`);
      }
    },
  });
  return async (asked) => {
    const { token, request } = asked;
    if (token.role === 'server') return refused('', []);
    const found = findRecovery(deps.book.alike(request.fingerprint), deps.machinesOf(token.schoolCode));
    if (found.kind === 'none') return refused('', []);
    if (found.kind === 'refused') return refused(found.why, found.deviceIds);
    const { deviceId } = found;
    if (deps.isLive(deviceId)) return refused('live', [deviceId]);
    const since = deps.clock.now() - capMs;
    const acts = await deps.store.countActs('recovered', { deviceId }, since);
    if (acts >= maxRecoveriesPerMachine) return refused('limit', [deviceId]);
    const assignment = await deps.store.assignment(deviceId);
    if (assignment === null) return refused('', []);
    return { kind: 'recovered', certificate: await recover(deps, asked, assignment) };
  };
}

async function recover(
  deps: JoiningDeps,
  { request, token, key }: TokenRequest,
  before: Assignment,
): Promise<CertificateRecord> {
  const { deviceId } = before;
  const { fingerprint } = request;
  const certificate = await deps.authority.certify(key, deviceId);
  const at = certificate.issuedAt;
  const room = token.room ?? textOrNull(request.room) ?? before.room;
  const assignment: Assignment = {
    ...before,
    validFrom: at,
    room,
    seat: textOrNull(request.seat) ?? (room === before.room ? before.seat : null),
    role: token.role ?? before.role,
    // Whoever waits for an operator goes on waiting: a token is not asked for a use here.
    state: before.state === 'retired' ? 'approved' : before.state,
  };
  const forgotten = await deps.store.enrol({
    certificate,
    assignment,
    fingerprint,
    isWeakIdentity: false,
    revokesOthers: true,
    endsLeave: true,
    act: { at, kind: 'recovered', deviceId, keyId: key.keyId },
  });
  deps.cache.revoke(deviceId);
  deps.cache.addCertificate(certificate);
  deps.cache.forget(forgotten);
  deps.book.add({ deviceId, fingerprint });
  deps.listener.onEnrolled({ deviceId, certificate, assignment, revokesOthers: true });
  deps.listener.note(deviceId, 'recovered', `token ${token.id}`);
  deps.listener.clearCondition(deviceId, 'shared-key');
  deps.listener.clearCondition(deviceId, 'weak-identity');
  deps.disconnect(deviceId);
  return certificate;
}
