import type { SnapshotUnit } from '../../shared/domain/snapshot/snapshot.ts';
import type { SnapshotHead, SnapshotStore } from '../store/snapshot-port.ts';
import { storedSnapshot } from './stored-snapshot.ts';

/** Of whom a snapshot tells. */
export type SnapshotIndex = {
  readonly units: readonly SnapshotUnit[];
  readonly schoolCodes: ReadonlySet<string>;
  readonly schoolOf: ReadonlyMap<string, string>;
};

/**
 * Tells of whom a snapshot tells. The one that was asked for last is kept: in the weeks in which thousands of schools look and
 * confirm, megabytes are not unpacked for each of them. Snapshots never change. Throws what `storedSnapshot` throws.
 */
export function createSnapshotIndexes(
  store: Pick<SnapshotStore, 'snapshotContent'>,
): (head: SnapshotHead) => Promise<SnapshotIndex> {
  let last: { readonly name: string; readonly index: Promise<SnapshotIndex> } | null = null;
  return (head) => {
    if (last?.name === head.name) return last.index;
    const index = indexOf(store, head);
    const asked = { name: head.name, index };
    last = asked;
    index.catch(() => {
      if (last === asked) last = null;
    });
    return index;
  };
}

async function indexOf(
  store: Pick<SnapshotStore, 'snapshotContent'>,
  head: SnapshotHead,
): Promise<SnapshotIndex> {
  const { units, schools, machines } = (await storedSnapshot(store, head)).snapshot;
  return {
    units,
    schoolCodes: new Set(schools.map(({ schoolCode }) => schoolCode)),
    schoolOf: new Map(machines.map(({ deviceId, schoolCode }) => [deviceId, schoolCode])),
  };
}
