import type { LineIdentity } from '../../../shared/domain/outage/evidence.ts';
import type { StoredReport } from '../../ingest/stored.ts';
import type { LinesDeps } from '../lines-deps.ts';

/** The lines of each school, as entered and as measured, in step with the store. */
export type LineRegister = {
  readonly load: () => Promise<void>;
  /** What probers measured. */
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  /** As outages are judged by: the register's, with the networks of each provider. Empty where none was entered. */
  readonly linesOf: (schoolCode: string) => readonly LineIdentity[];
  /** Network of an address by the shipped table, or null. */
  readonly asnOf: (address: string) => number | null;
};

export function createLineRegister(_deps: LinesDeps): LineRegister {
  return {
    load: () => Promise.resolve(),
    applyReports: () => {},
    linesOf: () => [],
    asnOf: () => null,
  };
}
