import { createHash, X509Certificate } from 'node:crypto';
import { copyFile, rm } from 'node:fs/promises';
import { join as pathTo } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../../broker/store/sqlite-store.ts';
import type { Store } from '../../../broker/store/store.ts';
import type { Fingerprint } from '../../../shared/contract/status.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority } from '../../support/installation.ts';
import type { Resources } from '../../support/resources.ts';
import {
  bootId,
  type DoorRig,
  type Joined,
  join,
  leaveOf,
  openDoorRig,
  origin,
  part,
  renewalOf,
  renewWithNewKey,
  rigStart,
  saveBoot,
  schoolCode,
} from './enrol-rig.ts';
import type { Keeping, Parts } from './identity-model.ts';

/** A physical machine. */
export type Machine = {
  hw: Parts;
  state: Joined | null;
  /** A copy of its disk, as a frozen one comes back to. */
  kept: Joined | null;
  /** The id under which it is connected. */
  session: string | null;
};

/** Steps make time pass; the wall clock may be set, also back. */
function createSettableClock(): Clock & { readonly pass: (ms: number) => void } {
  let offsetMs = 0;
  return {
    now: () => rigStart + offsetMs,
    monotonicMs: () => 0,
    after: () => () => {},
    pass: (ms) => {
      offsetMs += ms;
    },
  };
}

/** A broker with a database file, and machines that behave as agents do. */
export async function openWorld(resources: Resources, machines: readonly Machine[]) {
  const clock = createSettableClock();
  const folder = await resources.folder();
  const path = pathTo(folder, 'broker.db');
  const { authority } = await openTestAuthority(resources, clock);
  let store = openAt(path);
  resources.defer(() => store.close());
  let rig: DoorRig = await openDoorRig({ store, authority, clock });
  let backups = 0;

  const cut = (deviceId: string): void => {
    rig.live.delete(deviceId);
    for (const machine of machines) if (machine.session === deviceId) machine.session = null;
  };
  const switchOff = (machine: Machine): void => {
    if (machine.session !== null) cut(machine.session);
  };
  const switchOn = (machine: Machine, deviceId: string): void => {
    machine.session = deviceId;
    rig.live.add(deviceId);
  };
  /** Connects; where TLS or the registry would refuse, asks at the door first. False when nothing helps. */
  const connect = async (machine: Machine, state: Joined): Promise<Joined | null> => {
    if (isAccepted(rig, state, clock.now())) return state;
    const request = renewalOf({ ...state, fingerprint: printOf(machine.hw) }, state.key, { schoolCode });
    const answer = await rig.joining.renew(request, origin);
    if (!answer.ok) return null;
    const { deviceId, certificate } = answer.value;
    return { ...state, deviceId, certificate };
  };
  const newKey = (machine: Machine, state: Joined): Promise<Joined | null> => {
    const fingerprint = printOf(machine.hw);
    return renewWithNewKey(rig, { ...state, fingerprint }, { schoolCode }).catch(() => null);
  };
  /** A birth, as ingest keeps it. */
  const stored = async (machine: Machine, deviceId: string): Promise<void> => {
    await saveBoot(store, deviceId, bootId(), false);
    await rig.book.noteBirth(deviceId, printOf(machine.hw));
  };
  /** What a birth leads to on its own hardware: noted, and perhaps another certificate or key. */
  const own = async (machine: Machine, state: Joined): Promise<Joined | null> => {
    await stored(machine, state.deviceId);
    const order = await rig.renewals.orderFor(state.deviceId, sha256Of(state.certificate), {
      isFrozen: false,
    });
    if (order?.kind !== 'renew') return state;
    if (order.certificate === undefined) return newKey(machine, state);
    return { ...state, certificate: order.certificate };
  };

  return {
    clock,
    rig: () => rig,
    live: () => rig.live,
    cut,
    switchOff,
    /** Joins with a new token, as a machine without state. */
    join: async (machine: Machine) => {
      const token = await rig.createToken();
      const state = await join(rig, token, printOf(machine.hw));
      await stored(machine, state.deviceId);
      machine.state = state;
      switchOn(machine, state.deviceId);
      return state;
    },
    /** Starts with what it keeps; null when the broker does not let it in. */
    birth: async (machine: Machine): Promise<Joined | null> => {
      if (machine.state === null) return null;
      switchOff(machine);
      const state = await connect(machine, machine.state);
      if (state === null) return null;
      const likeness = rig.book.compare(state.deviceId, printOf(machine.hw));
      if (likeness === 'other') await rig.sharedKeys.add(state.key.keyId, state.deviceId);
      const itself = likeness === 'other' ? await newKey(machine, state) : state;
      const settled = itself === null ? null : await own(machine, itself);
      if (settled === null) return null;
      machine.state = settled;
      switchOn(machine, settled.deviceId);
      return settled;
    },
    leave: async (state: Joined) => (await rig.joining.leave(leaveOf(state), origin)).ok,
    revoke: async (deviceId: string) => {
      await store.revokeCertificates(deviceId, clock.now());
      rig.cache.revoke(deviceId);
      cut(deviceId);
    },
    /** Anybody, with somebody's certificate and hardware but neither key nor token. */
    stranger: async (machine: Machine): Promise<readonly boolean[]> => {
      const key = await createKeyAndRequest();
      const fingerprint = printOf(machine.hw);
      const guess = { id: 'aaaaaaaa', secret: 'A'.repeat(22) };
      const joined = await join(rig, guess, fingerprint).then(
        () => true,
        () => false,
      );
      if (machine.state === null) return [joined];
      const posing = { ...machine.state, key, fingerprint };
      const renewed = await rig.joining.renew(renewalOf(posing, key, { schoolCode }), origin);
      const left = await rig.joining.leave(leaveOf(posing), origin);
      return [joined, renewed.ok, left.ok];
    },
    /** Keeps a copy of the database; the answer puts it back, as an operator does after a crash. */
    backup: () => {
      backups += 1;
      const copy = pathTo(folder, `backup-${backups}.db`);
      const database = new DatabaseSync(path);
      database.exec(`VACUUM INTO '${copy}'`);
      database.close();
      return async () => {
        store.close();
        for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
        await copyFile(copy, path);
        store = openAt(path);
        rig = await openDoorRig({ store, authority, clock });
        for (const machine of machines) machine.session = null;
      };
    },
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;

function openAt(path: string): Store {
  const opened = openSqliteStore(path);
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

function printOf({ systemUuid, boardSerial, mac, disk }: Parts): Fingerprint {
  return {
    systemUuid: part(systemUuid),
    boardSerial: part(boardSerial),
    macs: [part(mac)],
    systemDisk: part(disk),
  };
}

/** What the model is told of a machine's state. */
export function keepingOf({ deviceId, key, certificate }: Joined): Keeping {
  const certifiedAt = new X509Certificate(certificate).validToDate.getTime() - 400 * 86_400_000;
  return { deviceId, keyId: key.keyId, certifiedAt };
}

function isAccepted(rig: DoorRig, { deviceId, certificate }: Joined, now: number): boolean {
  if (new X509Certificate(certificate).validToDate.getTime() <= now) return false;
  return rig.cache.authenticate({ cn: deviceId, certificateSha256: sha256Of(certificate) }) === 'ok';
}

function sha256Of(pem: string): string {
  return createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
}
