import type { PictureStore } from '../store/picture-port.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import { type ChassisForms, heldSections } from './facts.ts';
import type { Picture } from './picture.ts';
import { takeOutcome, takeReading } from './tracked-device.ts';

type LoadStore = PictureStore & Pick<RegistryStore, 'devices' | 'assignments'>;

/** Fills an empty picture, whose tree is set, from what the store holds. Nothing is connected yet. */
export async function loadPicture(
  store: LoadStore,
  picture: Picture,
  chassisForms: ChassisForms,
): Promise<void> {
  const assignments = new Map((await store.assignments()).map((row) => [row.deviceId, row]));
  for (const record of await store.devices()) {
    const assignment = assignments.get(record.deviceId);
    if (assignment !== undefined) picture.add(record, assignment);
  }
  await store.eachReading(heldSections, (held) => {
    const device = picture.device(held.deviceId);
    if (device !== undefined) takeReading(device, held.reading, held, chassisForms);
  });
  await store.eachOutcome((row) => {
    const device = picture.device(row.deviceId);
    if (device === undefined) return;
    takeOutcome(device, row, { measuredAt: row.measuredAt, seq: 0, timeQuality: 'unknown' });
  });
  const lastHeard = await store.lastHeard();
  const quarantined = await store.quarantineCounts();
  for (const device of picture.devices()) {
    device.lastSeen = lastHeard.get(device.deviceId) ?? null;
    device.quarantined = quarantined.get(device.deviceId) ?? 0;
    picture.refresh(device);
  }
}
