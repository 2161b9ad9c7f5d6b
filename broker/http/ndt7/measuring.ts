import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { appError } from '../../../shared/runtime/app-error.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import type { BrokerSettings } from '../../config.ts';
import type { MeasuringPoint } from '../../fleet/lines-deps.ts';
import type { FromChild } from './child-message.ts';
import type { MeasuringProcess, StartMeasuringProcess } from './measuring-process.ts';
import type { Ndt7Credentials } from './ndt7-server.ts';
import { signTicket } from './ticket.ts';

/** The measuring process as the broker sees it: started, watched, restarted a few times, ended. */
export type Measuring = {
  /** Null while none listens. */
  readonly point: () => MeasuringPoint | null;
  /** `tested` hears what each direction of a test took of the line, as the process counted. */
  readonly start: (tested: (leaseId: string, lineBytes: number) => void) => void;
  /** The server's certificate has changed. */
  readonly setCredentials: () => void;
  readonly stop: () => Promise<void>;
};

/** Waits before it is started again; after the last one it stays off until the broker's next start. */
const restartMs = [1_000, 5_000, 30_000, 120_000] as const;
/** Having run for so long, it is given all of them again. */
const provenMs = 600_000;

export function createMeasuring(
  deps: {
    /** Without it there is none. */
    readonly startProcess: StartMeasuringProcess | undefined;
    readonly credentials: () => Ndt7Credentials;
    readonly clock: Clock;
    readonly log: Log;
  },
  { settings, host }: { readonly settings: BrokerSettings; readonly host: string },
): Measuring {
  const { clock, log, startProcess } = deps;
  const { ndt7Port, echoPort, ndt7Server } = settings;
  const key = randomBytes(32);
  let child: MeasuringProcess | undefined;
  let isListening = false;
  let isWanted = false;
  let failures = 0;
  let startedMs = 0;
  let cancelRestart = (): void => {};
  let tested = (_leaseId: string, _lineBytes: number): void => {};
  const point = pointOf(settings, key);

  const failed = (reason: string): void => {
    isWanted = false;
    log.warn({ code: appError('SD-MEASURING-FAILED').code, reason }, 'no measuring point');
    void child?.stop();
  };
  const heard = (message: FromChild): void => {
    if (message.kind === 'tested') {
      tested(message.leaseId, message.lineBytes);
      return;
    }
    isListening = message.kind === 'listening';
    if (message.kind === 'failed') failed(`${message.reason} ${message.port}`);
    else log.info({ ndt7Port, echoPort }, 'measuring');
  };
  const ended = (why: string): void => {
    isListening = false;
    child = undefined;
    if (!isWanted) return;
    if (clock.monotonicMs() - startedMs >= provenMs) failures = 0;
    const waitMs = restartMs[failures];
    failures += 1;
    if (waitMs === undefined) {
      failed(why);
      return;
    }
    log.warn({ why, waitMs }, 'measuring process ended');
    cancelRestart = clock.after(waitMs, begin, { isBackground: true });
  };
  const begin = (): void => {
    if (startProcess === undefined || !settings.measuring) return;
    isWanted = true;
    startedMs = clock.monotonicMs();
    child = startProcess({ message: heard, ended });
    const ndt7 = { port: ndt7Port, key: key.toString('base64'), credentials: deps.credentials() };
    child.say({ kind: 'start', host, echoPort, ...(ndt7Server === undefined ? { ndt7 } : {}) });
  };
  return {
    point: () => (isListening ? point : null),
    start: (listener) => {
      tested = listener;
      begin();
    },
    setCredentials: () => child?.say({ kind: 'credentials', credentials: deps.credentials() }),
    stop: async () => {
      isWanted = false;
      cancelRestart();
      await child?.stop();
    },
  };
}

function pointOf({ hosts, ndt7Port, echoPort, ndt7Server }: BrokerSettings, key: Buffer): MeasuringPoint {
  const [host = ''] = hosts;
  const ours = `wss://${isIPv6(host) ? `[${host}]` : host}:${ndt7Port}`;
  return {
    host,
    ndt7Url: ndt7Server ?? ours,
    isOurs: ndt7Server === undefined,
    echoPort,
    ticketFor: (lease) => signTicket(key, lease),
  };
}
