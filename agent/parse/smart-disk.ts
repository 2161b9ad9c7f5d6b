import type { Facts } from '../../shared/contract/readings.ts';

type DiskHealthReading = NonNullable<Facts['diskHealth']['disks']>[number];

/** What a drive counts of itself, in the words of the contract; `device` and `source` are the collector's to add. */
export type SmartFacts = Omit<DiskHealthReading, 'device' | 'source'>;

/** One drive as smartctl describes it. A field that smartctl does not give is left out. */
export type SmartDisk = {
  /** The path that smartctl was asked about; its text output does not name it. Drives behind one controller share it. */
  readonly device?: string;
  /** smartctl's device type, such as `sat`, `nvme`, `megaraid,1`. */
  readonly type?: string;
  readonly sizeBytes?: number;
  readonly kind: 'hdd' | 'ssd' | 'nvme' | 'unknown';
  readonly facts: SmartFacts;
};

/** Serial numbers that somebody took out before passing the output on. */
export function isRedacted(value: string): boolean {
  return /^(?:redacted|-+|x+|\*+)$/i.test(value);
}
