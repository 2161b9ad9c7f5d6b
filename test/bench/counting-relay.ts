import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What crossed so far, both directions together. A chunk is what arrived at once: a TCP segment, or several. */
export type Crossed = { readonly bytes: number; readonly chunks: number; readonly connections: number };

type Direction = 'up' | 'down';

/** Hands TCP on to another port of this machine and counts it. */
export type CountingRelay = {
  readonly port: number;
  readonly crossed: () => Crossed;
  /** Where the newest chunk went; `up` is towards the other port. */
  readonly newest: () => Direction;
  /** Ends every connection without a word. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

export async function openCountingRelay(toPort: number): Promise<CountingRelay> {
  const crossed = { bytes: 0, chunks: 0, connections: 0 };
  const sockets = new Set<Socket>();
  let newest: Direction = 'down';
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1');
    crossed.connections += 1;
    for (const [from, to, direction] of [
      [near, far, 'up'],
      [far, near, 'down'],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (chunk: Buffer) => {
        crossed.bytes += chunk.length;
        crossed.chunks += 1;
        newest = direction;
        to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('end', () => to.end());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    crossed: () => ({ ...crossed }),
    newest: () => newest,
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What goes up is answered; whoever has to answer may be busy. */
const answerMs = 500;

/** Resolves when nothing has crossed for a while and no answer is due. */
export async function untilQuiet(relay: CountingRelay, quietMs = 15): Promise<void> {
  let before = -1;
  let quietSince = performance.now();
  for (let isQuiet = false; !isQuiet; ) {
    if (before !== relay.crossed().bytes) quietSince = performance.now();
    before = relay.crossed().bytes;
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    const neededMs = relay.newest() === 'down' ? quietMs : answerMs;
    isQuiet = before === relay.crossed().bytes && performance.now() - quietSince >= neededMs;
  }
}
