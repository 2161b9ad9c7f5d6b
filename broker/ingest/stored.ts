import type { Report } from '../../shared/contract/report.ts';
import type { Birth, Death } from '../../shared/contract/status.ts';
import type { TimeQuality } from '../../shared/domain/device.ts';

/** A report that is stored now and was not before. Order states by (measuredAt, seq), never by arrival. */
export type StoredReport = {
  readonly deviceId: string;
  readonly boot: string;
  readonly seq: number;
  readonly receivedAt: number;
  readonly measuredAt: number;
  readonly timeQuality: TimeQuality;
  readonly readings: Report['readings'];
  readonly outcomes: Report['outcomes'];
  /** Of a daily marker. */
  readonly hashes?: Report['hashes'];
  readonly line?: Report['line'];
  readonly services?: Report['services'];
  readonly speed?: Report['speed'];
};

export type StoredBirth = {
  readonly deviceId: string;
  readonly birth: Birth;
  readonly receivedAt: number;
  readonly isNewBoot: boolean;
  /** On other hardware than the machine's own: somebody else holds a copy of its key. */
  readonly isForeign: boolean;
  /** Another process was born under this id since this one was: two of them are alive at once. */
  readonly isReturn: boolean;
  /**
   * How the persisted count of starts went on from the machine's start before: `back` is a disk that forgets; null when
   * there is nothing to compare, or starts were missed.
   */
  readonly bootNoStep: 'next' | 'back' | null;
};

export type StoredDeath = {
  readonly deviceId: string;
  readonly death: Death;
  readonly receivedAt: number;
  /** Whether (boot, conn) is that of the last birth; a death of an older connection says nothing. */
  readonly counts: boolean;
  /** Of a boot on other hardware than the machine's own. */
  readonly isForeign: boolean;
};
