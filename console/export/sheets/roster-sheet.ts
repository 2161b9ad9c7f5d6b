import { estimateInformatics } from '../../../shared/domain/need-level.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanningSchool, SchoolRow } from '../../../shared/domain/school.ts';
import type { Text } from '../../../shared/text/text.ts';
import { columnsFor, type DataSheet, dataSheet, type SheetColumn } from './data-sheet.ts';

type RosterLine = { readonly school: PlanningSchool; readonly row: SchoolRow };

/** The roster that needs were computed from: one line a level and site, with the pupils that the norm divided. */
export function rosterSheet({ snapshot, options }: Plan, text: Text): DataSheet {
  const rows = snapshot.schools
    .toSorted((a, b) => byCodeUnit(a.schoolCode, b.schoolCode))
    .flatMap((school) => school.rows.map((row) => ({ school, row })));
  const countedOf = ({ row }: RosterLine): number | null => {
    if (row.level === 'MN') return 0;
    if (options.denominator === 'enrolled') return row.students;
    return (options.estimate ? estimateInformatics(row) : row).informaticsStudents;
  };
  const of = columnsFor<RosterLine>('export.roster', text);
  const columns: SheetColumn<RosterLine>[] = [
    of.text('schoolCode', ({ school }) => school.schoolCode, { width: 12 }),
    of.text('schoolName', ({ school }) => school.schoolName, { width: 28 }),
    of.text('commune', ({ school }) => school.commune ?? null),
    of.text('level', ({ row }) => row.level, { width: 9 }),
    of.text('site', ({ row }) => row.siteCode, { width: 10 }),
    of.text('siteName', ({ row }) => row.siteName),
    of.integer('students', ({ row }) => row.students),
    of.integer('informaticsStudents', ({ row }) => row.informaticsStudents),
    of.integer('counted', countedOf),
    of.integer('classes', ({ row }) => row.classes),
    of.integer('largestClass', ({ row }) => row.largestClass),
    of.integer('practicePupilsPerPc', ({ row }) => row.practicePupilsPerPc),
    of.integer('sessions', ({ row }) => row.sessions),
    of.integer('departments', ({ row }) => row.departments),
    of.integer('classrooms', ({ row }) => row.classrooms),
    of.integer('declared', ({ row }) => row.declaredStudentPcs),
  ];
  return dataSheet({ id: 'roster', name: text.t('export.sheet.roster') }, rows, columns);
}
