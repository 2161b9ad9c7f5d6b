import type { DeviceRecord } from '../store/registry-port.ts';

/** Ids that turned out to be of one machine: whose history is shown under which id. */
export type Mergers = {
  /** Takes over what the registry says. */
  readonly load: (records: readonly Pick<DeviceRecord, 'deviceId' | 'mergedInto'>[]) => void;
  /** `deviceId` is shown under `into` from now on, or under its own id (null). `into` is not below `deviceId`. */
  readonly set: (deviceId: string, into: string | null) => void;
  /** The id under which a machine is shown, itself when it is not merged. */
  readonly survivorOf: (deviceId: string) => string;
  /** The id into which this very one was merged. */
  readonly intoOf: (deviceId: string) => string | null;
  /** All ids that are shown under this one, also through others. */
  readonly idsOf: (deviceId: string) => readonly string[];
};

export function createMergers(): Mergers {
  const into = new Map<string, string>();
  const ids = new Map<string, Set<string>>();
  const set = (deviceId: string, next: string | null): void => {
    const before = into.get(deviceId);
    if (before !== undefined) ids.get(before)?.delete(deviceId);
    into.delete(deviceId);
    if (next === null) return;
    into.set(deviceId, next);
    ids.set(next, (ids.get(next) ?? new Set()).add(deviceId));
  };
  const idsOf = (deviceId: string): string[] =>
    [...(ids.get(deviceId) ?? [])].flatMap((merged) => [merged, ...idsOf(merged)]);
  return {
    load: (records) => {
      for (const { deviceId, mergedInto } of records) if (mergedInto !== null) set(deviceId, mergedInto);
    },
    set,
    survivorOf: (deviceId) => {
      let survivor = deviceId;
      for (let next = into.get(survivor); next !== undefined; next = into.get(survivor)) survivor = next;
      return survivor;
    },
    intoOf: (deviceId) => into.get(deviceId) ?? null,
    idsOf,
  };
}
