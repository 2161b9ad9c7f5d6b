import type { ConfirmationRow, SnapshotRow } from '../../shared/contract/snapshot.ts';
import type { SnapshotHead, SnapshotStanding, SnapshotWord } from '../store/snapshot-port.ts';

/**
 * Where a snapshot stands with schools.
 * @param words the newest of each
 */
export function confirmationsOf(
  words: readonly SnapshotWord[],
  schoolCodes: readonly string[],
): ConfirmationRow[] {
  const newest = new Map(words.map((word) => [word.schoolCode, word]));
  return [...schoolCodes].sort(byCodeUnits).map((schoolCode) => {
    const word = newest.get(schoolCode);
    if (word === undefined || word.state === 'closed') {
      return { schoolCode, state: 'draft', role: null, at: null, remarks: [] };
    }
    const { state, role, at, remarks } = word;
    return { schoolCode, state, role, at, remarks: [...remarks] };
  });
}

export function snapshotRowOf(head: SnapshotHead, standing: SnapshotStanding): SnapshotRow {
  return { ...head, ...standing, gaps: [...head.gaps] };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
