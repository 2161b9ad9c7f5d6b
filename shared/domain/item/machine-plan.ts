import type { SnapshotMachine } from '../snapshot/machine.ts';
import type { UsableReason, UsableVerdict } from '../usable.ts';
import type { ItemCode } from './item.ts';

/** What to do with a machine; the first rule that fits. */
export const machineActions = ['replace', 'repair', 'upgrade', 'licence', 'keep'] as const;
export type MachineAction = (typeof machineActions)[number];

/** Where an age comes from, the surest first. */
export const ageSources = ['asset-book', 'bios', 'processor', 'unknown'] as const;
export type AgeSource = (typeof ageSources)[number];

/** Codes of why an action is proposed (texts `action.reason.<code>`). */
export const actionReasons = [
  'past-retire-age',
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
  /** Useful life in years that holds for its day of purchase (TT 141/2025: 7, before: 5), and the rule's name. */
  readonly usefulLifeYears: number;
  readonly usefulLifeBasis: string;
}

/** What the asset book says a machine is worth; null where the book is silent. Whole đồng. */
export interface BookValue {
  readonly assetCode: string;
  readonly costDong: number | null;
  /** Depreciation of one year (hao mòn); 0 once its useful life is over. */
  readonly yearlyDong: number | null;
  /** What is left of the cost; 0 does not make a machine unusable. */
  readonly residualDong: number | null;
}

/** One machine of the evidence: counted or not and why, and what is proposed for it. */
export interface MachinePlan {
  readonly machine: SnapshotMachine;
  /** Student machines that ever joined (role student, no private, server, tablet, virtual, newcomer or written-off one). */
  readonly isRegistered: boolean;
  /** Counted as a student computer for Informatics. */
  readonly verdict: UsableVerdict;
  /** What it is counted as: a student, office, department or teacher PC; null when as nothing, for `uncounted`. */
  readonly countsAs: ItemCode | null;
  /** The one reason why it is counted as nothing; null when it counts. */
  readonly uncounted: UsableReason | null;
  /** It works by the rules of a student PC, whatever it is for and wherever it stands. */
  readonly isWorking: boolean;
  readonly age: MachineAge;
  /** Null when the asset book does not name it. */
  readonly book: BookValue | null;
  readonly action: MachineAction;
  readonly reasons: readonly ActionReason[];
  /** Parts and work of the action, in whole đồng; null where no price is known, 0 where nothing is bought. Yearly licences stand apart. */
  readonly costDong: number | null;
  /** It is not counted now and would be after its repair or upgrade: a seat gained. */
  readonly isUsableAfter: boolean;
  /** May be given to another school: it counts, and age, owner and restrictions allow it. */
  readonly isMovable: boolean;
}
