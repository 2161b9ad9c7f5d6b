import type { CalendarRules } from '../calendar.ts';
import type { PlanningSchool } from '../school.ts';
import type { SnapshotMachine } from './machine.ts';
import type { Registers, SchoolYearFacts, SnapshotLicence, SnapshotLine, SnapshotRoom } from './register.ts';

/** Why a snapshot was taken: 30 September, end of year, the season of budgets, stock-taking on 1 January, or any day. */
export const snapshotKinds = [
  'live',
  'school-year-start',
  'year-end',
  'budget',
  'stock-taking',
  'ad-hoc',
] as const;
export type SnapshotKind = (typeof snapshotKinds)[number];

/** What of the past could not be rebuilt; said on every export. */
export const snapshotGaps = [
  'machines-before-history',
  'sightings-before-history',
  'facts-before-history',
  'roster-before-history',
  'rooms-before-history',
  'lines-not-rebuilt',
  'findings-not-rebuilt',
] as const;
export type SnapshotGap = (typeof snapshotGaps)[number];

/** A node of the org tree as it stood; depth is free (province > area > commune > school > site). */
export interface SnapshotUnit {
  readonly unitId: string;
  readonly parentId: string | null;
  readonly kind: string;
  readonly name: string;
  readonly code: string | null;
}

/**
 * All that planning needs, frozen: needs, plans and exports are pure functions of it. Lists are in a fixed order (code-unit
 * order of their keys), so that one state has one text and one hash.
 */
export interface Snapshot extends Registers {
  readonly format: 1;
  /** Null: the live picture, frozen for one answer. */
  readonly name: string | null;
  readonly kind: SnapshotKind;
  readonly asAtMs: number;
  readonly takenAtMs: number;
  readonly units: readonly SnapshotUnit[];
  readonly schools: readonly PlanningSchool[];
  readonly rooms: readonly SnapshotRoom[];
  readonly machines: readonly SnapshotMachine[];
  readonly lines: readonly SnapshotLine[];
  readonly licences: readonly SnapshotLicence[];
  readonly yearFacts: readonly SchoolYearFacts[];
  readonly calendar: CalendarRules;
  /** Whether the antivirus that comes with the system counts as licensed (the installation's rule). */
  readonly isBuiltInAntivirusLicensed: boolean;
  readonly gaps: readonly SnapshotGap[];
}

export const confirmationStates = ['draft', 'confirmed', 'disputed'] as const;
