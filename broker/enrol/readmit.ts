import { partCount, strongParts } from '../../shared/domain/fingerprint.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Assignment, DeviceRecord } from '../store/registry-port.ts';
import type { JoiningDeps } from './joining.ts';
import type { Certified, KeyHolder } from './key-holder.ts';

/**
 * A machine of this authority that the registry does not know: it joined after the backup from which the broker was restored.
 * It comes back under its id, in the school that it names, and waits for an operator.
 */
export async function readmit(
  deps: JoiningDeps,
  { request, holder, key }: KeyHolder,
): Promise<Result<Certified, AppError>> {
  const { schoolCode, fingerprint } = request;
  if (schoolCode === undefined || deps.school(schoolCode) === null) {
    return err(appError('SD-JOIN-SCHOOL-UNKNOWN'));
  }
  const { deviceId } = holder;
  const certificate = await deps.authority.certify(key, deviceId);
  const at = certificate.issuedAt;
  const device: DeviceRecord = {
    deviceId,
    joinedAt: at,
    tokenId: null,
    fingerprint,
    isWeakIdentity: partCount(deps.book.valid(fingerprint)) < strongParts,
    originKeyId: null,
    mergedInto: null,
    leftAt: null,
  };
  const assignment: Assignment = {
    deviceId,
    validFrom: at,
    schoolCode,
    room: null,
    seat: null,
    role: 'unknown',
    state: 'pending',
    confirmedGoodAt: null,
  };
  const act = { at, kind: 'renewed', deviceId, keyId: holder.key.keyId } as const;
  await deps.store.enrol({ certificate, device, assignment, revokesOthers: false, act });
  deps.cache.addDevice(certificate);
  deps.book.add(device);
  deps.listener.onEnrolled({ deviceId, certificate, device, assignment, revokesOthers: false });
  deps.listener.note(deviceId, 'restored', schoolCode);
  if (device.isWeakIdentity) deps.listener.setCondition(deviceId, 'weak-identity', null);
  return ok({ certificate, outcome: 'renewed' });
}
