import { createHash, randomBytes, sign, X509Certificate } from 'node:crypto';
import { decode, encode } from '../../../shared/contract/codec.ts';
import { renewalText } from '../../../shared/contract/enrol.ts';
import { type Order, order } from '../../../shared/contract/order.ts';
import type { Fingerprint } from '../../../shared/contract/status.ts';
import { createKeyAndRequest, keyIdOf } from '../../../shared/runtime/certificate-request.ts';
import { closedNow } from '../../support/closed-now.ts';
import { type Office, origin } from '../query/office.ts';
import { birthOf, readingsOf } from './fleet-rig.ts';

/** What a machine has on its disk: a copy of it makes a copy of the machine. */
export type Disk = { deviceId: string; certificate: string; keyPem: string };

/** A machine with hardware and a running process of its own. */
export type LabMachine = {
  readonly name: string;
  readonly fingerprint: Fingerprint;
  readonly boot: string;
  disk: Disk;
  conn: number;
  seq: number;
  /** Splits that name this very connection. */
  ordered: Order | null;
};

const part = (name: string): string => createHash('sha256').update(name).digest('base64url');

export function labMachine(name: string, disk: Disk): LabMachine {
  return {
    name,
    fingerprint: { macs: [part(`card ${name}`)], systemDisk: part(`disk ${name}`) },
    boot: randomBytes(8).toString('hex'),
    disk: { ...disk },
    conn: 0,
    seq: 0,
    ordered: null,
  };
}

/** One connection an id, as MQTT has it: whoever connects takes over. */
export function createSwitchboard() {
  const holders = new Map<string, LabMachine>();
  return {
    /** Takes what the broker publishes to whoever is connected. */
    deliver: (topic: string, payload: Buffer): void => {
      const deviceId = /^drum\/1\/(d-[a-z2-7]{16})\/order$/.exec(topic)?.[1];
      const holder = deviceId === undefined ? undefined : holders.get(deviceId);
      const message = decode(payload, order);
      if (holder === undefined || !message.ok || message.value.body.kind !== 'split') return;
      const { boot, conn } = message.value.body;
      if (boot === holder.boot && conn === holder.conn) holder.ordered = message.value;
    },
    connect: async ({ core }: Office, machine: LabMachine): Promise<void> => {
      const { deviceId, certificate } = machine.disk;
      if (holders.has(deviceId)) core.fleet.disconnected(deviceId, closedNow);
      holders.set(deviceId, machine);
      const { fingerprint256, publicKey } = new X509Certificate(certificate);
      core.fleet.connected(deviceId, fingerprint256.replaceAll(':', '').toLowerCase(), '203.0.113.1');
      machine.conn += 1;
      const keyId = keyIdOf(publicKey.export({ type: 'spki', format: 'der' }));
      const { boot, conn, fingerprint } = machine;
      const stored = core.ingest.status(
        deviceId,
        encode({ ...birthOf(1, 1_790_000_000_000), boot, conn, fingerprint, keyId }),
      );
      await core.ingest.flush();
      await stored;
    },
    leave: ({ core }: Office, { disk: { deviceId } }: LabMachine): void => {
      if (holders.delete(deviceId)) core.fleet.disconnected(deviceId, closedNow);
    },
    isConnected: (machine: LabMachine): boolean => holders.get(machine.disk.deviceId) === machine,
  };
}

/** The next report of a machine; `seq` repeats one that may not have been acknowledged. */
export async function drum({ core }: Office, machine: LabMachine, seq = machine.seq + 1): Promise<void> {
  machine.seq = Math.max(machine.seq, seq);
  const report = {
    v: 1,
    boot: machine.boot,
    seq,
    at: 1_790_000_000_000,
    up: seq * 300,
    readings: readingsOf({ hostname: machine.name }),
    outcomes: [],
  };
  const stored = core.ingest.report(machine.disk.deviceId, encode(report));
  await core.ingest.flush();
  await stored;
}

/** Makes a key of its own and has it certified, as its order says; what it is told goes to its disk. */
export async function becomeItself({ core }: Office, machine: LabMachine): Promise<string> {
  const { disk, fingerprint, boot, ordered } = machine;
  const { csrPem: csr, keyPem } = await createKeyAndRequest();
  const signature = sign('sha256', Buffer.from(renewalText(csr)), disk.keyPem).toString('base64url');
  const renewed = await core.joining.renew(
    {
      v: 1,
      certificate: disk.certificate,
      csr,
      signature,
      fingerprint,
      boot,
      ...(ordered === null ? {} : { orderId: ordered.id }),
    },
    origin,
  );
  if (!renewed.ok) throw new Error(renewed.error.code);
  const { deviceId, certificate, outcome } = renewed.value;
  machine.disk = { deviceId, certificate, keyPem };
  machine.ordered = null;
  return outcome;
}
