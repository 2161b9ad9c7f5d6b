import {
  dutyWords,
  type LineColumn,
  lineColumns,
  mediumWords,
} from '../../shared/domain/line/line-columns.ts';
import { lineReasonCodes } from '../../shared/domain/line/line-reasons.ts';
import { code, document, type Page, table } from './markdown.ts';
import { words } from './words.ts';

const sides = { for: 'speaks for it', against: 'contradicts it', note: 'is told beside it' } as const;

export const linesPage: Page = {
  file: 'lines.md',
  render: () =>
    document('List of lines', [
      'What `schooldrum line import FILE` reads: one row is one line of one school. XLSX (the first visible sheet), or CSV in UTF-8, with or without a byte-order mark, or in UTF-16 with one, separated by `;`, `,` or tabs, as a spreadsheet saves it. `schooldrum line template` gives an empty list. Columns may stand in any order and be left out, except the required one; headers and words are recognised without regard to marks, case and blanks. Other columns are named and not read. `200/100 Mbps` under the downward rate tells both rates, where the upward one is blank.',
      'The whole file is taken or nothing of it: every refused cell is named by line and column. A row whose id is known changes that line, any other adds one, which needs its school, provider and medium. A row that says nothing in these columns is none. A blank cell and a missing column change nothing, and a line that the file does not name stays; the same file again changes nothing. Ids are unique in the whole installation.',
      table(
        ['column', 'required', 'holds', 'also known as'],
        lineColumns.map((column) => [
          code(column.header),
          column.isRequired === true ? 'yes' : 'no',
          holds(column),
          column.others.join(', '),
        ]),
      ),
      'Numbers are read as they are written in Vietnam or in English: `1.250.000`, `1,250,000`, `12,5`, `12.5`. One group of three, as in `1.250`, can mean two things: it is refused where both are possible.',
      '## Medium',
      wordTable('medium', mediumWords),
      '## Duty',
      wordTable('duty', dutyWords),
      '## What measurement makes of it',
      'A declared line is `corroborated`, `contradicted` or merely `declared`; a medium is never concluded from measurement, so that a line which nobody entered is `unknown`. One thing that contradicts decides. A fibre, ADSL or 4G line is corroborated by a latency like that of its medium and one more thing; another medium by its network and its rate.',
      table(
        ['code', 'what', 'in words'],
        Object.entries(lineReasonCodes).map(([reason, side]) => [
          code(reason),
          sides[side],
          words('en', `lineReason.${reason}`),
        ]),
      ),
    ]),
};

function wordTable(name: string, spellings: Readonly<Record<string, readonly string[]>>): string {
  return table(
    [name, 'words'],
    Object.entries(spellings).map(([value, names]) => [code(value), names.join(', ')]),
  );
}

function holds({ holds: content }: LineColumn): string {
  switch (content.kind) {
    case 'line-id':
      return 'letters, digits, `.`, `_`, `-`, at most 40';
    case 'code':
      return 'a code: letters, digits, `.`, `_`, `-`; leading zeros count';
    case 'medium':
    case 'duty':
      return 'one of the words below';
    case 'date':
      return 'a day: `31/12/2027` or `2027-12-31`, or a spreadsheet’s number of a day';
    case 'text':
      return `text, at most ${content.maxLength} characters`;
    case 'number':
      return `${content.isWhole ? 'a whole number' : 'a number'}, ${content.min} to ${content.max}; may end in ${Object.keys(
        content.units,
      )
        .map((unit) => code(unit))
        .join(', ')}`;
  }
}
