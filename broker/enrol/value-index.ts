import {
  type FingerprintPart,
  fingerprintValues,
  type HardwareFingerprint,
} from '../../shared/domain/fingerprint.ts';

/** Which machines carry a hardware identifier. A value of one machine, as most are, takes no set of its own. */
export type ValueIndex = {
  readonly add: (deviceId: string, fingerprint: HardwareFingerprint) => void;
  readonly remove: (deviceId: string, fingerprint: HardwareFingerprint) => void;
  readonly of: (part: FingerprintPart, value: string) => Iterable<string>;
};

type Holders = Map<string, string | Set<string>>;

export function createValueIndex(): ValueIndex {
  const byPart: Readonly<Record<FingerprintPart, Holders>> = {
    systemUuid: new Map(),
    boardSerial: new Map(),
    macs: new Map(),
    systemDisk: new Map(),
  };
  return {
    of: (part, value) => {
      const held = byPart[part].get(value);
      return typeof held === 'string' ? [held] : (held ?? []);
    },
    add: (deviceId, fingerprint) => {
      for (const { part, value } of fingerprintValues(fingerprint)) addHolder(byPart[part], value, deviceId);
    },
    remove: (deviceId, fingerprint) => {
      for (const { part, value } of fingerprintValues(fingerprint))
        removeHolder(byPart[part], value, deviceId);
    },
  };
}

function addHolder(holders: Holders, value: string, deviceId: string): void {
  const held = holders.get(value);
  if (held === undefined) holders.set(value, deviceId);
  else if (typeof held !== 'string') held.add(deviceId);
  else if (held !== deviceId) holders.set(value, new Set([held, deviceId]));
}

function removeHolder(holders: Holders, value: string, deviceId: string): void {
  const held = holders.get(value);
  if (held === deviceId) holders.delete(value);
  else if (typeof held === 'object') held.delete(deviceId);
}
