import { schoolLevels } from '../../shared/domain/device.ts';
import { type RosterColumn, rosterColumns } from '../../shared/domain/register/roster.ts';
import { code, document, type Page, table } from './markdown.ts';

export const rosterPage: Page = {
  file: 'roster.md',
  render: () =>
    document('Roster file', [
      'One row is one level of one school on one site; a school of two levels has two rows, a school of three sites three rows per level taught there. CSV in UTF-8, with or without a byte-order mark, separated by `;` or `,`, as a spreadsheet saves it. Columns may stand in any order and be left out, except the required ones; headers are recognised without regard to marks, case and blanks. A blank cell is missing and is named as such; 0 is a typed zero. Other columns are ignored.',
      table(
        ['column', 'required', 'holds', 'also known as'],
        rosterColumns.map((column) => [
          code(column.header),
          column.isRequired === true ? 'yes' : 'no',
          holds(column),
          column.others.join(', '),
        ]),
      ),
      'An import updates and adds; it never removes: [why](../decisions/roster-import.md).',
    ]),
};

function holds({ holds: content }: RosterColumn): string {
  switch (content.kind) {
    case 'code':
      return 'a code: letters, digits, `.`, `_`, `-`; leading zeros count';
    case 'level':
      return `one of ${schoolLevels.join(', ')}`;
    case 'text':
      return `text, at most ${content.maxLength} characters`;
    case 'count':
      return `a whole number, ${content.min} to ${content.max}`;
  }
}
