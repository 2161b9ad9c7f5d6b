import type { SnapshotMachine } from '../snapshot/machine.ts';
import type { UsableVerdict } from '../usable.ts';

/** What to do with a machine; the first rule that fits. */
export const machineActions = ['replace', 'repair', 'upgrade', 'licence', 'keep'] as const;
export type MachineAction = (typeof machineActions)[number];

/** Where an age comes from, the surest first. */
export const ageSources = ['asset-book', 'bios', 'processor', 'unknown'] as const;
export type AgeSource = (typeof ageSources)[number];

/** Codes of why an action is proposed (texts `action.reason.<code>`). */
export const actionReasons = [
  'past-useful-life',
  'below-minimum',
  'hardware-faults',
  'cannot-run-supported-system',
  'broken',
  'in-repair',
  'repair-too-dear',
  'memory-low',
  'disk-slow',
  'disk-failing',
  'disk-small',
  'system-unsupported',
  'antivirus-unlicensed',
  'written-off',
] as const;
export type ActionReason = (typeof actionReasons)[number];

export interface MachineAge {
  /** Whole years at the snapshot; null when nothing tells. */
  readonly years: number | null;
  readonly source: AgeSource;
  /** Useful life in years that holds for its year of purchase (TT 141/2025: 7, before: 5), and the rule's name. */
  readonly usefulLifeYears: number;
  readonly usefulLifeBasis: string;
}

/** One machine of the evidence: counted or not and why, and what is proposed for it. */
export interface MachinePlan {
  readonly machine: SnapshotMachine;
  /** Student machines that ever joined (role student, no server, tablet, virtual, newcomer or written-off one). */
  readonly isRegistered: boolean;
  readonly verdict: UsableVerdict;
  readonly age: MachineAge;
  readonly action: MachineAction;
  readonly reasons: readonly ActionReason[];
  /** Parts and work of the action, in whole đồng; null where no price is known, 0 where nothing is bought. */
  readonly costDong: number | null;
  /** A repair or upgrade after which it counts. */
  readonly isUsableAfter: boolean;
  /** May be given to another school: age, owner and restrictions allow it. */
  readonly isMovable: boolean;
}
