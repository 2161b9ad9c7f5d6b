import type { DigestChannel } from '../../shared/contract/line-rows.ts';
import { isSchoolDay } from '../../shared/domain/probe/lesson.ts';
import { err, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { createText } from '../../shared/text/create-text.ts';
import { dayOf } from '../fleet/local-day.ts';
import type { DigestReceiver, DigestStore } from '../store/digest-port.ts';
import type { Channel } from './channel.ts';
import { isQuiet } from './digest-facts.ts';
import { digestPage } from './digest-text.ts';
import { type DigestSources, type GatheredDigest, gatherDigest, type Since } from './gather-digest.ts';
import { isDue, nextTryAt } from './schedule.ts';

export type Sender = DigestSources & {
  readonly store: DigestStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly channels: Readonly<Record<DigestChannel['channel'], Channel>>;
  readonly stopping: AbortController;
  /** Receivers that are being sent to: never two at once. */
  readonly busy: Set<number>;
};

const dayMs = 86_400_000;
/** Longest time that a digest looks back over. */
const maxNewsMs = 31 * dayMs;

/** Sends a receiver the digest of today if its time has come; a failure is kept in its row. Never rejects. */
export async function sendIfDue(sender: Sender, receiver: DigestReceiver): Promise<void> {
  await alone(sender, receiver, () => sendDay(sender, receiver)).catch((cause: unknown) =>
    sender.log.error({ receiver: receiver.id, reason: String(cause) }, 'a digest failed'),
  );
}

/** Sends it now, whatever was sent today. Null, or the reason why not, which is kept too. */
export async function sendNow(sender: Sender, receiver: DigestReceiver): Promise<string | null> {
  const failure = await alone(sender, receiver, async () => {
    const gathered = await gather(sender, receiver);
    return await deliver(sender, receiver, gathered, `${receiver.id}-${sender.clock.now()}`);
  });
  return failure === undefined ? 'EBUSY' : failure;
}

async function alone<T>(
  { busy }: Sender,
  { id }: DigestReceiver,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (busy.has(id)) return undefined;
  busy.add(id);
  try {
    return await work();
  } finally {
    busy.delete(id);
  }
}

async function sendDay(sender: Sender, receiver: DigestReceiver): Promise<void> {
  const { store, clock, rules, stopping } = sender;
  const nowMs = clock.now();
  const day = dayOf(nowMs, rules.calendar);
  const known = await store.digestDay(receiver.id, day);
  if (!isDue(receiver, known, nowMs, rules)) return;
  const before = known ?? { receiverId: receiver.id, day, tries: 0, nextAt: nowMs, isDone: false };
  const gathered = await gather(sender, receiver);
  if (gathered.ok && isQuiet(gathered.value.facts) && !isSchoolDay(nowMs, rules.calendar)) {
    await store.saveDigestDay({ ...before, isDone: true });
    return;
  }
  const tries = before.tries + 1;
  await store.saveDigestDay({ ...before, tries, nextAt: nextTryAt(tries, nowMs) });
  const failure = await deliver(sender, receiver, gathered, `${receiver.id}-${day}`);
  if (failure === null) await store.saveDigestDay({ ...before, tries, isDone: true });
  // That the broker stops is no fault of the receiver.
  else if (stopping.signal.aborted) await store.saveDigestDay(before);
}

/** A bug in an answer is a failed try like any other: else it would be met every minute. */
async function gather(sender: Sender, receiver: DigestReceiver): Promise<Result<GatheredDigest, AppError>> {
  const nowMs = sender.clock.now();
  try {
    return await gatherDigest(sender, receiver.unitId, sinceOf(receiver, nowMs), nowMs);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.stack : String(cause);
    sender.log.error({ unit: receiver.unitId, reason }, 'a digest could not be gathered');
    return err(appError('SD-INTERNAL', { reason: 'digest' }));
  }
}

/** Since the last one; since yesterday for the first, and after a clock that had run ahead was put right. */
function sinceOf({ lastSentAt, toldOutageId }: DigestReceiver, nowMs: number): Since {
  const isUsable = lastSentAt !== null && lastSentAt <= nowMs;
  const atMs = isUsable ? Math.max(lastSentAt, nowMs - maxNewsMs) : nowMs - dayMs;
  return { atMs, outageId: toldOutageId };
}

async function deliver(
  { store, clock, rules, log, channels, stopping }: Sender,
  receiver: DigestReceiver,
  gathered: Result<GatheredDigest, AppError>,
  key: string,
): Promise<string | null> {
  const { id, channel, lang } = receiver;
  const failure = gathered.ok
    ? await channels[channel](
        {
          key,
          receiver,
          day: dayOf(gathered.value.facts.atMs, rules.calendar),
          facts: gathered.value.facts,
          page: digestPage(gathered.value.facts, createText(lang)),
        },
        stopping.signal,
      )
    : gathered.error.code;
  if (failure !== null) {
    log.warn({ receiver: id, channel, reason: failure }, 'the digest was not sent');
    await store.digestFailed(id, failure.slice(0, 200));
  } else if (gathered.ok) await store.digestSent(id, clock.now(), gathered.value.newestOutageId);
  return failure;
}
