import type { RawData, WebSocket } from 'ws';
import { type Ndt7Measurement, ndt7Limits, ndt7Measurement } from '../contract/ndt7.ts';

/** Of a measurement; longer text is none. */
const maxTextBytes = 16 * 1024;
/** Ten a second, ours and theirs, and some more for those who count otherwise. */
const maxSmallMessages = 1_000;
/** Answers to pings wait here for a peer that does not read. */
const maxWaitingBytes = 2 ** 16;

/** How either end of a test opens its WebSocket; pings are answered by {@link readPeer}, which counts them. */
export const ndt7SocketOptions = {
  perMessageDeflate: false,
  maxPayload: ndt7Limits.maxMessageBytes,
  autoPong: false,
} as const;

/**
 * Reads the other end of a test: its measurements go to `onMeasurement`, what is no load is counted and ends in `onFlood`.
 * Without it a thousand empty messages cost more than megabytes of load.
 */
export function readPeer(
  socket: WebSocket,
  on: {
    readonly measurement: (measurement: Ndt7Measurement) => void;
    readonly flood: () => void;
  },
): void {
  let small = 0;
  const count = (): boolean => {
    small += 1;
    if (small === maxSmallMessages + 1) on.flood();
    return small <= maxSmallMessages;
  };
  socket.on('ping', (data: Buffer) => {
    if (count() && socket.bufferedAmount < maxWaitingBytes) socket.pong(data, undefined, () => {});
  });
  socket.on('pong', count);
  socket.on('message', (data, isBinary) => {
    const bytes = sizeOf(data);
    if (isBinary && bytes >= ndt7Limits.minMessageBytes) return;
    if (bytes > maxTextBytes) on.flood();
    else if (count() && !isBinary) {
      const measurement = readMeasurement(data);
      if (measurement !== null) on.measurement(measurement);
    }
  });
}

/** As `ws` hands messages over: one buffer unless told otherwise. */
function sizeOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength;
}

/** Null for whatever is not a measurement: the protocol lets the ends say more than we know. */
function readMeasurement(data: RawData): Ndt7Measurement | null {
  try {
    const read = ndt7Measurement.safeParse(JSON.parse(String(data)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
