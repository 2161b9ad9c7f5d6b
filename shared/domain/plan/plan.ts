import {
  type Allocation,
  type AllocationOptions,
  defaultAllocationOptions,
} from '../allocation/allocation.ts';
import type { MachinePlan } from '../item/machine-plan.ts';
import type { Needs } from '../need.ts';
import { defaultNeedOptions, type NeedOptions } from '../need-school.ts';
import type { NormPack } from '../norm.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** Everything a plan is computed by, beside the snapshot. */
export interface PlanOptions extends NeedOptions {
  /** Id of the pack whose ratios are used; null: the installation's first. */
  readonly normSet: string | null;
  /** Machines older than this many years are replaced whatever their state; null: by useful life and state. */
  readonly retireAgeYears: number | null;
  /** Year whose budgets are spent; null: for each owner its next one. */
  readonly year: number | null;
  readonly allocation: AllocationOptions;
}

export const defaultPlanOptions: PlanOptions = {
  ...defaultNeedOptions,
  normSet: null,
  retireAgeYears: null,
  year: null,
  allocation: defaultAllocationOptions,
};

/** A plan of one snapshot: the same snapshot and options give the same plan, whatever the machine, time zone or order of rows. */
export interface Plan {
  readonly snapshot: Snapshot;
  readonly options: PlanOptions;
  /** The pack of the ratios, then every other one whose item rules were applied. */
  readonly packs: readonly [NormPack, ...NormPack[]];
  /** By school code, room and device id. */
  readonly machines: readonly MachinePlan[];
  readonly needs: Needs;
  readonly allocation: Allocation;
}
