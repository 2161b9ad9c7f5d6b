import type { StoredBirth, StoredDeath, StoredReport } from '../ingest/stored.ts';
import type { SessionLoss } from '../transport/transport.ts';
import { createLineRegister, type LineRegister } from './line/register.ts';
import { createServices, type Services } from './line/services.ts';
import type { LinesDeps } from './lines-deps.ts';
import { createOutages, type Outages, type OutagesDeps } from './outage/outages.ts';
import { createProbes, type Probes } from './probe/probes.ts';

/** The ways out of the schools: registered, probed, and judged when they fail. */
export type Lines = {
  readonly register: LineRegister;
  readonly services: Services;
  readonly probes: Probes;
  readonly outages: Outages;
  readonly load: () => Promise<void>;
  /** After lines of these schools were entered, changed or removed: their machines are judged and elected anew. */
  readonly linesChanged: (schoolCodes: ReadonlySet<string>) => Promise<void>;
  /** The broker serves from now on. */
  readonly start: () => void;
  readonly tick: () => void;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  readonly applyBirth: (birth: StoredBirth) => void;
  readonly applyDeath: (death: StoredDeath) => void;
  readonly connected: (deviceId: string, remoteAddress: string) => void;
  readonly disconnected: (deviceId: string, loss: SessionLoss) => void;
  readonly stop: () => Promise<void>;
};

export type LinesListeners = Pick<OutagesDeps, 'onOutages'> & {
  /** What findings of a machine rest on changed. */
  readonly toJudge: (deviceId: string) => void;
};

export function createLines(deps: LinesDeps & LinesListeners): Lines {
  const register = createLineRegister(deps);
  const services = createServices(deps);
  const probes = createProbes({ ...deps, register, services });
  const outages = createOutages({ ...deps, register, services });
  return {
    ...{ register, services, probes, outages },
    load: async () => {
      await register.load();
      await services.load();
      await probes.load();
      await outages.load();
    },
    linesChanged: async (schoolCodes) => {
      await register.load();
      for (const { deviceId, schoolCode } of deps.picture.devices()) {
        if (!schoolCodes.has(schoolCode)) continue;
        probes.changed(deviceId);
        deps.toJudge(deviceId);
      }
      for (const schoolCode of schoolCodes) outages.changed(schoolCode);
    },
    start: outages.start,
    tick: () => {
      probes.tick();
      outages.tick();
    },
    applyReports: (reports) => {
      register.applyReports(reports);
      services.applyReports(reports);
      probes.applyReports(reports);
      outages.applyReports(reports);
    },
    applyBirth: (birth) => {
      outages.applyBirth(birth);
      probes.changed(birth.deviceId);
    },
    applyDeath: outages.applyDeath,
    connected: outages.connected,
    disconnected: (deviceId, loss) => {
      outages.disconnected(deviceId, loss);
      probes.changed(deviceId);
    },
    stop: async () => {
      await probes.stop();
      await outages.stop();
    },
  };
}
