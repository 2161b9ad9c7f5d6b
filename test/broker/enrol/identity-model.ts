/** Hardware as the model sees it: four names, two of which are in one machine at a time. */
export type Parts = {
  readonly systemUuid: string;
  readonly boardSerial: string;
  readonly mac: string;
  readonly disk: string;
};

/** What a machine keeps on its disk, as far as the model cares. */
export type Keeping = { readonly deviceId: string; readonly keyId: string; readonly certifiedAt: number };

type ModelDevice = {
  hw: Parts;
  readonly originKey: string | null;
  isRetired: boolean;
  lastRevokedAt: number;
};

/** What the broker must decide: an id that exists, an id that nobody has, or no. */
export type Verdict =
  | { readonly kind: 'id'; readonly deviceId: string }
  | { readonly kind: 'new' | 'refused' };

const dayMs = 86_400_000;
const maxRecoveries = 3;
/** What is older is forgotten, also when the clock goes back to it. */
const actsKeptMs = 30 * dayMs;

/**
 * The registry as plain maps: which id a machine is to have, told from its hardware and its key alone. Every value belongs to
 * one machine (labs that share values are tried elsewhere).
 */
export function createIdentityModel() {
  let devices = new Map<string, ModelDevice>();
  let keys = new Map<string, { readonly deviceId: string; isRevoked: boolean }>();
  let shared = new Set<string>();
  let recoveries: { readonly deviceId: string; readonly at: number }[] = [];

  const revokeAll = (deviceId: string, at: number): void => {
    const device = devices.get(deviceId);
    for (const key of keys.values()) {
      if (key.deviceId !== deviceId || key.isRevoked) continue;
      key.isRevoked = true;
      if (device !== undefined) device.lastRevokedAt = at;
    }
  };
  const isCutOff = (deviceId: string): boolean => {
    const own = [...keys.values()].filter((key) => key.deviceId === deviceId);
    return own.length > 0 && own.every(({ isRevoked }) => isRevoked);
  };
  const splitBefore = (keyId: string, hw: Parts): string | undefined =>
    [...devices]
      .filter(([, device]) => device.originKey === keyId && isSame(device.hw, hw))
      .sort(
        ([a, one], [b, other]) => likeness(other.hw, hw) - likeness(one.hw, hw) || (a < b ? -1 : 1),
      )[0]?.[0];

  const ofCopy = (keyId: string, hw: Parts): Verdict => {
    shared.add(keyId);
    const earlier = splitBefore(keyId, hw);
    if (earlier === undefined) return { kind: 'new' };
    if (devices.get(earlier)?.isRetired === true || isCutOff(earlier)) return { kind: 'refused' };
    return { kind: 'id', deviceId: earlier };
  };

  return {
    size: () => devices.size,
    has: (deviceId: string) => devices.has(deviceId),
    isRevoked: (keyId: string) => keys.get(keyId)?.isRevoked === true,
    /** A machine without a key shows a token. */
    join: (hw: Parts, live: ReadonlySet<string>, now: number): Verdict => {
      const alike = [...devices].filter(
        ([, device]) => likeness(device.hw, hw) >= 2 && isSame(device.hw, hw),
      );
      const most = Math.max(0, ...alike.map(([, device]) => likeness(device.hw, hw)));
      const best = alike.filter(([, device]) => likeness(device.hw, hw) === most);
      const [deviceId] = best[0] ?? [];
      if (deviceId === undefined || best.length > 1 || live.has(deviceId)) return { kind: 'new' };
      const today = recoveries.filter((one) => one.deviceId === deviceId && one.at > now - dayMs);
      if (today.length >= maxRecoveries) return { kind: 'new' };
      recoveries = recoveries.filter((one) => one.deviceId !== deviceId || one.at >= now - actsKeptMs);
      recoveries.push({ deviceId, at: now });
      revokeAll(deviceId, now);
      return { kind: 'id', deviceId };
    },
    /** A machine comes with what it keeps. */
    birth: (hw: Parts, { deviceId, keyId, certifiedAt }: Keeping): Verdict => {
      const key = keys.get(keyId);
      const device = devices.get(deviceId);
      if (key?.isRevoked === true) return { kind: 'refused' };
      if (key === undefined && device !== undefined && certifiedAt <= device.lastRevokedAt) {
        return { kind: 'refused' };
      }
      if (key === undefined) keys.set(keyId, { deviceId, isRevoked: false });
      if (device === undefined) {
        devices.set(deviceId, { hw, originKey: null, isRetired: false, lastRevokedAt: 0 });
        return { kind: 'id', deviceId };
      }
      return isSame(device.hw, hw) ? { kind: 'id', deviceId } : ofCopy(keyId, hw);
    },
    /** What became of it: `deviceId` holds `keyId` and was seen on `hw`. */
    settled: (deviceId: string, keyId: string, hw: Parts, originKey: string | null): void => {
      const device = devices.get(deviceId);
      if (device === undefined) devices.set(deviceId, { hw, originKey, isRetired: false, lastRevokedAt: 0 });
      else Object.assign(device, { hw });
      if (!keys.has(keyId)) keys.set(keyId, { deviceId, isRevoked: false });
    },
    recovered: (deviceId: string): void =>
      void Object.assign(devices.get(deviceId) ?? {}, { isRetired: false }),
    revoke: revokeAll,
    /** Whether its word is taken; only then it is retired. */
    leave: ({ deviceId, keyId }: Keeping, now: number): 'refused' | 'retired' | 'nothing' => {
      if (shared.has(keyId)) return 'refused';
      if (keys.get(keyId)?.isRevoked !== false) return 'nothing';
      revokeAll(deviceId, now);
      Object.assign(devices.get(deviceId) ?? {}, { isRetired: true });
      return 'retired';
    },
    /** The broker's memory as it is now; calling the answer puts it back. */
    backup: (): (() => void) => {
      const kept = structuredClone({ devices, keys, shared, recoveries });
      return () => {
        ({ devices, keys, shared, recoveries } = structuredClone(kept));
      };
    },
  };
}
export type IdentityModel = ReturnType<typeof createIdentityModel>;

function likeness(a: Parts, b: Parts): number {
  return (['systemUuid', 'boardSerial', 'mac', 'disk'] as const).filter((part) => a[part] === b[part]).length;
}

/** A card or a disk in common. */
function isSame(a: Parts, b: Parts): boolean {
  return a.mac === b.mac || a.disk === b.disk;
}
