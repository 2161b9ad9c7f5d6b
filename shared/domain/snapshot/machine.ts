import type { AntivirusState } from '../device.ts';
import type { PlanningDevice } from '../usable.ts';

export const diskKinds = ['ssd', 'hdd'] as const;
export type DiskKind = (typeof diskKinds)[number];

/**
 * One machine as a snapshot froze it: what the broker's tables made of its raw facts by then. Null is unknown, never bad.
 */
export interface SnapshotMachine extends PlanningDevice {
  readonly seat: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  /** Where an entry of the asset book names it by device id, serial or host name. */
  readonly assetCode: string | null;
  readonly cpuModel: string | null;
  readonly os: string | null;
  /** End of support of the system that runs, YYYY-MM-DD; null while unknown or endless. */
  readonly osSupportEnds: string | null;
  readonly isOsSupported: boolean | null;
  /** The system's successor runs on this processor and board. */
  readonly canRunSuccessor: boolean | null;
  readonly antivirus: AntivirusState;
  readonly isAntivirusLicensed: boolean | null;
  readonly systemDisk: DiskKind | null;
  readonly isDiskFailing: boolean | null;
  /** Installed modules where known, else null. */
  readonly installedMemoryBytes: number | null;
  readonly freeMemorySlots: number | null;
  /** YYYY-MM-DD of the firmware: a guess of age. */
  readonly biosDate: string | null;
  /** Year in which the processor was first sold: the last guess of age. */
  readonly cpuLaunchYear: number | null;
  /** It reached the Internet on the last school day on which it was on. */
  readonly wasOnline: boolean | null;
  readonly hasWifi: boolean | null;
  /** Real printers and cameras, virtual ones left out. */
  readonly printers: number | null;
  readonly cameras: number | null;
  readonly hasProjection: boolean | null;
  readonly hasBattery: boolean | null;
  /** Measured when its hardware was last told, ms UTC. */
  readonly hardwareAtMs: number | null;
}
