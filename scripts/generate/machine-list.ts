import { conditionNames, machineColumns, roleNames } from '../../broker/roster/machine-columns.ts';
import { code, document, type Page, table } from './markdown.ts';

const meanings: Readonly<Record<(typeof machineColumns)[number]['field'], string>> = {
  machine: 'the host name that the machine reports, in any case, or its ID (`d-…`)',
  room: 'where it stands, at most 64 characters',
  seat: 'its seat there, at most 16 characters; numbers tell which seats are missing',
  role: 'what it is for, one of the words below',
  state: 'how it is, one of the words below',
};

export const machineListPage: Page = {
  file: 'machine-list.md',
  render: () =>
    document('List of machines', [
      'What `schooldrum device import FILE` and `schooldrum-broker device import FILE` read: one row is one machine of one school. CSV in UTF-8, with or without a byte-order mark, or in UTF-16 with one, separated by `;`, `,` or tabs, as a spreadsheet saves it. Columns may stand in any order and be left out, except the required one; headers and words are recognised without regard to marks, case and blanks. A blank cell changes nothing. Other columns are ignored.',
      table(
        ['column', 'required', 'holds', 'also known as'],
        machineColumns.map(({ header, others, field, isRequired }) => [
          code(header),
          isRequired === true ? 'yes' : 'no',
          meanings[field],
          others.join(', '),
        ]),
      ),
      'A name that the school does not have, or that several machines carry of which more than one is in use, is a problem of its row: write the ID. Machines of teachers and offices report a hashed name, so theirs is the ID. With `--strict` one problem refuses the whole file; without it the other rows are written. Machines whose purpose nobody has said are listed at the end: they are neither counted nor dropped.',
      '## Purpose',
      table(
        ['role', 'words'],
        Object.entries(roleNames).map(([role, names]) => [code(role), names.join(', ')]),
      ),
      '## Condition',
      'A machine found `good` is approved, and counts for a time without reporting.',
      table(
        ['state', 'words'],
        Object.entries(conditionNames).map(([state, names]) => [code(state), names.join(', ')]),
      ),
    ]),
};
