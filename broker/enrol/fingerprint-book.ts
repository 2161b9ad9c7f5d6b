import {
  compareFingerprints,
  type FingerprintPart,
  fingerprintParts,
  fingerprintValues,
  type HardwareFingerprint,
  type Likeness,
  partCount,
  strongParts,
  validFingerprint,
} from '../../shared/domain/fingerprint.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { FingerprintChange, IdentityStore } from '../store/identity-port.ts';
import type { DeviceRecord, RegistryStore } from '../store/registry-port.ts';
import type { EnrolListener } from './enrol-events.ts';
import { createValueIndex, type ValueIndex } from './value-index.ts';

/** A machine that shares hardware identifiers with another. */
export type Alike = { readonly deviceId: string; readonly shared: readonly FingerprintPart[] };

/**
 * Every machine's hardware in memory, and the values that name no machine. Asked at each birth and each join; written
 * through to the store.
 */
export type FingerprintBook = {
  /** Whether hardware seen behind a machine's key is its own. A machine that never was born is whatever comes first. */
  readonly compare: (deviceId: string, seen: HardwareFingerprint) => Likeness;
  /** Machines that share at least one valid part, most parts first. */
  readonly alike: (seen: HardwareFingerprint) => readonly Alike[];
  /** The parts that name a machine: neither shipped nor learned placeholders. */
  readonly valid: (fingerprint: HardwareFingerprint) => HardwareFingerprint;
  /** A machine that joined, or whose hardware was enrolled anew. */
  readonly add: (record: Pick<DeviceRecord, 'deviceId' | 'fingerprint'>) => void;
  /**
   * Takes note of the own hardware of a machine at its birth (never that of a foreign boot). A value that another live
   * machine carries becomes a learned placeholder. Notes the event `hardware-changed` and gives the parts that changed.
   */
  readonly noteBirth: (deviceId: string, seen: HardwareFingerprint) => Promise<readonly FingerprintPart[]>;
};

export type FingerprintBookDeps = {
  readonly clock: Pick<Clock, 'now'>;
  /** Connected now, by the transport's word. */
  readonly isLive: (deviceId: string) => boolean;
  readonly listener: Pick<EnrolListener, 'note' | 'setCondition' | 'clearCondition'>;
  /** Values turned out to name no machine: what rested on them is to be looked at again. */
  readonly onLearned: () => void;
};

export type FingerprintBookStore = Pick<
  IdentityStore,
  'bornDevices' | 'learnedPlaceholders' | 'learnPlaceholder' | 'saveFingerprints'
> &
  Pick<RegistryStore, 'devices'>;

/** Learning is an answer to real boards; a machine that claims others' identifiers must not fill the memory. */
const maxLearned = 10_000;

type Held = { readonly fingerprint: HardwareFingerprint; readonly isWeak: boolean; readonly isBorn: boolean };

type BookState = FingerprintBookDeps & {
  readonly store: FingerprintBookStore;
  readonly machines: Map<string, Held>;
  readonly holders: ValueIndex;
  readonly learned: Map<FingerprintPart, Set<string>>;
};

/** Reads every machine's hardware. */
export async function openFingerprintBook(
  store: FingerprintBookStore,
  deps: FingerprintBookDeps,
): Promise<FingerprintBook> {
  const learned = new Map(fingerprintParts.map((part) => [part, new Set<string>()]));
  const state: BookState = { ...deps, store, machines: new Map(), holders: createValueIndex(), learned };
  for (const { part, value } of await store.learnedPlaceholders()) learned.get(part)?.add(value);
  const born = new Set(await store.bornDevices());
  for (const { deviceId, fingerprint, isWeakIdentity } of await store.devices()) {
    hold(state, deviceId, { fingerprint, isWeak: isWeakIdentity, isBorn: born.has(deviceId) });
  }
  return {
    compare: (deviceId, seen) => {
      const known = state.machines.get(deviceId);
      if (known === undefined || !known.isBorn) return 'same';
      return compareFingerprints(valid(state, known.fingerprint), valid(state, seen));
    },
    alike: (seen) => alike(state, seen),
    valid: (fingerprint) => valid(state, fingerprint),
    add: ({ deviceId, fingerprint }) => {
      const isBorn = state.machines.get(deviceId)?.isBorn ?? false;
      hold(state, deviceId, { fingerprint, isWeak: isWeak(state, fingerprint), isBorn });
    },
    noteBirth: (deviceId, seen) => noteBirth(state, deviceId, seen),
  };
}

function valid(state: BookState, fingerprint: HardwareFingerprint): HardwareFingerprint {
  return validFingerprint(fingerprint, (part, value) => state.learned.get(part)?.has(value) === true);
}

function isWeak(state: BookState, fingerprint: HardwareFingerprint): boolean {
  return partCount(valid(state, fingerprint)) < strongParts;
}

function hold(state: BookState, deviceId: string, next: Held): void {
  const before = state.machines.get(deviceId);
  if (before !== undefined) state.holders.remove(deviceId, before.fingerprint);
  state.machines.set(deviceId, next);
  state.holders.add(deviceId, next.fingerprint);
}

function alike(state: BookState, seen: HardwareFingerprint): readonly Alike[] {
  const shared = new Map<string, Set<FingerprintPart>>();
  for (const { part, value } of fingerprintValues(valid(state, seen))) {
    for (const deviceId of state.holders.of(part, value)) {
      shared.set(deviceId, (shared.get(deviceId) ?? new Set()).add(part));
    }
  }
  return [...shared]
    .map(([deviceId, parts]) => ({ deviceId, shared: fingerprintParts.filter((part) => parts.has(part)) }))
    .sort((a, b) => b.shared.length - a.shared.length || (a.deviceId < b.deviceId ? -1 : 1));
}

async function noteBirth(
  state: BookState,
  deviceId: string,
  seen: HardwareFingerprint,
): Promise<readonly FingerprintPart[]> {
  const known = state.machines.get(deviceId);
  if (known === undefined) return [];
  // The first hardware that comes is the machine's; later a part that could not be read is still what it was.
  const own = known.isBorn ? { ...known.fingerprint, ...present(seen) } : seen;
  const different = fingerprintParts.filter((part) => textOf(known.fingerprint[part]) !== textOf(own[part]));
  const isNew = different.length > 0;
  if (isNew || !known.isBorn) hold(state, deviceId, { fingerprint: own, isWeak: known.isWeak, isBorn: true });
  const carriers = await learnShared(state, deviceId, seen);
  await judgeAgain(state, new Set([deviceId, ...carriers]), isNew ? deviceId : null);
  const changed = known.isBorn ? different.filter((part) => known.fingerprint[part] !== undefined) : [];
  if (changed.length > 0) state.listener.note(deviceId, 'hardware-changed', changed.join(' '));
  return changed;
}

function present(seen: HardwareFingerprint): HardwareFingerprint {
  return Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined));
}

/** The order of cards means nothing. */
function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? [...value].sort().join(' ') : value;
}

/** Learns every value of this machine that another live machine carries; gives all machines that carry one. */
async function learnShared(
  state: BookState,
  deviceId: string,
  seen: HardwareFingerprint,
): Promise<readonly string[]> {
  const touched: string[] = [];
  for (const { part, value } of fingerprintValues(valid(state, seen))) {
    const twin = liveTwin(state, deviceId, state.holders.of(part, value));
    if (twin === null || (state.learned.get(part)?.size ?? 0) >= maxLearned) continue;
    await state.store.learnPlaceholder(part, value, state.clock.now());
    state.learned.get(part)?.add(value);
    touched.push(...state.holders.of(part, value));
    state.listener.note(deviceId, 'placeholder-learned', `${part} ${twin}`);
    state.listener.note(twin, 'placeholder-learned', `${part} ${deviceId}`);
  }
  if (touched.length > 0) state.onLearned();
  return touched;
}

function liveTwin(state: BookState, deviceId: string, holders: Iterable<string>): string | null {
  for (const other of holders) if (other !== deviceId && state.isLive(other)) return other;
  return null;
}

/** Weighs machines again and writes, in one go, those whose identity became weak or strong, and `changedId`. */
async function judgeAgain(
  state: BookState,
  deviceIds: Iterable<string>,
  changedId: string | null,
): Promise<void> {
  const changes: FingerprintChange[] = [];
  for (const deviceId of deviceIds) {
    const held = state.machines.get(deviceId);
    if (held === undefined) continue;
    const isWeakIdentity = isWeak(state, held.fingerprint);
    if (isWeakIdentity === held.isWeak && deviceId !== changedId) continue;
    changes.push({ deviceId, fingerprint: held.fingerprint, isWeakIdentity });
    if (isWeakIdentity === held.isWeak) continue;
    state.machines.set(deviceId, { ...held, isWeak: isWeakIdentity });
    if (isWeakIdentity) state.listener.setCondition(deviceId, 'weak-identity', null);
    else state.listener.clearCondition(deviceId, 'weak-identity');
  }
  if (changes.length > 0) await state.store.saveFingerprints(changes);
}
