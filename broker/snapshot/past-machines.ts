import { createMergers } from '../fleet/mergers.ts';
import type { DeviceRecord } from '../store/registry-port.ts';

/** A machine under the id that it had then, with every id that is known by now to be its own. */
export type PastMachine = { readonly record: DeviceRecord; readonly ids: readonly string[] };

/**
 * Machines that had joined by then, each once. Ids that were merged since are one machine: it stands under the id that shows its
 * history now, or where that came later, under the newest that it had by then.
 */
export function machinesThen(records: readonly DeviceRecord[], asAtMs: number): PastMachine[] {
  const mergers = createMergers();
  mergers.load(records);
  const joined = records.filter(({ joinedAt }) => joinedAt <= asAtMs);
  const groups = Map.groupBy(joined, ({ deviceId }) => mergers.survivorOf(deviceId));
  return [...groups].flatMap(([survivor, group]) => {
    const record = group.find(({ deviceId }) => deviceId === survivor) ?? group.toSorted(newestFirst)[0];
    return record === undefined ? [] : [{ record, ids: [survivor, ...mergers.idsOf(survivor)] }];
  });
}

function newestFirst(a: DeviceRecord, b: DeviceRecord): number {
  return b.joinedAt - a.joinedAt || (a.deviceId < b.deviceId ? -1 : 1);
}
