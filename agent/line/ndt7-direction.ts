import type { SpeedTest } from '../../shared/contract/line-facts.ts';
import { type Ndt7Direction, testBytesWithin } from '../../shared/contract/ndt7.ts';
import { type Clock, every } from '../../shared/runtime/clock.ts';
import { type Load, startLoad } from '../../shared/runtime/ndt7-load.ts';
import { readPeer } from '../../shared/runtime/ndt7-peer.ts';
import { type Ndt7Connection, openNdt7, reservedBytes } from './ndt7-connection.ts';
import { createGauge, type Gauge } from './ndt7-gauge.ts';
import type { SpeedTestWish } from './ndt7-wish.ts';

type Outcome = NonNullable<SpeedTest['download']>;

/** One direction: what was measured, if it came so far, and what crossed the line for it. */
export type DirectionResult = {
  readonly outcome?: Outcome;
  readonly lineBytes: number;
  /** Why it did not run to an end of ours. */
  readonly failure?: string;
};

export type DirectionConfig = {
  readonly direction: Ndt7Direction;
  /** On the line. */
  readonly budgetBytes: number;
  readonly durationMs: number;
};

type Ending = { readonly endedBy: Outcome['endedBy']; readonly failure?: string };

const flooded: Ending = { endedBy: 'failed', failure: 'too many messages' };

/** A rate that stands is known after this much. */
const enoughBytes = 30_000_000;
const tickMs = 50;
/** For the other end to say goodbye. */
const closeMs = 1_000;
/** A server that ends the test does so at about the same time, or the same byte, as we would. */
const aboutOver = 0.95;
/** Of an upload the server tells how it goes, in a hundred kilobytes and less. */
const maxBackwardBytes = 262_144;
/** A test that others ended tells a rate from here on, if it stood. */
const enoughSeconds = 1;

/** Runs one direction. Whatever the server does, it is over a second after its time. */
export async function runDirection(
  deps: { readonly clock: Clock },
  wish: Pick<SpeedTestWish, 'serverUrl' | 'caPem' | 'ticket' | 'signal'>,
  config: DirectionConfig,
): Promise<DirectionResult> {
  const opened = await openNdt7(config.direction, wish, { clock: deps.clock, signal: wish.signal });
  if (!opened.ok) return { lineBytes: 0, failure: opened.error };
  const connection = opened.value;
  let load: Load | undefined;
  const gauge = createGauge(deps, connection, { direction: config.direction, load: () => load });
  let stop = (): void => {};
  const ending = await new Promise<Ending>((resolve) => {
    stop = watch({ ...deps, signal: wish.signal, connection, gauge }, config, resolve);
    if (config.direction === 'upload') {
      limitBackward(connection, () => resolve(flooded));
      const most = testBytesWithin(config.budgetBytes - reservedBytes);
      load = startLoad(connection.socket, most, () => resolve(spent(gauge)));
    }
  });
  load?.stop();
  // It was cut so that what was still on its way had room.
  const lineBytes = Math.max(gauge.countedBytes(), Math.min(gauge.lineBytes(), config.budgetBytes));
  gauge.sample();
  if (config.direction === 'upload') await untilTold(deps, gauge);
  stop();
  await close(deps, connection, config.direction);
  return { ...resultOf(gauge, ending, config), lineBytes };
}

/** Ends a direction at its time, at its bytes, at a stable rate, or where the server or the caller ends it. */
function watch(
  deps: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly connection: Ndt7Connection;
    readonly gauge: Gauge;
  },
  { budgetBytes, durationMs }: DirectionConfig,
  finish: (ending: Ending) => void,
): () => void {
  const { clock, signal, gauge } = deps;
  const { socket, bytes } = deps.connection;
  const isAboutOver = (): boolean => gauge.seconds() * 1000 >= aboutOver * durationMs;
  const tick = (): void => {
    gauge.sample();
    if (gauge.seconds() * 1000 >= durationMs) finish({ endedBy: 'time' });
    else if (gauge.lineBytes() >= enoughBytes && gauge.meter().isStable()) finish({ endedBy: 'stable' });
  };
  const closed = (): void => {
    if (isAboutOver()) finish({ endedBy: 'time' });
    else if (gauge.lineBytes() >= aboutOver * budgetBytes) finish(spent(gauge));
    else finish({ endedBy: 'server', failure: 'closed early' });
  };
  const counted = (): void => {
    if (gauge.lineBytes() >= budgetBytes) finish(spent(gauge));
  };
  const failed = ({ message }: Error): void => finish({ endedBy: 'failed', failure: message });
  const aborted = (): void => finish({ endedBy: 'failed', failure: 'aborted' });
  readPeer(socket, {
    measurement: gauge.told,
    flood: () => finish(flooded),
  });
  bytes.on('data', counted);
  socket.once('close', closed).once('error', failed);
  signal.addEventListener('abort', aborted);
  const stopTicks = every(clock, tickMs, tick);
  socket.resume();
  return () => {
    stopTicks();
    signal.removeEventListener('abort', aborted);
    bytes.off('data', counted);
    socket.off('close', closed).off('error', failed);
  };
}

/** To the end of the connection: also while the server's last word is waited for. */
function limitBackward({ socket, tcp, bytes }: Ndt7Connection, onFlood: () => void): void {
  bytes.on('data', () => {
    if (tcp.bytesRead <= maxBackwardBytes) return;
    onFlood();
    socket.terminate();
  });
}

function spent(gauge: Gauge): Ending {
  return { endedBy: gauge.meter().isStable() ? 'stable' : 'budget' };
}

/** An upload that was over before the server's first word about it. */
function untilTold({ clock }: { readonly clock: Clock }, gauge: Gauge): Promise<void> {
  return new Promise((resolve) => {
    const late = clock.monotonicMs() + closeMs;
    const cancel = every(clock, tickMs, () => {
      if (gauge.meter().last() === undefined && clock.monotonicMs() < late) return;
      cancel();
      resolve();
    });
  });
}

/** A download is cut, since its server would go on sending; an upload says goodbye, and is not waited for. */
function close(
  { clock }: { readonly clock: Clock },
  { socket }: Ndt7Connection,
  direction: Ndt7Direction,
): Promise<void> {
  if (direction === 'download') socket.terminate();
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.after(closeMs, () => socket.terminate());
    socket.once('close', () => {
      cancel();
      resolve();
    });
    socket.close(1000);
  });
}

function resultOf(
  gauge: Gauge,
  { endedBy, failure }: Ending,
  { durationMs }: DirectionConfig,
): Omit<DirectionResult, 'lineBytes'> {
  const why = failure === undefined ? {} : { failure: failure.slice(0, 80) };
  const meter = gauge.meter();
  const last = meter.last();
  if (last === undefined || last.bytes === 0) return { failure: why.failure ?? 'no data' };
  const isKnown = failure === undefined || (last.seconds >= enoughSeconds && meter.isStable());
  if (!isKnown) return why;
  const isWhole = last.seconds * 1000 >= aboutOver * durationMs;
  return {
    ...why,
    outcome: {
      bitsPerSecond: Math.round(isWhole ? meter.mean() : meter.settled()),
      bytes: last.bytes,
      seconds: Math.min(60, Number(last.seconds.toFixed(3))),
      minRttMs: Number(gauge.minRttMs().toFixed(3)),
      endedBy,
    },
  };
}
