import { sharedParts } from '../../shared/domain/fingerprint.ts';
import type { Alike, FingerprintBook } from './fingerprint-book.ts';
import type { JoiningDeps } from './joining.ts';
import { findProposal, type Newcomer } from './recover.ts';

/** Asks a person whether a newcomer is a machine that has been here before; the same two are proposed once. */
export async function propose(
  { store, clock, machinesOf }: Pick<JoiningDeps, 'store' | 'clock' | 'machinesOf'>,
  newcomer: Newcomer,
  alike: readonly Alike[],
  schoolCode: string,
): Promise<void> {
  const found = findProposal(newcomer, alike, machinesOf(schoolCode));
  if (found === null) return;
  await store.addProposal({ createdAt: clock.now(), deviceId: newcomer.deviceId, ...found });
}

/** Withdraws open proposals about hardware in common where what was in common names no machine, as was learned since. */
export async function withdrawUnfounded(
  { store, clock }: Pick<JoiningDeps, 'store' | 'clock'>,
  book: Pick<FingerprintBook, 'valid'>,
): Promise<void> {
  for (const { id, deviceId, otherId, reason, state } of await store.proposals()) {
    if (state !== 'open' || reason !== 'hardware') continue;
    const [one, other] = await Promise.all([store.device(deviceId), store.device(otherId)]);
    const isFounded =
      one !== null &&
      other !== null &&
      sharedParts(book.valid(one.fingerprint), book.valid(other.fingerprint)).length > 0;
    if (!isFounded) await store.decideProposal(id, { state: 'withdrawn', at: clock.now(), by: 'broker' });
  }
}
