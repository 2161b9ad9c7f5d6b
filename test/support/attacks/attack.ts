import type { Socket } from 'node:net';
import type { JoinedMachine } from '../join-machines.ts';
import type { DeviceDoor } from '../open-device.ts';

/** What an attacker has: certificates of its own, the ports, and a user's certificate that fell into its hands. */
export type AttackScene = {
  readonly door: DeviceDoor;
  readonly httpsPort: number;
  readonly machines: readonly JoinedMachine[];
};

/** Goes on at full speed until the signal; gives how often it struck. */
export type Attack = {
  readonly name: string;
  readonly run: (scene: AttackScene, until: AbortSignal) => Promise<number>;
};

/** Repeats a strike in several lanes until the signal; a strike that fails (it is cut, refused) counts too. */
export async function repeat(
  lanes: number,
  until: AbortSignal,
  strike: (lane: number) => Promise<void>,
): Promise<number> {
  let strikes = 0;
  const run = async (lane: number): Promise<void> => {
    while (!until.aborted) {
      strikes += 1;
      await strike(lane).catch(() => {});
      // Also a strike that fails at once leaves the others their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)));
  return strikes;
}

/** Resolves at the signal. */
export function untilAborted(until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (until.aborted) resolve();
    else until.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Machines take turns by lane. */
export function machineOf({ machines }: AttackScene, lane: number): JoinedMachine {
  const machine = machines[lane % machines.length];
  if (machine === undefined) throw new Error('an attack needs a machine');
  return machine;
}

/** Writes, and waits while the other side does not read; ends with the connection or at the signal. */
export function push(socket: Socket, bytes: Buffer, until: AbortSignal): Promise<void> {
  if (socket.write(bytes)) return Promise.resolve();
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go);
      until.removeEventListener('abort', go);
      resolve();
    };
    socket.once('drain', go).once('close', go);
    until.addEventListener('abort', go);
  });
}
