import type { StoredReport } from '../../ingest/stored.ts';
import type { LinesDeps } from '../lines-deps.ts';

export type ServiceTarget = { readonly service: string; readonly url: string };

/** Shared services: what is shipped, changed here or added, and how they were reached lately. */
export type Services = {
  readonly load: () => Promise<void>;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  /** What a school's prober checks: active ones, private ones included. */
  readonly targetsOf: (schoolCode: string) => readonly ServiceTarget[];
};

export function createServices(_deps: LinesDeps): Services {
  return { load: () => Promise.resolve(), applyReports: () => {}, targetsOf: () => [] };
}
