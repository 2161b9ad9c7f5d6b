import type { Column } from './column.ts';
import type { SchoolLine } from './school-rows.ts';
import { dash } from './words-column.ts';

type Label = Column<SchoolLine>['label'];

function count(
  id: string,
  label: Label,
  value: (row: SchoolLine) => number | null | undefined,
  width = 6,
): Column<SchoolLine> {
  const known = (row: SchoolLine) => value(row) ?? null;
  return {
    ...{ id, label, width, align: 'right', value: known },
    cell: (row, text) => {
      const number = known(row);
      return number === null ? dash : text.number(number);
    },
  };
}

const school: Column<SchoolLine> = {
  ...{ id: 'school', label: 'column.school', width: 'grow', align: 'left' },
  value: (row) => row.schoolName,
  cell: (row) => row.schoolName,
};

/** What the deficit rests on. */
const basis: Column<SchoolLine> = {
  ...{ id: 'basis', label: 'needs.basis', width: 8, align: 'left' },
  value: ({ need }) => need?.basis ?? null,
  cell: ({ need }, text) => (need === null ? dash : text.t(`plan.basis.${need.basis}`)),
};

const level: Column<SchoolLine> = {
  ...{ id: 'level', label: 'column.level', width: 7, align: 'left' },
  value: (row) => row.level,
  cell: (row) => (row.level === '' ? dash : row.level),
};

/** The denominator stands in its name: no ratio is printed without it. */
const ratio: Column<SchoolLine> = {
  ...{ id: 'ratio', label: 'column.ratio', width: 10, align: 'right' },
  value: ({ need }) => need?.studentsPerComputer ?? null,
  cell: ({ need }, text) =>
    need?.studentsPerComputer == null ? dash : text.number(need.studentsPerComputer, 1),
};

/** The needs screen, in order of importance: a narrow screen shows the first that fit. */
export const needScreenColumns: readonly Column<SchoolLine>[] = [
  school,
  count('letter', 'plan.letter', ({ need }) => need?.neededLetter),
  count('teachable', 'plan.teachable', ({ need }) => need?.neededTeachable),
  count('declared', 'column.declared', (row) => row.declared),
  count('registered', 'column.registered', (row) => row.registered),
  count('usable', 'column.usable', (row) => row.usable),
  count('deficit', 'column.deficit', ({ need }) => need?.deficit),
  basis,
  count('counted', 'plan.counted', ({ need }) => need?.counted, 6),
  level,
  ratio,
];
