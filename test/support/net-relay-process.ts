import { createSocket, type Socket } from 'node:dgram';
import { createInterface } from 'node:readline';
import { createDealer, kindOf, type Passage } from './net-passage.ts';

// The wire between two TUN devices, each opened by a socat that hands its packets over as datagrams:
//   net-relay-process.ts NEAR-PORT FAR-PORT
// A line on stdin changes the directions that it names, at once; it is answered with what was counted until then.

/** Packets of each kind in one direction. */
export type PacketCounts = Readonly<Record<string, { readonly passed: number; readonly lost: number }>>;

/** A line on stdin, and the line that answers it. */
export type RelayOrder = { readonly up?: Passage; readonly down?: Passage };
export type RelayAnswer = { readonly up: PacketCounts; readonly down: PacketCounts };

type Direction = {
  passage: Passage;
  readonly counts: Map<string, { passed: number; lost: number }>;
  readonly take: (packet: Buffer) => void;
};

type Waiting = { readonly packet: Buffer; readonly dueMs: number };

const [nearPort = 0, farPort = 0] = process.argv.slice(2).map(Number);
const [near, far] = [await openEnd(nearPort), await openEnd(farPort)];
const [up, down] = [createDirection(far, farPort + 1), createDirection(near, nearPort + 1)];
near.on('message', up.take);
far.on('message', down.take);

const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  const asked: RelayOrder = JSON.parse(line);
  if (asked.up !== undefined) up.passage = asked.up;
  if (asked.down !== undefined) down.passage = asked.down;
  const counted: RelayAnswer = { up: Object.fromEntries(up.counts), down: Object.fromEntries(down.counts) };
  process.stdout.write(`${JSON.stringify(counted)}\n`);
});
// Whoever started it is gone.
orders.on('close', () => process.exit());

/** The socat of this end is bound to the port after it. */
function openEnd(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.bind(port, '127.0.0.1', () => resolve(socket));
  });
}

/** What waits of a kind leaves in the order in which it came. One order for all would make everybody as late as the latest. */
function createDirection(out: Socket, port: number): Direction {
  const deal = createDealer();
  const lines = new Map<string, Waiting[]>();
  const pump = (line: Waiting[]): void => {
    for (let [first] = line; first !== undefined && first.dueMs <= performance.now(); [first] = line) {
      line.shift();
      out.send(first.packet, port, '127.0.0.1', () => {});
    }
    const [next] = line;
    if (next !== undefined) setTimeout(pump, Math.max(1, next.dueMs - performance.now()), line);
  };
  const direction: Direction = {
    passage: { delayMs: 0, jitterMs: 0, lossShare: 0 },
    counts: new Map(),
    take: (packet) => {
      const kind = kindOf(packet);
      const counted = direction.counts.get(kind) ?? { passed: 0, lost: 0 };
      direction.counts.set(kind, counted);
      const { isLost, waitMs } = deal(kind, direction.passage);
      counted[isLost ? 'lost' : 'passed'] += 1;
      if (isLost) return;
      const line = lines.get(kind) ?? [];
      lines.set(kind, line);
      line.push({ packet, dueMs: performance.now() + waitMs });
      if (line.length === 1) pump(line);
    },
  };
  return direction;
}
