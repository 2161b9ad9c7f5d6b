import type { RegisterColumn, RegisterTable } from '../../shared/domain/register/column.ts';
import { registerTables } from '../../shared/domain/register/tables.ts';
import { code, document, type Page, table } from './markdown.ts';

export const registersPage: Page = {
  file: 'registers.md',
  render: () =>
    document('Registers', [
      'Lists that `schooldrum import WHAT FILE` reads, as CSV or XLSX; `schooldrum template WHAT` gives an empty one, `schooldrum register WHAT` what is held. Columns may stand in any order and be left out, except the required ones; headers and words are recognised without regard to marks, case and blanks. A blank cell is unknown, a missing column keeps what it was. How to use them: [data in](../data-in.md). The roster has [its own page](roster.md), lines have [theirs](lines.md).',
      ...Object.entries(registerTables).flatMap(([name, register]) =>
        name === 'roster' ? [] : [`## ${name}`, told(register), columnTable(register)],
      ),
    ]),
};

function told({ key, columns, reach }: RegisterTable): string {
  const headers = key.map((field) => columns.find((column) => column.field === field)?.header ?? field);
  const whose =
    reach === 'school' ? 'Of schools, each within the unit of who imports it.' : 'Of the whole installation.';
  return `${whose} One row for each ${headers.map(code).join(', ')}.`;
}

function columnTable({ columns }: RegisterTable): string {
  return table(
    ['column', 'required', 'holds', 'also known as'],
    columns.map((column) => [
      code(column.header),
      column.isRequired === true ? 'yes' : 'no',
      holds(column),
      column.others.join(', '),
    ]),
  );
}

const kinds = {
  code: 'a code: letters, digits, `.`, `_`, `-`; leading zeros count',
  level: 'a school level',
  item: 'an item, by its code or name',
  money: 'whole đồng: `15000000`, `15 000 000` or `15.000.000`',
  date: 'a day: `dd/mm/yyyy` or `yyyy-mm-dd`',
  'date-or-year': 'a day or a year',
  year: 'a year',
  'month-day': 'a day of every year: `dd/mm` or `mm-dd`',
  'yes-no': 'yes or no: `có`, `không`, `x`, `yes`, `no`',
} as const;

function holds({ holds: content }: RegisterColumn): string {
  switch (content.kind) {
    case 'text':
      return `text, at most ${content.maxLength} characters`;
    case 'count':
      return `a whole number, ${content.min} to ${content.max}`;
    case 'number':
      return `a number, ${content.min} to ${content.max}`;
    case 'list':
      return `up to ${content.maxItems} texts, \`|\` apart`;
    case 'word':
      return `one of ${Object.keys(content.shown).map(code).join(', ')}`;
    default:
      return kinds[content.kind];
  }
}
