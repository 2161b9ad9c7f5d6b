import type { Facts } from '../../../shared/contract/readings.ts';
import { leadingPorts } from '../../../shared/domain/line/port.ts';
import type { StoredReport } from '../../ingest/stored.ts';
import type { LinesDeps } from '../lines-deps.ts';

/** How fast the ports are by which measuring machines go out. */
export type Ports = {
  /** Mb/s of its slowest wired port on the way out; null on radio, or while not known. */
  readonly mbpsOf: (deviceId: string) => number | null;
  /** A machine that measures: what the store holds of its network is read, once. */
  readonly want: (deviceId: string) => void;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
};

export function createPorts({ store, log }: Pick<LinesDeps, 'store' | 'log'>): Ports {
  /** Null: asked for, and not known. */
  const speeds = new Map<string, number | null>();
  const read = async (deviceId: string): Promise<void> => {
    const held = await store.readingsOf(deviceId);
    const [network] = held.flatMap(({ reading }) => (reading.section === 'network' ? reading.facts : []));
    // What came in meanwhile is newer than what was read.
    if (network !== undefined && speeds.get(deviceId) === null) speeds.set(deviceId, slowestOf(network));
  };
  return {
    mbpsOf: (deviceId) => speeds.get(deviceId) ?? null,
    want: (deviceId) => {
      if (speeds.has(deviceId)) return;
      speeds.set(deviceId, null);
      read(deviceId).catch((cause: unknown) =>
        log.error({ deviceId, reason: String(cause) }, 'the ports of a machine were not read'),
      );
    },
    applyReports: (reports) => {
      for (const { deviceId, readings } of reports) {
        for (const reading of readings) {
          const isWanted = reading.section === 'network' && speeds.has(deviceId);
          if (isWanted) speeds.set(deviceId, slowestOf(reading.facts));
        }
      }
    },
  };
}

function slowestOf(network: Facts['network']): number | null {
  const known = (leadingPorts(network) ?? []).flatMap(({ speedMbps }) => speedMbps ?? []);
  return known.length === 0 ? null : Math.min(...known);
}
