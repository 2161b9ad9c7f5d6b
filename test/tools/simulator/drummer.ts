import { createHmac, randomBytes } from 'node:crypto';
import { encode } from '../../../shared/contract/codec.ts';
import type { JoinResponse } from '../../../shared/contract/enrol.ts';
import type { JoinToken } from '../../../shared/contract/join-token.ts';
import { contractVersion } from '../../../shared/contract/limits.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import type { Fingerprint } from '../../../shared/contract/status.ts';
import { buildTopic } from '../../../shared/contract/topics.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { type Clock, delay } from '../../../shared/runtime/clock.ts';
import { askTerms, openJoinDoor, postJoin } from '../../../shared/runtime/join-client.ts';
import { type MqttSession, openMqttSession } from '../../../shared/runtime/mqtt-session.ts';
import { type SyntheticMachine, usageReading } from './machine.ts';
import type { Draw } from './random.ts';

/** A synthetic machine that has joined: it can beat (connect and report) through the public surface only. */
export type Drummer = {
  readonly machine: SyntheticMachine;
  readonly deviceId: string;
  readonly beat: () => Promise<'acknowledged' | 'not-acknowledged'>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

/** Joins one machine with its room's token: key, terms, request, certificate. */
export async function joinDrummer(
  machine: SyntheticMachine,
  token: JoinToken,
  draw: Draw,
  clock: Clock,
): Promise<Drummer> {
  const door = unwrap(await openJoinDoor(token));
  const terms = unwrap(await askTerms(door, token));
  const key = await createKeyAndRequest();
  const fingerprint = fingerprintOf(machine, terms.fingerprintKey);
  const request = {
    v: contractVersion,
    tokenId: token.id,
    secret: token.secret,
    csr: key.csrPem,
    fingerprint,
  } as const;
  const joined = unwrap(
    await postJoin(door, { ...request, hostname: machine.hostname, room: machine.room, seat: machine.seat }),
  );
  return createDrummer({ machine, joined, keyPem: key.keyPem, keyId: key.keyId, fingerprint, draw, clock });
}

type Joined = {
  readonly machine: SyntheticMachine;
  readonly joined: JoinResponse;
  readonly keyPem: string;
  readonly keyId: string;
  readonly fingerprint: Fingerprint;
  readonly draw: Draw;
  readonly clock: Clock;
};

function createDrummer(on: Joined): Drummer {
  const boot = randomBytes(8).toString('hex');
  const startedMs = on.clock.monotonicMs();
  const upSeconds = (): number => (on.clock.monotonicMs() - startedMs) / 1000;
  const status = buildTopic({ kind: 'status', cn: on.joined.deviceId });
  let connections = 0;
  let sequence = 0;
  const birth = (): Buffer =>
    encode({
      ...{
        v: contractVersion,
        kind: 'birth',
        boot,
        bootNo: 1,
        conn: connections,
        at: on.clock.now(),
        up: upSeconds(),
      },
      ...{ fingerprint: on.fingerprint, keyId: on.keyId },
      versions: {
        agent: 'simulator',
        node: process.versions.node,
        platform: 'simulated',
        contract: [contractVersion],
      },
    });
  const death = (reason: string): Buffer =>
    encode({ v: contractVersion, kind: 'death', boot, conn: connections, reason });
  const session: MqttSession = openMqttSession(
    {
      addresses: () => on.joined.addresses,
      credentials: () => ({ ca: on.joined.ca, certificate: on.joined.certificate, key: on.keyPem }),
      clientId: on.joined.deviceId,
      keepaliveSeconds: 300,
      subscriptions: [{ topic: buildTopic({ kind: 'order', cn: on.joined.deviceId }), qos: 1 }],
      will: () => {
        connections += 1;
        return { topic: status, payload: death('lost') };
      },
    },
    {
      clock: on.clock,
      random: on.draw.uniform,
      onConnect: async () => void (await session.publish(status, birth(), { retain: true })),
      onMessage: () => Promise.resolve(),
      onState: () => {},
    },
  );
  const beat: Drummer['beat'] = async () => {
    sequence += 1;
    const usage = usageReading(on.draw, on.machine, Math.round(upSeconds()));
    const readings: readonly Reading[] = sequence === 1 ? [...on.machine.readings, usage] : [usage];
    const outcomes = readings.map(({ section }) => ({ collector: section, outcome: 'ok', ms: 1 }));
    const report = {
      v: contractVersion,
      boot,
      seq: sequence,
      at: on.clock.now(),
      up: upSeconds(),
      readings,
      outcomes,
    };
    const sent = await session.publish(
      buildTopic({ kind: 'report', cn: on.joined.deviceId }),
      encode(report),
    );
    if (!sent.ok) sequence -= 1;
    return sent.ok ? 'acknowledged' : 'not-acknowledged';
  };
  const stop = async (): Promise<void> => {
    // A broker that is gone would hold a goodbye for a minute.
    const goodbye = session.publish(status, death('stopped'), { retain: true });
    await Promise.race([goodbye, delay(on.clock, 2_000)]);
    await session.stop();
  };
  return { machine: on.machine, deviceId: on.joined.deviceId, beat, start: () => session.start(), stop };
}

function fingerprintOf(machine: SyntheticMachine, fingerprintKey: string): Fingerprint {
  const key = Buffer.from(fingerprintKey, 'base64url');
  const keyed = (value: string): string => createHmac('sha256', key).update(value).digest('base64url');
  const { systemUuid, macs, systemDisk } = machine.identifiers;
  return {
    ...(systemUuid === undefined ? {} : { systemUuid: keyed(systemUuid) }),
    macs: macs.map((mac) => keyed(mac)),
    systemDisk: keyed(systemDisk),
  };
}

function unwrap<T>(
  result: { ok: true; value: T } | { ok: false; error: { code: string; values: object } },
): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code} ${JSON.stringify(result.error.values)}`);
}
