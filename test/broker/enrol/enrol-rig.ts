import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import pino from 'pino';
import type { Authority } from '../../../broker/enrol/authority.ts';
import type { EnrolListener, SchoolMachine } from '../../../broker/enrol/enrol-events.ts';
import { openFingerprintBook } from '../../../broker/enrol/fingerprint-book.ts';
import { createJoining } from '../../../broker/enrol/join.ts';
import { withdrawUnfounded } from '../../../broker/enrol/propose.ts';
import { openRegistryCache } from '../../../broker/enrol/registry-cache.ts';
import { createRenewals } from '../../../broker/enrol/renewals.ts';
import { openSharedKeys } from '../../../broker/enrol/shared-keys.ts';
import { issueToken, type TokenWish } from '../../../broker/enrol/tokens.ts';
import { createTurn } from '../../../broker/enrol/turn.ts';
import type { Store } from '../../../broker/store/store.ts';
import {
  type JoinRequest,
  leavingText,
  type RenewRequest,
  renewalText,
} from '../../../shared/contract/enrol.ts';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import type { Fingerprint } from '../../../shared/contract/status.ts';
import { createKeyAndRequest, type KeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { type Clock, createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority, openTestStore } from '../../support/installation.ts';
import type { Resources } from '../../support/resources.ts';

export const schoolCode = '0012';
export const rigStart = Date.UTC(2026, 10, 22);
export const origin = { network: '192.0.2.1' };
export const addresses = [{ host: 'localhost', mqttPort: 8883, httpsPort: 8443 }];

/** A hardware identifier as the agent hashes it: the same name, the same value. */
export function part(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}

/** Hardware of a machine of its own. */
export function hardware(name: string): Required<Fingerprint> {
  return {
    systemUuid: part(`${name} uuid`),
    boardSerial: part(`${name} board`),
    macs: [part(`${name} mac`)],
    systemDisk: part(`${name} disk`),
  };
}

/** DER signature by a PEM key, as the agent makes it. */
export function signed(text: string, keyPem: string): string {
  return sign('sha256', Buffer.from(text, 'utf8'), createPrivateKey(keyPem)).toString('base64url');
}

/** What the door needs around it, over a real store and a real authority; who is connected is the test's to say. */
export async function openDoorRig(parts: {
  readonly store: Store;
  readonly authority: Authority;
  readonly clock: Clock;
  readonly declaredStudentPcs?: number;
}) {
  const { store, authority, clock } = parts;
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const live = new Set<string>();
  const hostnames = new Map<string, string>();
  const told: { readonly what: string; readonly deviceId: string; readonly detail: unknown }[] = [];
  const machines = new Map<string, SchoolMachine & { readonly schoolCode: string }>();
  const place = async (deviceId: string): Promise<void> => {
    const assignment = await store.assignment(deviceId);
    if (assignment === null) return;
    const { room, seat, role, state } = assignment;
    const machine = { deviceId, room, seat, role, state, hostname: null, isConnected: false };
    machines.set(deviceId, { ...machine, schoolCode: assignment.schoolCode });
  };
  for (const { deviceId, mergedInto } of await store.devices())
    if (mergedInto === null) await place(deviceId);
  const take = ({
    deviceId,
    schoolCode: school,
    room,
    seat,
    role,
    state,
  }: Parameters<EnrolListener['onLeft']>[1]): void => {
    const machine = { deviceId, room, seat, role, state, hostname: null, isConnected: false };
    machines.set(deviceId, { ...machine, schoolCode: school });
  };
  const tell =
    (what: string) =>
    (deviceId: string, ...detail: unknown[]): void =>
      void told.push({ what, deviceId, detail });
  const listener: EnrolListener = {
    onJoined: (joined) => {
      take(joined.assignment);
      tell('joined')(joined.device.deviceId, joined);
    },
    onEnrolled: (enrolled) => {
      if (enrolled.assignment !== undefined) take(enrolled.assignment);
      tell('enrolled')(enrolled.deviceId, enrolled);
    },
    onLeft: (deviceId, assignment) => {
      take(assignment);
      tell('left')(deviceId);
    },
    note: (deviceId, kind, detail) => tell(`note ${kind}`)(deviceId, detail),
    setCondition: (deviceId, kind) => tell(`set ${kind}`)(deviceId),
    clearCondition: (deviceId, kind) => tell(`clear ${kind}`)(deviceId),
  };
  const cache = await openRegistryCache(store, authority);
  const isLive = (deviceId: string): boolean => live.has(deviceId);
  const withdrawn: Promise<void>[] = [];
  const book: Awaited<ReturnType<typeof openFingerprintBook>> = await openFingerprintBook(store, {
    clock,
    isLive,
    listener,
    onLearned: () => void withdrawn.push(withdrawUnfounded({ store, clock }, book)),
  });
  const sharedKeys = await openSharedKeys({ clock }, store);
  const turn = createTurn();
  const declaredStudentPcs = parts.declaredStudentPcs ?? null;
  const joining = createJoining(
    {
      ...{ store, authority, cache, book, sharedKeys, turn, clock, log, listener, isLive },
      school: (code) => (code === schoolCode ? { name: 'Trường TH Bình An', declaredStudentPcs } : null),
      machinesOf: (code) =>
        [...machines.values()]
          .filter((machine) => machine.schoolCode === code)
          .map((machine) => ({
            ...machine,
            hostname: hostnames.get(machine.deviceId) ?? null,
            isConnected: live.has(machine.deviceId),
          })),
      disconnect: (cn) => {
        live.delete(cn);
        tell('disconnect')(cn);
      },
    },
    { addresses },
  );
  const renewals = createRenewals({ store, authority, cache, sharedKeys, clock, turn, listener });
  const createToken = async (wish: Partial<TokenWish> = {}) => {
    const issued = issueToken(
      { schoolCode, ...wish },
      { addresses, caSha256: authority.caSha256 },
      clock.now(),
    );
    if (!issued.ok) throw new Error(issued.error.code);
    await store.saveToken(issued.value.record);
    const token = parseJoinToken(issued.value.token);
    if (!token.ok) throw new Error(token.error);
    return token.value;
  };
  return {
    ...{
      store,
      authority,
      clock,
      cache,
      book,
      sharedKeys,
      renewals,
      joining,
      live,
      hostnames,
      told,
      lines,
      withdrawn,
    },
    createToken,
    /** What was told of a machine, in order. */
    toldOf: (deviceId: string) => told.filter((one) => one.deviceId === deviceId).map(({ what }) => what),
  };
}
export type DoorRig = Awaited<ReturnType<typeof openDoorRig>>;

/** A request to join with a key of its own. */
export async function joinWith(
  token: { readonly id: string; readonly secret: string },
  fingerprint: Fingerprint,
  over: Partial<JoinRequest> = {},
): Promise<{ readonly key: KeyAndRequest; readonly request: JoinRequest }> {
  const key = await createKeyAndRequest();
  const request = { v: 1, tokenId: token.id, secret: token.secret, csr: key.csrPem, fingerprint } as const;
  return { key, request: { ...request, ...over } };
}

/** A machine with what it keeps on its disk. */
export type Joined = {
  readonly deviceId: string;
  readonly key: KeyAndRequest;
  readonly certificate: string;
  readonly fingerprint: Fingerprint;
};

/** Joins, or throws the refusal's code. */
export async function join(
  rig: DoorRig,
  token: { readonly id: string; readonly secret: string },
  fingerprint: Fingerprint,
  over: Partial<JoinRequest> = {},
): Promise<Joined> {
  const { key, request } = await joinWith(token, fingerprint, over);
  const answer = await rig.joining.join(request, origin);
  if (!answer.ok) throw new Error(answer.error.code);
  return { deviceId: answer.value.deviceId, key, certificate: answer.value.certificate, fingerprint };
}

/** A renewal, signed by the machine's key; over the same key unless `next` is given. */
export function renewalOf(
  { key, certificate, fingerprint }: Joined,
  next: KeyAndRequest,
  over: Partial<RenewRequest> = {},
): RenewRequest {
  const csr = next.csrPem;
  const signature = signed(renewalText(csr), key.keyPem);
  return { v: 1, certificate, csr, signature, fingerprint, ...over };
}

/** Renews over a new key, or throws the refusal's code; gives the machine as it is then. */
export async function renewWithNewKey(rig: DoorRig, machine: Joined, over: Partial<RenewRequest> = {}) {
  const key = await createKeyAndRequest();
  const answer = await rig.joining.renew(renewalOf(machine, key, over), origin);
  if (!answer.ok) throw new Error(answer.error.code);
  const { deviceId, certificate, outcome, state } = answer.value;
  return { deviceId, key, certificate, fingerprint: over.fingerprint ?? machine.fingerprint, outcome, state };
}

export function leaveOf({ deviceId, key, certificate }: Joined) {
  return { v: 1, deviceId, certificate, signature: signed(leavingText(deviceId), key.keyPem) } as const;
}

export function bootId(): string {
  return randomBytes(8).toString('hex');
}

/** A door on a new store, at `now`, with a token of room PM1. */
export async function openDoor(resources: Resources, over: { readonly declaredStudentPcs?: number } = {}) {
  const clock = createManualClock(rigStart);
  const store = await openTestStore(resources);
  const { authority } = await openTestAuthority(resources, clock);
  const rig = await openDoorRig({ store, authority, clock, ...over });
  const token = await rig.createToken({ room: 'PM1', role: 'student', uses: 1_000 });
  /** Joined, and born on its own hardware. */
  const born = async (name: string): Promise<Joined> => {
    const machine = await join(rig, token, hardware(name), { seat: '01' });
    await rig.book.noteBirth(machine.deviceId, machine.fingerprint);
    return machine;
  };
  return { ...rig, clock, token, born, rig };
}

/** Stores a boot as ingest does at a birth. */
export async function saveBoot(
  store: Store,
  deviceId: string,
  boot: string,
  isForeign: boolean,
): Promise<void> {
  const ledger = { contiguous: 0, beyond: [], uncertainTo: 0 };
  const born = {
    bootNo: 1,
    conn: 1,
    anchorAt: rigStart,
    clockOffsetMs: 0,
    bornAt: rigStart,
    birth: '{}',
    ended: null,
  };
  const record = {
    number: null,
    deviceId,
    boot,
    ...born,
    firstAt: rigStart,
    isForeign,
    movedTo: null,
    ledger,
    lastAt: rigStart,
  };
  const saved = await store.save({
    boots: [{ record, isChanged: true, reports: [] }],
    ...{ sections: [], outcomes: [], events: [], unread: [] },
  });
  if (!saved.ok) throw new Error(saved.error.reason);
}
