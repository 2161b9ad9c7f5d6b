import type { ConfirmationRow, SnapshotRow } from '../../shared/contract/snapshot.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { dash, dateColumn, momentColumn, numberColumn, wordsColumn } from './words-column.ts';

export const snapshotColumns: readonly Column<SnapshotRow>[] = [
  wordsColumn('name', 'column.name', (row) => row.name),
  wordsColumn(
    'kind',
    'column.snapshotKind',
    (row) => row.kind,
    (row, text) => text.t(`export.kind.${row.kind}`),
  ),
  dateColumn('asAt', 'column.snapshotAsAt', (row) => row.asAt),
  numberColumn('schools', 'column.snapshotSchools', (row) => row.schools),
  numberColumn('machines', 'column.snapshotMachines', (row) => row.machines),
  numberColumn('confirmed', 'column.snapshotConfirmed', (row) => row.confirmed),
  numberColumn('disputed', 'column.snapshotDisputed', (row) => row.disputed),
  wordsColumn(
    'isClosed',
    'column.snapshotClosed',
    (row) => String(row.isClosed),
    (row, text) => text.t(row.isClosed ? 'broker.word.yes' : 'broker.word.no'),
  ),
  wordsColumn(
    'gaps',
    'column.snapshotGaps',
    (row) => row.gaps.join(' '),
    (row, text) => (row.gaps.length === 0 ? dash : gapWords(row.gaps, text)),
  ),
];

/** What of the past could not be rebuilt, in words. */
export function gapWords(gaps: SnapshotRow['gaps'], text: Text): string {
  return gaps.map((gap) => text.t(`export.gap.${gap}`)).join('; ');
}

export const confirmationColumns: readonly Column<ConfirmationRow>[] = [
  wordsColumn('schoolCode', 'column.code', (row) => row.schoolCode),
  wordsColumn(
    'state',
    'column.snapshotSaid',
    (row) => row.state,
    (row, text) => text.t(`export.confirmation.${row.state}`),
  ),
  wordsColumn(
    'role',
    'column.snapshotRole',
    (row) => row.role,
    (row, text) => roleWords(row.role, text),
  ),
  momentColumn('at', 'column.snapshotAt', (row) => row.at),
  wordsColumn('remarks', 'column.snapshotRemarks', (row) =>
    row.remarks
      .map(({ deviceId, remark }) => (deviceId === null ? remark : `${deviceId}: ${remark}`))
      .join('; '),
  ),
];

export function roleWords(role: string | null, text: Text): string {
  return role === null ? dash : text.say(`userRole.${role}`);
}
