import type { LineSample, ServiceCheck, SpeedTest } from '../../shared/contract/line-facts.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Outbox } from '../outbox.ts';
import type { LineCheck } from './check.ts';
import { isFailing, type LineState, type TargetTries } from './line-state.ts';
import { createRunLog, secondsBefore } from './run-log.ts';
import { createSampleBuilder } from './sample.ts';

/** What was found on the way out, until it goes into the outbox: a report of its own about every five minutes. */
export type Journal = {
  readonly last: () => LineState | undefined;
  /** Since when something has been wrong, in seconds of `upSeconds`. */
  readonly badSinceUp: () => number | undefined;
  readonly add: (state: LineState, check?: LineCheck) => void;
  readonly addTries: (tries: readonly TargetTries[]) => void;
  readonly addSpeed: (result: Omit<SpeedTest, 'startedAgo'>, startedUp: number) => void;
  /** Hands over what there is. */
  readonly flush: () => void;
  /** Begins anew; what was not handed over is gone. */
  readonly clear: () => void;
};

export type JournalDeps = {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly upSeconds: () => number;
  readonly isPersonal: () => boolean;
  readonly onReport: () => void;
  readonly lineId: () => string | undefined;
  readonly services: (nowUp: number) => ServiceCheck[];
  readonly rareFacts: () => Pick<LineSample, 'ipv6' | 'mtuBytes' | 'router'>;
};

const sampleSeconds = 300;
/** Between two checks that belong together; beyond it the machine slept. */
const continuedSeconds = 150;

type Measured = {
  readonly line?: LineSample;
  readonly services?: ServiceCheck[];
  readonly speed?: SpeedTest;
};

export function createJournal(deps: JournalDeps): Journal {
  const log = createRunLog();
  const sample = createSampleBuilder();
  let last: { readonly atUp: number; readonly state: LineState } | undefined;
  let badSinceUp: number | undefined;
  /** Since when the next sample counts; undefined while nothing is watched. */
  let fromUp: number | undefined;
  const report = (up: number, measured: Measured): void => {
    if (deps.isPersonal()) return;
    deps.outbox.append({ at: deps.clock.now(), up, readings: [], outcomes: [], ...measured });
    deps.onReport();
  };
  /** @param endUp the span ended then already: the machine slept since */
  const takeLine = (up: number, endUp = up): LineSample | undefined => {
    const runs = log.take(up);
    if (runs.length === 0) return undefined;
    const seconds = Math.max(0, Math.round(endUp - (fromUp ?? up)));
    fromUp = endUp === up ? up : undefined;
    const lineId = deps.lineId();
    return { ...(lineId && { lineId }), seconds, ...sample.take(), ...deps.rareFacts(), log: runs };
  };
  const flush = (endUp?: number): void => {
    const up = moment(deps.upSeconds());
    const line = takeLine(up, endUp);
    const services = deps.services(up);
    if (line === undefined && services.length === 0) return;
    report(up, { ...(line && { line }), ...(services.length > 0 && { services }) });
  };
  const add = (state: LineState, check?: LineCheck): void => {
    const atUp = deps.upSeconds();
    const isContinued = last !== undefined && atUp - last.atUp <= continuedSeconds;
    // A machine that slept knows nothing of the time in between: neither in a run nor in a sample.
    if (!isContinued) flush(last?.atUp);
    fromUp ??= atUp;
    if (check !== undefined) sample.add(check);
    log.add(atUp, state, isContinued);
    last = { atUp, state };
    badSinceUp = isFailing(state) ? (badSinceUp ?? atUp) : undefined;
    if (log.isFull() || atUp - fromUp >= sampleSeconds) flush();
  };
  return {
    ...{ add, addTries: sample.addTries },
    last: () => last?.state,
    badSinceUp: () => badSinceUp,
    addSpeed: (result, startedUp) => {
      const up = moment(deps.upSeconds());
      report(up, { speed: { ...result, startedAgo: secondsBefore(up, startedUp) } });
    },
    flush: () => flush(),
    clear: () => {
      log.take(0);
      sample.take();
      last = undefined;
      badSinceUp = undefined;
      fromUp = undefined;
    },
  };
}

function moment(upSeconds: number): number {
  return Math.round(upSeconds * 10) / 10;
}
