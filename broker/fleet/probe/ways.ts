import type { Facts } from '../../../shared/contract/readings.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import type { StoredReport } from '../../ingest/stored.ts';
import type { PictureStore } from '../../store/picture-port.ts';

/** How a machine reaches the way out of its school; null while not known. */
export type Way = { readonly gateway: string | null; readonly isWifi: boolean | null };

/** Ways of machines, as they told them. */
export type Ways = {
  readonly of: (deviceId: string) => Way;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  /** A machine that may be asked for: what the store holds of it is read in due course. */
  readonly want: (deviceId: string) => void;
  /** Once a second. Resolves when a few of those that are wanted are read. */
  readonly readSome: () => Promise<void>;
};

const unknownWay: Way = { gateway: null, isWifi: null };

/** A machine's inventory is read whole: a few a second, so that the first hour of a school day costs nobody else anything. */
const readsAtOnce = 20;

export function createWays({
  store,
  log,
}: {
  readonly store: Pick<PictureStore, 'readingsOf'>;
  readonly log: Log;
}): Ways {
  const ways = new Map<string, Way>();
  const wanted = new Set<string>();
  const read = async (deviceId: string): Promise<void> => {
    const held = await store.readingsOf(deviceId);
    const network = held.flatMap(({ reading }) => (reading.section === 'network' ? reading.facts : []))[0];
    // What came in meanwhile is newer than what was read.
    if (!ways.has(deviceId)) ways.set(deviceId, network === undefined ? unknownWay : wayOf(network));
  };
  return {
    of: (deviceId) => ways.get(deviceId) ?? unknownWay,
    applyReports: (reports) => {
      for (const { deviceId, readings } of reports) {
        for (const reading of readings) {
          if (reading.section === 'network') ways.set(deviceId, wayOf(reading.facts));
        }
      }
    },
    want: (deviceId) => {
      if (!ways.has(deviceId)) wanted.add(deviceId);
    },
    readSome: async () => {
      for (const deviceId of [...wanted].slice(0, readsAtOnce)) {
        wanted.delete(deviceId);
        await read(deviceId).catch((cause: unknown) =>
          log.error({ deviceId, reason: String(cause) }, 'the network of a machine was not read'),
        );
      }
    },
  };
}

/** The default gateway, and whether the interface that leads there is a radio. */
function wayOf({ gateway, gatewayInterface, interfaces = [] }: Facts['network']): Way {
  const leading = interfaces.find(({ name }) => name === gatewayInterface);
  const kinds = (leading === undefined ? interfaces.filter(({ isUp }) => isUp === true) : [leading]).map(
    ({ kind }) => kind,
  );
  const isWired = kinds.includes('ethernet');
  return { gateway: gateway ?? null, isWifi: isWired ? false : kinds.includes('wifi') ? true : null };
}
