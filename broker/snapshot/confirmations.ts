import type { ConfirmationRow, SnapshotRow } from '../../shared/contract/snapshot.ts';
import type { SnapshotHead, SnapshotWord } from '../store/snapshot-port.ts';

/** Where a snapshot stands with its schools: the newest word of each holds. */
export function confirmationsOf(
  words: readonly SnapshotWord[],
  schoolCodes: readonly string[],
): ConfirmationRow[] {
  const newest = newestWords(words);
  return [...schoolCodes].sort(byCodeUnits).map((schoolCode) => {
    const word = newest.get(schoolCode);
    if (word === undefined || word.state === 'closed') {
      return { schoolCode, state: 'draft', role: null, at: null, remarks: [] };
    }
    const { state, role, at, remarks } = word;
    return { schoolCode, state, role, at, remarks: [...remarks] };
  });
}

export function isClosed(words: readonly SnapshotWord[]): boolean {
  return words.some(({ state }) => state === 'closed');
}

export function snapshotRowOf(head: SnapshotHead, words: readonly SnapshotWord[]): SnapshotRow {
  const states = [...newestWords(words).values()].map(({ state }) => state);
  return {
    ...head,
    gaps: [...head.gaps],
    confirmed: states.filter((state) => state === 'confirmed').length,
    disputed: states.filter((state) => state === 'disputed').length,
    isClosed: isClosed(words),
  };
}

function newestWords(words: readonly SnapshotWord[]): ReadonlyMap<string, SnapshotWord> {
  return new Map(
    words.flatMap((word) => (word.schoolCode === null ? [] : [[word.schoolCode, word] as const])),
  );
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
