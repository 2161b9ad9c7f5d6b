import type { StoredBirth, StoredDeath, StoredReport } from '../../ingest/stored.ts';
import type { SessionLoss } from '../../transport/transport.ts';
import type { LineRegister } from '../line/register.ts';
import type { LinesDeps } from '../lines-deps.ts';

/** Incidents: gathered evidence, judged anew where it changed, in step with the store. */
export type Outages = {
  readonly load: () => Promise<void>;
  /** Once a second. */
  readonly tick: () => void;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  readonly applyBirth: (birth: StoredBirth) => void;
  readonly applyDeath: (death: StoredDeath) => void;
  readonly connected: (deviceId: string, remoteAddress: string) => void;
  readonly disconnected: (deviceId: string, loss: SessionLoss) => void;
  /** Resolves when everything that waits is judged and written. */
  readonly settled: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export function createOutages(_deps: LinesDeps & { readonly register: LineRegister }): Outages {
  return {
    load: () => Promise.resolve(),
    tick: () => {},
    applyReports: () => {},
    applyBirth: () => {},
    applyDeath: () => {},
    connected: () => {},
    disconnected: () => {},
    settled: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
