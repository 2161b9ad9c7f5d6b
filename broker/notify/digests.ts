import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { every } from '../../shared/runtime/clock.ts';
import type { NotifySettings } from '../config.ts';
import { dayOf } from '../fleet/local-day.ts';
import type { DigestReceiver } from '../store/digest-port.ts';
import { type GatheredDigest, gatherDigest } from './gather-digest.ts';
import { createMail, type MailDeps } from './mail.ts';
import { type Sender, sendIfDue, sendNow } from './send-digest.ts';
import { createWebhook } from './webhook.ts';

export type DigestsDeps = Omit<Sender, 'channels' | 'stopping' | 'busy'> & MailDeps;

/** Tells people who do not watch a screen, once a day. */
export type Digests = {
  /** As of now; news is what happened within a day. */
  readonly gather: (unitId: string) => Promise<Result<GatheredDigest, AppError>>;
  /** Sends it now, whatever was sent today. Null, or the reason why not, which is kept too. */
  readonly sendNow: (receiver: DigestReceiver) => Promise<string | null>;
  readonly start: () => void;
  /** Ends what is under way. */
  readonly stop: () => Promise<void>;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Machines come back within five minutes of the broker's start; before that all of them seem gone. */
const settlingMs = 6 * minuteMs;
const daysKept = 400;
/** Sent at the same time: a server that does not answer holds up nobody for longer than its own try. */
const lanes = 4;

export function createDigests(deps: DigestsDeps, settings: NotifySettings): Digests {
  const { clock, rules, store, log } = deps;
  const channels = { email: createMail(deps, settings), webhook: createWebhook(deps, settings) };
  const sender: Sender = { ...deps, channels, stopping: new AbortController(), busy: new Set() };
  const cancels: (() => void)[] = [];
  let round: Promise<void> | null = null;
  const inBackground = (work: Promise<void>): Promise<void> =>
    work.catch((cause: unknown) => log.error({ reason: String(cause) }, 'the daily digest failed'));
  const tick = (): void => {
    round ??= inBackground(sendDue(sender)).finally(() => {
      round = null;
    });
  };
  return {
    gather: (unitId) => {
      const nowMs = clock.now();
      return gatherDigest(deps, unitId, { atMs: nowMs - dayMs, outageId: null }, nowMs);
    },
    sendNow: (receiver) => sendNow(sender, receiver),
    start: () => {
      const begin = (): void => {
        tick();
        cancels.push(every(clock, minuteMs, tick));
      };
      cancels.push(clock.after(settlingMs, begin, { isBackground: true }));
      void inBackground(store.pruneDigestDays(dayOf(clock.now() - daysKept * dayMs, rules.calendar)));
    },
    stop: async () => {
      for (const cancel of cancels.splice(0)) cancel();
      sender.stopping.abort();
      await round;
    },
  };
}

async function sendDue(sender: Sender): Promise<void> {
  const waiting = [...(await sender.store.digestReceivers())];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (!sender.stopping.signal.aborted) await sendIfDue(sender, next);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
