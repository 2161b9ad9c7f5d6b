import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { WebSocket } from 'ws';
import {
  lineBytesOf,
  type Ndt7Direction,
  type Ndt7Measurement,
  ndt7Limits,
  testBytesWithin,
} from '../../../shared/contract/ndt7.ts';
import { type Clock, every } from '../../../shared/runtime/clock.ts';
import { startLoad } from '../../../shared/runtime/ndt7-load.ts';
import { readPeer } from '../../../shared/runtime/ndt7-peer.ts';
import type { Admitted } from './lease-book.ts';

/** At most ten a second (ndt7). */
const measurementMs = 125;
/** The other direction of a test carries measurements only. */
const maxBackwardBytes = 262_144;
/** Measurements for a client that does not read them wait no longer than this. */
const maxWaitingBytes = 65_536;
/** Of an upload: what was under way when the client counted. */
const slack = 1.02;
/** For the goodbye to reach a client that sends and sends. */
const goodbyeMs = 500;

type TestDeps = {
  readonly clock: Clock;
  readonly socket: WebSocket;
  readonly tls: TLSSocket;
  /** Under TLS. */
  readonly line: Pick<Socket, 'bytesRead'>;
};

/** One direction of a test, from the upgrade to its end: within its bytes, 13 s and its lease. */
export function serveTest(
  deps: TestDeps,
  {
    direction,
    budgetBytes,
    until,
  }: { readonly direction: Ndt7Direction } & Pick<Admitted, 'budgetBytes' | 'until'>,
): void {
  const { clock, socket, tls } = deps;
  const startedMs = clock.monotonicMs();
  const load =
    direction === 'download'
      ? startLoad(socket, testBytesWithin(budgetBytes), () => socket.close(1000))
      : undefined;
  const cut = (): void => socket.terminate();
  const maxRead = direction === 'upload' ? budgetBytes * slack : maxBackwardBytes;
  const tell = (): void => {
    if (direction === 'upload' && socket.bufferedAmount > maxWaitingBytes) return;
    const elapsedUs = Math.round((clock.monotonicMs() - startedMs) * 1000);
    const read = { ElapsedTime: elapsedUs, BytesReceived: tls.bytesRead };
    const told = {
      Origin: 'server',
      Test: direction,
      AppInfo: { ElapsedTime: elapsedUs, NumBytes: load?.sentBytes() ?? tls.bytesRead },
      ...(direction === 'upload' ? { TCPInfo: read } : {}),
      ConnectionInfo: { Client: endpoint(tls, 'remote'), Server: endpoint(tls, 'local') },
    } satisfies Ndt7Measurement;
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(told), () => {});
  };
  const stops = [
    limitReading(deps, maxRead),
    every(clock, measurementMs, tell),
    clock.after(ndt7Limits.durationMs, () => {
      load?.stop();
      if (direction === 'download') socket.close(1000);
    }),
    clock.after(Math.max(0, Math.min(ndt7Limits.wallMs, until - clock.now())), cut),
  ];
  readPeer(socket, { measurement: () => {}, flood: cut });
  socket.on('error', cut);
  socket.once('close', () => {
    load?.stop();
    for (const stop of stops) stop();
  });
}

/** Says goodbye to who has sent so much, and hears no more of it. */
function limitReading({ clock, socket, tls, line }: TestDeps, maxBytes: number): () => void {
  let cancelCut: (() => void) | undefined;
  const count = (): void => {
    if (cancelCut !== undefined || lineBytesOf(line.bytesRead) <= maxBytes) return;
    socket.close(1000);
    // What it goes on to send stays in its own buffers.
    socket.pause();
    cancelCut = clock.after(goodbyeMs, () => socket.terminate());
  };
  tls.on('data', count);
  // Records without content are no data.
  const stopTicks = every(clock, measurementMs, count);
  return () => {
    stopTicks();
    cancelCut?.();
  };
}

function endpoint(tls: TLSSocket, side: 'remote' | 'local'): string {
  const [address = '', port = 0] =
    side === 'remote' ? [tls.remoteAddress, tls.remotePort] : [tls.localAddress, tls.localPort];
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
