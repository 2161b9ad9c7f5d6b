import { randomBytes } from 'node:crypto';
import type { RenewRequest } from '../../shared/contract/enrol.ts';
import { compareFingerprints, partCount, strongParts } from '../../shared/domain/fingerprint.ts';
import { commonName, commonNameBytes } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Enrolment } from '../store/identity-port.ts';
import type { Assignment, DeviceRecord } from '../store/registry-port.ts';
import type { BootKey } from '../store/report-port.ts';
import { capMs, maxGenerations, maxNewKeysPerMachine } from './caps.ts';
import { decideNewKey, newcomerState } from './decide-renewal.ts';
import type { Alike } from './fingerprint-book.ts';
import type { JoiningDeps } from './joining.ts';
import type { Certified, KeyHolder } from './key-holder.ts';
import { propose } from './propose.ts';

/** Machines that share a value of a newcomer, of which the one split off before is looked for. */
const maxLookedAt = 64;

/** Certifies a new key for who holds the key of `owner`: for the owner itself, or for a copy of it under another id. */
export async function certifyNewKey(
  deps: JoiningDeps,
  asked: KeyHolder,
  owner: DeviceRecord,
): Promise<Result<Certified, AppError>> {
  const { request, holder } = asked;
  const boot = await bootOf(deps, owner.deviceId, request);
  const earlier = await splitEarlier(deps, asked);
  const decision = decideNewKey({
    likeness: deps.book.compare(owner.deviceId, request.fingerprint),
    isOrdered: boot.isOrdered,
    earlierId: earlier?.deviceId ?? null,
  });
  if (decision.kind === 'same') {
    const certified = await anotherKey(deps, asked, owner.deviceId, null);
    if (certified.ok) deps.listener.clearCondition(owner.deviceId, 'shared-key');
    return certified;
  }
  await deps.sharedKeys.add(holder.key.keyId, owner.deviceId);
  const certified =
    decision.kind === 'again'
      ? await anotherKey(deps, asked, decision.deviceId, boot.taken)
      : await splitOff(deps, asked, owner, boot.taken);
  if (certified.ok) await settle(deps, request, owner.deviceId, certified.value.certificate.cn);
  return certified;
}

type AskingBoot = {
  /** The boot, when it is to follow to the new id. */
  readonly taken: BootKey | null;
  /** An operator ordered the split: the broker itself orders it of foreign boots only. */
  readonly isOrdered: boolean;
};

/** The boot that asks, as far as it is the asking machine's to name: known as foreign, or named by an order. */
async function bootOf(
  { store, clock }: JoiningDeps,
  ownerId: string,
  { boot, orderId }: RenewRequest,
): Promise<AskingBoot> {
  const none = { taken: null, isOrdered: false };
  if (boot === undefined) return none;
  const key = { deviceId: ownerId, boot };
  const found = await store.boots([key]);
  const record = found.ok ? found.value[0] : undefined;
  if (record === undefined) return none;
  if (record.isForeign) return { taken: key, isOrdered: false };
  if (orderId === undefined) return none;
  const open = await store.openOrders(ownerId, clock.now());
  const isOrdered = open.some(
    ({ id, body }) => id === orderId && body.kind === 'split' && body.boot === boot,
  );
  return isOrdered ? { taken: key, isOrdered } : none;
}

/** The machine that was split off this key before, with this hardware. */
async function splitEarlier(
  { book, store }: JoiningDeps,
  { request, holder }: KeyHolder,
): Promise<DeviceRecord | null> {
  const seen = book.valid(request.fingerprint);
  for (const { deviceId } of book.alike(seen).slice(0, maxLookedAt)) {
    const device = await store.device(deviceId);
    if (device === null || device.originKeyId !== holder.key.keyId || device.mergedInto !== null) continue;
    if (compareFingerprints(book.valid(device.fingerprint), seen) === 'same') return device;
  }
  return null;
}

/** One more key of a machine that is known: a frozen one makes a key at each start. */
async function anotherKey(
  deps: JoiningDeps,
  { holder, key }: KeyHolder,
  deviceId: string,
  takesBoot: BootKey | null,
): Promise<Result<Certified, AppError>> {
  const assignment = await deps.store.assignment(deviceId);
  if (assignment === null) return err(appError('SD-JOIN-UNAVAILABLE'));
  // A retired machine's own keys are revoked: one that is not came after a backup was made, when it had joined again.
  const isCopy = deviceId !== holder.deviceId;
  if (isCopy && assignment.state === 'retired') return err(appError('SD-JOIN-RETIRED'));
  if (deps.cache.isCutOff(deviceId)) return err(appError('SD-JOIN-KEY-REVOKED'));
  const since = deps.clock.now() - capMs;
  const acts = await deps.store.countActs('renewed', { deviceId }, since);
  if (acts >= maxNewKeysPerMachine) return err(appError('SD-JOIN-LIMIT'));
  const certificate = await deps.authority.certify(key, deviceId);
  const at = certificate.issuedAt;
  await enrol(deps, {
    certificate,
    revokesOthers: false,
    ...(takesBoot === null ? {} : { takesBoot }),
    act: { at, kind: 'renewed', deviceId, keyId: holder.key.keyId },
  });
  deps.listener.note(deviceId, 'renewed', isCopy ? `copy of ${holder.deviceId}` : key.keyId);
  return ok({ certificate, outcome: isCopy ? 'split' : 'renewed' });
}

/** A new id for a copy: same school, room and role, a seat of its own that nobody named yet. */
async function splitOff(
  deps: JoiningDeps,
  { request, holder, key }: KeyHolder,
  owner: DeviceRecord,
  takesBoot: BootKey | null,
): Promise<Result<Certified, AppError>> {
  const before = await deps.store.assignment(owner.deviceId);
  if (before === null) return err(appError('SD-JOIN-UNAVAILABLE'));
  const model = await modelOf(deps, owner);
  if (model === null) return err(appError('SD-JOIN-LIMIT'));
  const state = newcomerState({
    splits: await deps.store.countActs('split', { deviceId: model }, deps.clock.now() - capMs),
    role: before.role,
    declaredStudentPcs: deps.school(before.schoolCode)?.declaredStudentPcs ?? null,
    machines: deps.machinesOf(before.schoolCode),
  });
  if (state === null) return err(appError('SD-JOIN-LIMIT'));
  const deviceId = commonName('device', randomBytes(commonNameBytes));
  const certificate = await deps.authority.certify(key, deviceId);
  const at = certificate.issuedAt;
  const { fingerprint } = request;
  const device: DeviceRecord = {
    ...owner,
    deviceId,
    joinedAt: at,
    fingerprint,
    isWeakIdentity: partCount(deps.book.valid(fingerprint)) < strongParts,
    originKeyId: holder.key.keyId,
    mergedInto: null,
    leftAt: null,
  };
  const isPending = before.state === 'pending' || state === 'pending';
  const assignment: Assignment = {
    ...before,
    deviceId,
    validFrom: at,
    seat: null,
    state: isPending ? 'pending' : 'approved',
    confirmedGoodAt: null,
  };
  const alike = deps.book.alike(fingerprint);
  await enrol(deps, {
    certificate,
    device,
    assignment,
    revokesOthers: false,
    ...(takesBoot === null ? {} : { takesBoot }),
    act: { at, kind: 'split', deviceId: model, keyId: holder.key.keyId },
  });
  deps.listener.note(deviceId, 'split', owner.deviceId);
  deps.listener.note(owner.deviceId, 'copy-split', deviceId);
  if (device.isWeakIdentity) deps.listener.setCondition(deviceId, 'weak-identity', null);
  await proposeEarlier(deps, device, assignment, alike);
  return ok({ certificate, outcome: 'split' });
}

/**
 * The machine of which this one is a copy, over copies of copies; itself when it is none. All that come from it share its
 * caps, whatever keys it had: each copy and each new key would bring caps of its own otherwise. Null beyond
 * {@link maxGenerations}.
 */
async function modelOf({ store }: Pick<JoiningDeps, 'store'>, device: DeviceRecord): Promise<string | null> {
  let model = device;
  for (let generation = 0; generation < maxGenerations; generation += 1) {
    if (model.originKeyId === null) return model.deviceId;
    const [certificate] = await store.certificatesOfKey(model.originKeyId);
    const origin = certificate === undefined ? null : await store.device(certificate.cn);
    if (origin === null) return model.deviceId;
    model = origin;
  }
  return null;
}

/** A machine that was itself before another's image was put on it: its older id is a person's to give back. */
async function proposeEarlier(
  deps: JoiningDeps,
  { deviceId, isWeakIdentity }: DeviceRecord,
  { room, schoolCode }: Assignment,
  alike: readonly Alike[],
): Promise<void> {
  const newcomer = { deviceId, room, seat: null, hostname: null, isWeakIdentity };
  await propose(deps, newcomer, alike, schoolCode);
}

async function enrol(deps: JoiningDeps, enrolment: Enrolment): Promise<void> {
  const forgotten = await deps.store.enrol(enrolment);
  const { certificate, device, assignment, takesBoot, revokesOthers } = enrolment;
  deps.cache.addDevice(certificate);
  deps.cache.forget(forgotten);
  if (device !== undefined) deps.book.add(device);
  deps.listener.onEnrolled({
    deviceId: certificate.cn,
    certificate,
    revokesOthers,
    ...(device === undefined ? {} : { device }),
    ...(assignment === undefined ? {} : { assignment }),
    ...(takesBoot === undefined ? {} : { takesBoot }),
  });
}

/** The order that asked for the split is done; its machine has another name now and could not say so. */
async function settle(
  { store, clock }: JoiningDeps,
  { orderId }: RenewRequest,
  ownerId: string,
  newId: string,
): Promise<void> {
  if (orderId === undefined) return;
  const at = clock.now();
  await store.settleOrder({ id: orderId, deviceId: ownerId, outcome: 'done', detail: newId, at });
}
