import type { RegisterChange } from '../../shared/contract/plan-kinds.ts';
import type { RosterProblem } from '../../shared/contract/query-rows.ts';

export type ImportWish = {
  readonly csv: string;
  readonly isDry: boolean;
  readonly strict: boolean;
  readonly replace: boolean;
};

/** What an import did, or a dry run would do. */
export type ImportDone = {
  /** Rows that are taken; none where the list is refused. */
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly isWritten: boolean;
  readonly changes: readonly RegisterChange[];
  readonly problems: readonly RosterProblem[];
};

/** Nothing was taken. */
export const refused: Omit<ImportDone, 'problems'> = {
  ...{ rows: 0, added: 0, changed: 0, removed: 0, unchanged: 0, isWritten: false, changes: [] },
};
