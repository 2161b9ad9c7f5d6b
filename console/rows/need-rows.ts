import type { SchoolNeed } from '../../shared/domain/need-school.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';

/** A line of the needs table; `number` counts from 1 in the order printed. */
export type NeedLine = { readonly number: number; readonly need: SchoolNeed };

export function needLines(needs: readonly SchoolNeed[]): NeedLine[] {
  return needs.map((need, index) => ({ number: index + 1, need }));
}

type Label = Column<NeedLine>['label'];

function integer(id: string, label: Label, pick: (need: SchoolNeed) => number | null): Column<NeedLine> {
  const value = ({ need }: NeedLine) => pick(need);
  return {
    id,
    label,
    width: 9,
    align: 'right',
    value,
    cell: (row, text) => numberText(value(row), 0, text),
  };
}

function words(
  id: string,
  label: Label,
  pick: (need: SchoolNeed, text: Text) => string | null,
): Column<NeedLine> {
  return {
    id,
    label,
    width: 'grow',
    align: 'left',
    value: ({ need }) => need.schoolCode,
    cell: ({ need }, text) => pick(need, text) ?? '',
  };
}

function numberText(value: number | null, digits: number, text: Text): string {
  return value === null ? '—' : text.number(value, digits);
}

const ratio: Column<NeedLine> = {
  id: 'ratio',
  label: 'needs.ratio',
  width: 7,
  align: 'right',
  value: ({ need }) => need.studentsPerComputer,
  cell: ({ need }, text) => numberText(need.studentsPerComputer, 2, text),
};

/** The columns of a procurement line: the same on the screen, in plain text and in CSV. */
export const needColumns: readonly Column<NeedLine>[] = [
  {
    id: 'number',
    label: 'needs.no',
    width: 4,
    align: 'right',
    value: (row) => row.number,
    cell: (row) => String(row.number),
  },
  words('schoolCode', 'needs.schoolCode', (need) => need.schoolCode),
  words('schoolName', 'needs.school', (need) => need.schoolName),
  words('commune', 'needs.commune', (need) => need.commune),
  words('level', 'needs.level', (need) => need.level),
  integer('counted', 'needs.counted', (need) => need.counted),
  words('norm', 'needs.normRatio', (need) => normText(need)),
  integer('normNeed', 'needs.normNeed', (need) => need.normNeed),
  integer('seatFloor', 'needs.seatFloor', (need) => need.seatFloor),
  integer('neededLetter', 'needs.neededLetter', (need) => need.neededLetter),
  integer('neededTeachable', 'needs.neededTeachable', (need) => need.neededTeachable),
  integer('declared', 'needs.declared', (need) => need.declared),
  integer('registered', 'needs.registered', (need) => need.registered),
  integer('usable', 'needs.usable', (need) => need.usable),
  ratio,
  words('basis', 'needs.basis', (need, text) => text.t(`basis.${need.basis}`)),
  integer('deficit', 'needs.deficit', (need) => need.deficit),
  words('problems', 'needs.problems', problemsText),
];

/** Columns that fit a page of plain text. */
const plainIds = [
  'number',
  'schoolName',
  'level',
  'counted',
  'neededLetter',
  'neededTeachable',
  'declared',
  'registered',
  'usable',
  'basis',
  'deficit',
  'problems',
];
export const plainNeedColumns = needColumns.filter(({ id }) => plainIds.includes(id));

function normText({ levels }: SchoolNeed): string {
  return levels.flatMap(({ pupilsPerComputer }) => pupilsPerComputer ?? []).join('; ');
}

/** What is missing or estimated, so that no figure is read as surer than it is. */
export function problemsText(need: SchoolNeed, text: Text): string {
  const missing = need.missing.map(({ level, reason }) =>
    level === null ? text.t(`missing.${reason}`) : `${level}: ${text.t(`missing.${reason}`)}`,
  );
  return [...missing, ...need.flags.map((flag) => text.t(`flag.${flag}`))].join('; ');
}
