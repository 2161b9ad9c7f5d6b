import type { PictureStore } from '../store/picture-port.ts';
import type { Picture } from './picture.ts';

/** Newest heartbeats, kept when a machine leaves and when the broker stops: what a restart could not read elsewhere. */
export type Heartbeats = {
  /** Saved with everyone who leaves in the same second: a whole lab is switched off at once. */
  readonly left: (deviceId: string) => void;
  readonly saveLeft: () => Promise<void>;
  readonly saveAll: () => Promise<void>;
};

export function createHeartbeats(deps: {
  readonly store: Pick<PictureStore, 'saveReadings'>;
  readonly picture: Pick<Picture, 'device' | 'devices' | 'hidden'>;
}): Heartbeats {
  const { store, picture } = deps;
  const leaving = new Set<string>();
  const save = async (deviceIds: readonly string[]): Promise<void> => {
    const readings = deviceIds.flatMap((deviceId) => {
      const device = picture.device(deviceId) ?? picture.hidden(deviceId);
      const unsaved = device?.unsavedUsage ?? null;
      if (device !== undefined) device.unsavedUsage = null;
      return unsaved === null ? [] : [unsaved];
    });
    if (readings.length > 0) await store.saveReadings(readings);
  };
  return {
    left: (deviceId) => void leaving.add(deviceId),
    saveLeft: () => {
      const left = [...leaving];
      leaving.clear();
      return save(left);
    },
    saveAll: () => save([...picture.devices()].map(({ deviceId }) => deviceId)),
  };
}
