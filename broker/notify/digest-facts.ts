import type { AvailabilityRow, OutageRow, ServiceRow } from '../../shared/contract/line-rows.ts';

/** Where an incident is, in names; null where its scope has none of it. */
export type Place = {
  readonly school: string | null;
  readonly room: string | null;
  readonly machine: string | null;
  readonly line: { readonly lineId: string; readonly isp: string | null } | null;
  readonly isp: string | null;
  readonly service: string | null;
  /** Schools that it touched, by name. */
  readonly schools: readonly string[];
};

export type Incident = OutageRow & { readonly place: Place };

/** A line that worked less than its contract promises, this month. */
export type WeakLine = Pick<AvailabilityRow, 'id' | 'downMinutes'> & {
  readonly schoolName: string | null;
  readonly availability: number;
  readonly promisedPercent: number;
};

/** All that a digest says, before it is put into words. */
export type DigestFacts = {
  readonly unitName: string;
  readonly atMs: number;
  readonly counts: {
    readonly schools: number;
    readonly linesDown: number;
    readonly linesDegraded: number;
    /** Since the last digest. */
    readonly opened: number;
    readonly ended: number;
    /** Machines that were not heard for more than five school days. */
    readonly silentMachines: number;
    readonly newCriticalFindings: number;
  };
  /** Gravest first, the longest first within. */
  readonly open: readonly Incident[];
  readonly ended: readonly Incident[];
  /** Those that fell furthest below their promise first. */
  readonly weakLines: readonly WeakLine[];
  readonly servicesDown: readonly ServiceRow[];
};

/** Nothing to tell beside the figures. */
export function isQuiet({ open, ended, servicesDown }: DigestFacts): boolean {
  return open.length === 0 && ended.length === 0 && servicesDown.length === 0;
}
