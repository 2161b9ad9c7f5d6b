import type { Settings } from '../../shared/domain/plan/what-if.ts';

/** Which plan: of which snapshot (null: the live picture), by which changed parameters on top of which scenario. */
export type PlanWish = {
  readonly snapshot: string | null;
  readonly scenario: string | null;
  /** As typed: those of `--set`, and of the flags that are settings under another name. */
  readonly settings: Settings;
};

/** What a command line asks for of scenarios. */
export type ScenarioCommand =
  | {
      readonly kind: 'scenario-save';
      readonly name: string;
      readonly settings: Settings;
      readonly note: string | undefined;
    }
  | { readonly kind: 'scenario-list' }
  | { readonly kind: 'scenario-show' | 'scenario-remove'; readonly name: string };

/** What a command line asks for of needs, plans and norms. */
export type PlanCommand =
  | { readonly kind: 'needs'; readonly wish: PlanWish; readonly schoolCode: string | undefined }
  | {
      readonly kind: 'plan';
      readonly wish: PlanWish;
      readonly isCompared: boolean;
      /** A snapshot, or `baseline`: the same one without settings. */
      readonly against: string | undefined;
      readonly leaseYears: number | undefined;
    }
  | { readonly kind: 'norms'; readonly id: string | undefined; readonly snapshot: string | null }
  | ScenarioCommand;

/** What a command line asks for of reports that are due and of what was delivered. */
export type ReportCommand =
  | { readonly kind: 'deadlines'; readonly snapshot: string | null }
  | { readonly kind: 'delivered'; readonly wish: PlanWish };
