import { cp } from 'node:fs/promises';
import { type Agent, startAgent } from '../../agent/agent.ts';
import { joinBroker } from '../../agent/enrol.ts';
import { readIdentity } from '../../agent/identity.ts';
import { collectors } from '../../agent/registry.ts';
import type { Random } from '../../shared/domain/jitter.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { labMachine } from './lab-machine.ts';
import { openRecordedHost, type RecordedHost } from './recorded-host.ts';
import type { Resources } from './resources.ts';

/** One machine of a lab: its hardware, and the state folder on its disk. */
export type LabSeat = { readonly n: number; readonly host: RecordedHost; readonly folder: string };

/** The `n`th machine, with an empty disk. */
export async function openSeat(resources: Resources, n: number): Promise<LabSeat> {
  const host = resources.closing(await openRecordedHost(labMachine(n)));
  return { n, host, folder: await resources.folder() };
}

export async function joinSeat({ host, folder, n }: LabSeat, token: string): Promise<string> {
  const joined = await joinBroker(host, { folder, token, room: 'PM1', seat: String(n) });
  if (!joined.ok) throw new Error(`${joined.error.code} ${JSON.stringify(joined.error.values)}`);
  return joined.value.identity.deviceId;
}

/** Switches the machine on, in this process, with every collector there is. */
export async function startSeat(seat: LabSeat, clock: Clock, random: Random = Math.random): Promise<Agent> {
  const startedMs = clock.monotonicMs();
  const started = await startAgent(
    {
      ...{ clock, random, collectors, host: seat.host },
      log: createLog(`pm1-${seat.n}`, 'error'),
      upSeconds: () => (clock.monotonicMs() - startedMs) / 1000,
    },
    { folder: seat.folder, isAtOnce: true },
  );
  if (!started.ok) throw new Error(`${started.error.code} ${JSON.stringify(started.error.values)}`);
  return started.value;
}

/** Who the machine is, by its disk. */
export function idOn({ folder }: LabSeat): string {
  const identity = readIdentity(folder);
  if (!identity.ok || identity.value === null) throw new Error(`no identity in ${folder}`);
  return identity.value.deviceId;
}

/** The disk as it was, or the disk of another. */
export function copyDisk(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true, force: true });
}
