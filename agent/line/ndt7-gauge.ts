import { lineBytesOf, type Ndt7Direction, type Ndt7Measurement } from '../../shared/contract/ndt7.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Load } from '../../shared/runtime/ndt7-load.ts';
import { type Ndt7Connection, reservedBytes } from './ndt7-connection.ts';
import { createRateMeter, type RateMeter } from './ndt7-rate.ts';

/** What is still on its way when a download is cut: as much as the line carries in this time, and what systems buffer at most. */
const inFlight = { seconds: 0.1, mostBytes: 6_291_456 } as const;
/** Clocks of two machines, and what was sent but not yet counted here. */
const slack = 1.1;
/** What somebody counted in less is no rate. */
const leastSeconds = 0.05;

/** How one direction goes, by our counters and by what the server tells. */
export type Gauge = {
  readonly seconds: () => number;
  /** Takes a sample of our own counters. */
  readonly sample: () => void;
  readonly told: (measurement: Ndt7Measurement) => void;
  /** Of an upload the server's counts: what we sent may still wait in a buffer. */
  readonly meter: () => RateMeter;
  /** On the line so far. */
  readonly countedBytes: () => number;
  /** And with what comes after a cut. */
  readonly lineBytes: () => number;
  readonly minRttMs: () => number;
};

export function createGauge(
  { clock }: { readonly clock: Clock },
  { socket, tcp, bytes, connectMs }: Ndt7Connection,
  { direction, load }: { readonly direction: Ndt7Direction; readonly load: () => Load | undefined },
): Gauge {
  const startedMs = clock.monotonicMs();
  // The answer to the upgrade is no test.
  const readBefore = bytes.bytesRead;
  const seconds = (): number => (clock.monotonicMs() - startedMs) / 1000;
  const ours = createRateMeter();
  const theirs = createRateMeter();
  let minRttMs = connectMs;
  // Of an upload, what is handed over is sent, whatever buffer it lies in.
  const counted = (): number =>
    tcp.bytesRead + (direction === 'upload' ? (load()?.sentBytes() ?? 0) : tcp.bytesWritten);
  const ahead = (): number =>
    direction === 'upload' || socket.readyState === socket.CLOSED
      ? 0
      : Math.min(inFlight.mostBytes, (ours.settled() / 8) * inFlight.seconds);
  return {
    seconds,
    sample: () => ours.add(seconds(), bytes.bytesRead - readBefore),
    told: (measurement) => {
      const { MinRTT = 0 } = measurement.TCPInfo ?? {};
      if (MinRTT > 0) minRttMs = Math.min(minRttMs, MinRTT / 1000);
      const sent = load()?.sentBytes();
      const received = receivedOf(measurement);
      if (sent === undefined || received === null) return;
      // Nobody receives more than was sent, or for longer.
      const isPossible = received.bytes <= sent * slack && received.seconds <= seconds() * slack + 1;
      if (isPossible && received.seconds >= leastSeconds) theirs.add(received.seconds, received.bytes);
    },
    meter: () => (direction === 'upload' ? theirs : ours),
    lineBytes: () => lineBytesOf(counted() + ahead()) + reservedBytes,
    countedBytes: () => lineBytesOf(counted()) + reservedBytes,
    minRttMs: () => minRttMs,
  };
}

/** The kernel's counter before the program's, as the protocol says for uploads. */
function receivedOf({ TCPInfo, AppInfo }: Ndt7Measurement): { seconds: number; bytes: number } | null {
  if (TCPInfo?.BytesReceived !== undefined && TCPInfo.ElapsedTime !== undefined)
    return { seconds: TCPInfo.ElapsedTime / 1e6, bytes: TCPInfo.BytesReceived };
  return AppInfo === undefined ? null : { seconds: AppInfo.ElapsedTime / 1e6, bytes: AppInfo.NumBytes };
}
