import { encode } from '../../shared/contract/codec.ts';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { openJoinDoor } from '../../shared/runtime/join-client.ts';
import { openMqttSession } from '../../shared/runtime/mqtt-session.ts';
import { eventually } from './eventually.ts';
import { type JoinedMachine, joinMachines } from './join-machines.ts';
import type { Installation } from './running-installation.ts';

/** Machines of one room that join through the public door and beat once; resolves with their ids when all is stored. */
export async function beatingMachines(
  installation: Installation,
  at: { readonly schoolCode: string; readonly room: string; readonly role: string; readonly count: number },
): Promise<readonly string[]> {
  const words = ['token', '--school', at.schoolCode, '--room', at.room, '--role', at.role];
  const made = installation.broker(...words, '--uses', String(at.count));
  if (made.status !== 0) throw new Error(`${words.join(' ')}: ${made.stderr}`);
  const token = made.stdout.trim();
  // The door opens after the MQTT port: while it is shut nothing has joined yet.
  await eventually(async () => {
    const parsed = parseJoinToken(token);
    return parsed.ok && (await openJoinDoor(parsed.value)).ok ? true : undefined;
  });
  const { ca, machines } = await joinMachines(token, at.count);
  for (const machine of machines) await beatOnce(installation, ca, machine);
  return machines.map(({ deviceId }) => deviceId);
}

async function beatOnce(installation: Installation, ca: string, machine: JoinedMachine): Promise<void> {
  const clock = createSystemClock();
  const { deviceId, certificate, key, boot } = machine;
  let opened = (): void => {};
  const online = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const session = openMqttSession(
    {
      addresses: () => installation.profile.addresses,
      credentials: () => ({ ca, certificate, key }),
      ...{ clientId: deviceId, keepaliveSeconds: 60, subscriptions: [] },
    },
    {
      ...{ clock, random: Math.random, onMessage: () => Promise.resolve(), onState: () => {} },
      onConnect: () => Promise.resolve(opened()),
    },
  );
  session.start();
  await online;
  const usage = { section: 'usage', hash: '0000000000000000', facts: { cpuPercent: 5, osUptimeSeconds: 60 } };
  const report = {
    v: contractVersion,
    boot,
    seq: 1,
    at: clock.now(),
    up: 1,
    readings: [usage],
    outcomes: [],
  };
  const sent = await session.publish(buildTopic({ kind: 'report', cn: deviceId }), encode(report));
  await session.stop();
  if (!sent.ok) throw new Error(`${deviceId}: ${sent.error}`);
}
