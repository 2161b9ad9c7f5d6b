import type { Support } from './end-of-support.ts';
import type { MachineFacts } from './machine-facts.ts';

export const windowsElevenStates = ['runs', 'eligible', 'not-eligible', 'unknown'] as const;
export type WindowsElevenState = (typeof windowsElevenStates)[number];

export const upgradeActions = [
  'none',
  'upgrade-system',
  'add-memory',
  'replace-disk',
  'replace-machine',
  'unknown',
] as const;
export type UpgradeAction = (typeof upgradeActions)[number];

/** Codes of what stands against Windows 11 or is not known (texts `upgrade.<code>`). */
export const upgradeReasons = [
  'cpu-too-old',
  'cpu-unknown',
  'tpm-missing',
  'tpm-old',
  'tpm-off',
  'tpm-unknown',
  'secure-boot-missing',
  'secure-boot-unknown',
  'memory-low',
  'memory-unknown',
  'memory-soldered-or-full',
  'disk-small',
  'disk-unknown',
  'disk-failing',
  'virtual-machine',
  'not-windows',
] as const;
export type UpgradeReason = (typeof upgradeReasons)[number];

export interface ProcessorRule {
  /** Over the model name (`processorWords`); a number in its first group is compared. */
  readonly pattern: RegExp;
  /** From this number on it is listed; absent: listed, or not, whatever the number. */
  readonly atLeast?: number | undefined;
  readonly isListed: boolean;
}

/** shared/data/windows-eleven.json: Microsoft's minimum, and processors by model name. */
export interface UpgradeTable {
  readonly minMemoryBytes: number;
  /** Firmware and graphics take a part before the system counts. */
  readonly memoryReservedPercent: number;
  readonly minDiskBytes: number;
  readonly processors: readonly ProcessorRule[];
}

export interface Upgrade {
  readonly windowsEleven: WindowsElevenState;
  readonly reasons: readonly UpgradeReason[];
  readonly memoryBytes: number | null;
  readonly freeMemorySlots: number | null;
  readonly maxMemoryBytes: number | null;
  readonly supportEnds: string | null;
  readonly action: UpgradeAction;
}

export interface UpgradeInput {
  readonly facts: MachineFacts;
  /** Of the system that runs now (`supportOf`). */
  readonly support: Support;
  /** Whether a disk is failing; null where that is not known. */
  readonly isDiskFailing: boolean | null;
  /** The registry has no Secure Boot key at all: the firmware is a legacy BIOS. */
  readonly isSecureBootUnset: boolean;
}

/** What can be done for a machine before another one is bought. Unknown parts never count against it. */
export function upgradeOf(input: UpgradeInput, _table: UpgradeTable): Upgrade {
  return {
    windowsEleven: 'unknown',
    reasons: [],
    memoryBytes: input.facts.hardware?.memoryBytes ?? null,
    freeMemorySlots: null,
    maxMemoryBytes: input.facts.hardware?.maxMemoryBytes ?? null,
    supportEnds: input.support.supportEnds,
    action: 'unknown',
  };
}
