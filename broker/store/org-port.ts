import type { Unit } from '../../shared/contract/view.ts';
import type { SchoolRow } from '../../shared/domain/school.ts';

/** One roster row: a school's one level on one site. Null is a blank cell; 0 only when typed. */
export type RosterRow = SchoolRow & {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly commune: string | null;
  readonly owner: string | null;
  readonly area: string | null;
};

/** Versions that one import or edit adds, all from the same moment. */
export type OrgChange = {
  readonly at: number;
  readonly actor: string;
  readonly units: readonly Unit[];
  readonly rows: readonly RosterRow[];
  /** Units that are no more; what they were stays. */
  readonly endedUnits?: readonly Unit[];
  /** Rows that hold no longer; what they were stays. */
  readonly endedRows?: readonly RosterRow[];
};

/** The org tree and the roster: append-only versions; the newest version of each is what holds now. */
export type OrgStore = {
  /** Parents before children; with `asAtMs` only what had been said by then. */
  readonly units: (asAtMs?: number) => Promise<readonly Unit[]>;
  /** By school code, level (in school order) and site; with `asAtMs` only what had been said by then. */
  readonly rosterRows: (asAtMs?: number) => Promise<readonly RosterRow[]>;
  readonly saveOrg: (change: OrgChange) => Promise<void>;
};
