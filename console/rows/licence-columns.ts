import type { LicenceCoverage, LicenceRow, ReviewRow } from '../../shared/contract/finding-rows.ts';
import type { Column } from './column.ts';
import { dateColumn, dayColumn, monthColumn, numberColumn, wordsColumn } from './words-column.ts';

export const licenceColumns: readonly Column<LicenceRow>[] = [
  numberColumn('id', 'column.id', (row) => row.id),
  wordsColumn('schoolCode', 'column.code', (row) => row.schoolCode),
  wordsColumn('school', 'column.school', (row) => row.schoolName),
  wordsColumn('product', 'column.product', (row) => row.product),
  numberColumn('seats', 'column.seats', (row) => row.seats),
  numberColumn('installs', 'column.installs', (row) => row.installs),
  dayColumn('expiresOn', 'column.expires', (row) => row.expiresOn),
  wordsColumn(
    'state',
    'column.licenceState',
    (row) => row.state,
    (row, text) => text.t(`licenceState.${row.state}`),
  ),
  wordsColumn('note', 'column.note', (row) => row.note),
];

export const coverageColumns: readonly Column<LicenceCoverage>[] = [
  wordsColumn('school', 'column.school', (row) => row.schoolName),
  numberColumn('machines', 'column.machines', (row) => row.machines),
  numberColumn('licensed', 'column.licensed', (row) => row.licensed),
  numberColumn('builtIn', 'column.builtIn', (row) => row.builtIn),
  numberColumn('unlicensed', 'column.unlicensed', (row) => row.unlicensed),
  numberColumn('unknown', 'column.unknownMachines', (row) => row.unknown),
];

export const reviewColumns: readonly Column<ReviewRow>[] = [
  numberColumn('id', 'column.id', (row) => row.id),
  wordsColumn('school', 'column.school', (row) => row.schoolName),
  monthColumn('month', 'column.month', (row) => row.month),
  dateColumn('asAt', 'column.asAt', (row) => row.asAt),
  wordsColumn('recordedBy', 'column.recordedBy', (row) => row.recordedBy),
  numberColumn('machines', 'column.machines', (row) => row.machines),
  numberColumn('opened', 'column.openAtEnd', (row) => row.counts.open),
  numberColumn('fixed', 'column.fixed', (row) => row.counts.fixedInMonth),
];
