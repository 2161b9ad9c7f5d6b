import type { LineSample } from '../../../shared/contract/line-facts.ts';
import type { Report } from '../../../shared/contract/report.ts';
import type { Draw } from '../simulator/random.ts';
import { createRunLog } from './run-log.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What every machine does while it is without its broker: it looks for its gateway once a minute. */
export type CutWatch = {
  readonly begin: () => void;
  /** Connected again: what the log holds and was not put away yet. */
  readonly end: () => LineSample | null;
  readonly stop: () => void;
};

const checkMs = 60_000;
const sampleMs = 300_000;

export function createCutWatch(deps: {
  readonly clock: VirtualClock;
  readonly draw: Draw;
  readonly hasGateway: () => boolean;
  readonly isConnected: () => boolean;
  readonly add: (extra: Partial<Report>) => void;
  readonly networkIsBack: () => void;
}): CutWatch {
  const { clock } = deps;
  const log = createRunLog(clock);
  let cancel: (() => void) | null = null;
  let wasReachable = true;
  let sampledAt = 0;
  const look = (): void => {
    const isReachable = deps.hasGateway();
    const unknown = 'unknown' as const;
    log.add({
      gateway: isReachable ? 'ok' : 'bad',
      ...{ firstHop: unknown, broker: unknown, internet: unknown, dns: unknown, quality: unknown },
    });
    if (isReachable && !wasReachable) deps.networkIsBack();
    wasReachable = isReachable;
    if (clock.now() - sampledAt >= sampleMs) {
      deps.add({ line: sample() });
    }
    cancel = clock.after(checkMs, look);
  };
  const sample = (): LineSample => {
    const seconds = Math.round((clock.now() - sampledAt) / 1_000);
    sampledAt = clock.now();
    return { seconds, log: log.take() };
  };
  const stop = (): void => {
    cancel?.();
    cancel = null;
  };
  return {
    begin: () => {
      if (cancel !== null) return;
      sampledAt = clock.now();
      wasReachable = true;
      cancel = clock.after(deps.draw.uniform() * 5_000, look);
    },
    end: () => {
      stop();
      return log.isEmpty() ? null : sample();
    },
    stop,
  };
}
