import type { StoredReport } from '../../ingest/stored.ts';
import type { LineRegister } from '../line/register.ts';
import type { Services } from '../line/services.ts';
import type { LinesDeps } from '../lines-deps.ts';

/** Who probes a line now. */
export type LineDuty = {
  readonly proberId: string | null;
  readonly standbyId: string | null;
  readonly usedBytes: number;
  readonly budgetBytes: number;
};

/** One prober and one standby for each line, and leases for speed tests within its budget. */
export type Probes = {
  readonly load: () => Promise<void>;
  /** Once a second. */
  readonly tick: () => void;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  /** A machine came, left, moved or changed its role: its school elects anew. */
  readonly changed: (deviceId: string) => void;
  readonly dutyOf: (lineId: string) => LineDuty;
  /** A speed test as soon as the line is free; null when its budget is spent or nobody probes it. */
  readonly requestTest: (lineId: string) => Promise<string | null>;
  readonly stop: () => Promise<void>;
};

export function createProbes(
  _deps: LinesDeps & { readonly register: LineRegister; readonly services: Services },
): Probes {
  return {
    load: () => Promise.resolve(),
    tick: () => {},
    applyReports: () => {},
    changed: () => {},
    dutyOf: () => ({ proberId: null, standbyId: null, usedBytes: 0, budgetBytes: 0 }),
    requestTest: () => Promise.resolve(null),
    stop: () => Promise.resolve(),
  };
}
