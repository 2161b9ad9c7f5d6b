import { encode } from '../../shared/contract/codec.ts';
import { contractVersion, inFlightWindow } from '../../shared/contract/limits.ts';
import type { Address } from '../../shared/contract/scalars.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import type { Random } from '../../shared/domain/jitter.ts';
import { type Clock, delay } from '../../shared/runtime/clock.ts';
import { openMqttSession } from '../../shared/runtime/mqtt-session.ts';
import type { JoinedMachine } from './join-machines.ts';

/** A machine that publishes numbered reports without pause, ten on the wire, each repeated until it is acknowledged. */
export type SteadyDrummer = {
  readonly machine: JoinedMachine;
  readonly acknowledged: ReadonlySet<number>;
  /** Lets the reports on the wire be acknowledged, sends no new ones. */
  readonly finish: () => Promise<void>;
};

export function startSteadyDrummer(
  machine: JoinedMachine,
  at: { readonly address: Address; readonly ca: string },
  deps: { readonly clock: Clock; readonly random: Random },
): SteadyDrummer {
  const startedMs = deps.clock.monotonicMs();
  const acknowledged = new Set<number>();
  const topic = buildTopic({ kind: 'report', cn: machine.deviceId });
  let last = 0;
  let isFinishing = false;
  const session = openMqttSession(
    {
      addresses: () => [at.address],
      credentials: () => ({ ca: at.ca, certificate: machine.certificate, key: machine.key }),
      clientId: machine.deviceId,
      keepaliveSeconds: 60,
      subscriptions: [],
    },
    { ...deps, onConnect: () => Promise.resolve(), onMessage: () => Promise.resolve(), onState: () => {} },
  );
  const report = (seq: number): Buffer => {
    const up = (deps.clock.monotonicMs() - startedMs) / 1000;
    const usage = {
      section: 'usage',
      hash: '0000000000000000',
      facts: { cpuPercent: seq % 100, osUptimeSeconds: seq },
    };
    return encode({
      v: contractVersion,
      boot: machine.boot,
      seq,
      at: deps.clock.now(),
      up,
      readings: [usage],
      outcomes: [],
    });
  };
  const lane = async (): Promise<void> => {
    while (!isFinishing) {
      last += 1;
      const seq = last;
      const payload = report(seq);
      for (
        let sent = await session.publish(topic, payload);
        !sent.ok;
        sent = await session.publish(topic, payload)
      ) {
        await delay(deps.clock, 20);
      }
      acknowledged.add(seq);
    }
  };
  session.start();
  const lanes = Array.from({ length: inFlightWindow }, lane);
  return {
    machine,
    acknowledged,
    finish: async () => {
      isFinishing = true;
      await Promise.all(lanes);
      await session.stop();
    },
  };
}
