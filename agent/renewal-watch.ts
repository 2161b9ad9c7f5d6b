import type { Random } from '../shared/domain/jitter.ts';
import type { Result } from '../shared/domain/result.ts';
import type { AppError, ErrorCode } from '../shared/runtime/app-error.ts';
import { readCertificates } from '../shared/runtime/certificates.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { SessionState } from '../shared/runtime/mqtt-session.ts';

/** Notices that the broker does not take this machine's certificate any more, and asks for another at its door. */
export type RenewalWatch = {
  readonly onState: (state: SessionState) => void;
  readonly stop: () => void;
};

const minuteMs = 60_000;
const failuresBefore = 3;

/** Over which machines spread: all of a broker that was restored, or those of a lab whose certificates ended together. */
const spreadMs = { refused: 30_000, over: 10_000 };

/** How long it is not asked again; half as long again with jitter. */
const pauseMs = { answered: 60 * minuteMs, revoked: 360 * minuteMs, unreachable: 5 * minuteMs };

/**
 * Asks after three connections in a row that reached the broker and failed, or after the first when by our own clock the
 * certificate is over.
 * @param deps.renew asks once
 */
export function createRenewalWatch(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly certificate: () => string;
  readonly renew: () => Promise<Result<void, AppError>>;
  /** The machine was revoked or retired: it has to join anew. */
  readonly onRefused: (code: ErrorCode) => void;
}): RenewalWatch {
  const { clock, random, log } = deps;
  let failures = 0;
  let isAsking = false;
  let notBeforeMs = 0;
  let lastRefusal: ErrorCode | undefined;
  let cancel = (): void => {};
  const isOver = (): boolean => {
    const [own] = readCertificates(deps.certificate()) ?? [];
    return own !== undefined && clock.now() > own.validToDate.getTime();
  };
  const settle = (result: Result<void, AppError>): void => {
    isAsking = false;
    const code = result.ok ? undefined : result.error.code;
    notBeforeMs = clock.monotonicMs() + pauseAfter(code) * (1 + random() / 2);
    if (code === undefined) failures = 0;
    else if (code !== lastRefusal) log.error({ code }, 'no new certificate');
    if (code === 'SD-JOIN-KEY-REVOKED' || code === 'SD-JOIN-RETIRED') deps.onRefused(code);
    lastRefusal = code;
  };
  const refused = (): void => {
    failures += 1;
    if (isAsking || clock.monotonicMs() < notBeforeMs) return;
    const why = isOver() ? 'over' : 'refused';
    if (why === 'refused' && failures < failuresBefore) return;
    isAsking = true;
    cancel = clock.after(random() * spreadMs[why], () => void deps.renew().then(settle));
  };
  return {
    onState: (state) => {
      if (state.kind === 'connected') {
        failures = 0;
        lastRefusal = undefined;
      }
      // Not reached at all: the broker's opinion of the certificate is not known.
      if (state.kind === 'waiting' && state.why !== 'lost' && state.hasMetBroker) refused();
    },
    stop: () => cancel(),
  };
}

function pauseAfter(code: ErrorCode | undefined): number {
  if (code === 'SD-JOIN-KEY-REVOKED' || code === 'SD-JOIN-RETIRED') return pauseMs.revoked;
  return code === 'SD-BROKER-UNREACHABLE' ? pauseMs.unreachable : pauseMs.answered;
}
