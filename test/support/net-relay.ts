import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from './eventually.ts';
import type { NetNamespace } from './net-namespace.ts';
import type { Passage } from './net-passage.ts';
import type { RelayAnswer, RelayOrder } from './net-relay-process.ts';

/** A cable whose packets a program passes on: as late, as unevenly and as incompletely as it is told to while it runs. */
export type Relay = {
  /** Names of its ends. */
  readonly near: string;
  readonly far: string;
  /** Holds from its return on; what is not named stays as it was, what a direction leaves out is zero. */
  readonly set: (both: { readonly up?: Partial<Passage>; readonly down?: Partial<Passage> }) => Promise<void>;
  readonly counts: () => Promise<RelayAnswer>;
};

const program = join(import.meta.dirname, 'net-relay-process.ts');
const still: Passage = { delayMs: 0, jitterMs: 0, lossShare: 0 };
const nothing: Passage = { ...still, lossShare: 1 };

/**
 * Lays it between two namespaces; the relay itself stands in the first. `netem` is no part of every kernel, and a relay of TCP
 * connections would answer a handshake before it delays anything: this one passes IP packets.
 * @param index no other relay in either namespace has it
 */
export async function layRelay(from: NetNamespace, to: NetNamespace, index: number): Promise<Relay> {
  const ends = { near: `r${index}a`, far: `r${index}b` };
  // Nobody else listens in this namespace.
  const [nearPort, farPort] = [5_000 + 10 * index, 5_002 + 10 * index];
  const child = from.spawn(process.execPath, [program, String(nearPort), String(farPort)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the relay has no pipes');
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const tell = (asked: RelayOrder): Promise<RelayAnswer> => {
    const next = last.then(async () => {
      stdin.write(`${JSON.stringify(asked)}\n`);
      const { value } = await answers.next();
      return JSON.parse(value ?? 'null');
    });
    last = next;
    return next;
  };
  // It answers once it listens. What is written to a device that is not up yet ends its socat.
  await tell({ up: nothing, down: nothing });
  await openTun(from, ends.near, nearPort);
  await openTun(from, ends.far, farPort);
  from.run('ip', 'link', 'set', ends.far, 'netns', to.name);
  to.run('ip', 'link', 'set', ends.far, 'up');
  await tell({ up: still, down: still });
  return {
    ...ends,
    set: async ({ up, down }) => {
      await tell({ ...(up && { up: { ...still, ...up } }), ...(down && { down: { ...still, ...down } }) });
    },
    counts: () => tell({}),
  };
}

async function openTun(namespace: NetNamespace, name: string, port: number): Promise<void> {
  const device = `TUN,tun-name=${name},tun-type=tun,iff-no-pi,iff-up`;
  const relay = `UDP4-DATAGRAM:127.0.0.1:${port},bind=127.0.0.1:${port + 1}`;
  const child = namespace.spawn('socat', [device, relay], { stdio: ['ignore', 'ignore', 'inherit'] });
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(`socat ended with ${child.exitCode}`);
    return namespace.run('ip', '-o', 'link').includes(` ${name}:`) || undefined;
  });
}
