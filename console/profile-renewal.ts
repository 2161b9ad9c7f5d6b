import { X509Certificate } from 'node:crypto';
import { statSync, utimesSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { QueryBody } from '../shared/contract/query.ts';
import type { Result } from '../shared/domain/result.ts';
import type { AppError } from '../shared/runtime/app-error.ts';
import { type Clock, delay } from '../shared/runtime/clock.ts';
import { type Profile, writeProfile } from '../shared/runtime/profile.ts';

/** Keeps a profile good for years without anybody's help. */
export type ProfileRenewal = {
  /** The profile as it is now. */
  readonly current: () => Profile;
  /** The broker answers: asks for a newer certificate when it is time. Never in anybody's way. */
  readonly online: () => void;
  /** Waits a moment for an answer on its way, so that a command of a second renews too. */
  readonly settle: () => Promise<void>;
};

export type ProfileRenewalDeps = {
  readonly clock: Clock;
  readonly ask: () => Promise<Result<QueryBody<'profileRenew'>, AppError>>;
  /** Other authorities are trusted: coming again with the new certificate proves it to the broker. */
  readonly onAuthorityChanged: () => void;
};

const dayMs = 86_400_000;
const lastDays = 60;
/** Addresses and authorities change without a word: they are asked for about once a day. */
const askEveryMs = dayMs;
const settleMs = 2_000;

/**
 * The profile of a file. What the broker answers is written back (0600, whole or not at all); where the file cannot be
 * written, it holds for this program.
 */
export function createProfileRenewal(
  path: string,
  profile: Profile,
  deps: ProfileRenewalDeps,
): ProfileRenewal {
  let current = profile;
  let asking: Promise<void> | undefined;
  let askedAt = touchedAt(path);
  const isDue = (now: number): boolean =>
    now - askedAt > askEveryMs ||
    Date.parse(new X509Certificate(current.certificate).validTo) - now < lastDays * dayMs;
  const renew = async (): Promise<void> => {
    const answer = await deps.ask();
    if (!answer.ok) return;
    askedAt = deps.clock.now();
    const next = { ...current, ...answer.value };
    const isAuthorityChanged = next.ca !== current.ca;
    if (isDeepStrictEqual(next, current)) touch(path, askedAt);
    else writeProfile(path, next);
    current = next;
    if (isAuthorityChanged) deps.onAuthorityChanged();
  };
  return {
    current: () => current,
    online: () => {
      if (asking !== undefined || !isDue(deps.clock.now())) return;
      asking = renew().finally(() => {
        asking = undefined;
      });
    },
    settle: async () => {
      if (asking !== undefined) await Promise.race([asking, delay(deps.clock, settleMs)]);
    },
  };
}

/** When it was last written or confirmed (ms UTC); 0 when it cannot be told. */
function touchedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** A file of somebody else is left alone. */
function touch(path: string, at: number): void {
  try {
    utimesSync(path, at / 1000, at / 1000);
  } catch {}
}
