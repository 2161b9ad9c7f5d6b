import type { FingerprintPart, HardwareFingerprint, Likeness } from '../../shared/domain/fingerprint.ts';
import type { DeviceRecord } from '../store/registry-port.ts';

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
