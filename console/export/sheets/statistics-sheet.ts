import { type Answers, yesOrUnknown } from '../../../shared/domain/statistics/answers.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import {
  type StatisticsFigure,
  statisticsFigures,
  statisticsTotals,
} from '../../../shared/domain/statistics/statistics-totals.ts';
import type { Text } from '../../../shared/text/text.ts';
import { type CellValue, columnsFor, type DataSheet, dataSheet, type SheetColumn } from './data-sheet.ts';

/** More bars than this cannot be told apart. */
const maxBars = 60;

type Column = SheetColumn<SchoolStatistics>;

/** "Thống kê cơ sở vật chất CNTT": one line a school, the columns of the form; empty where nobody knows. */
export function statisticsSheet(rows: readonly SchoolStatistics[], text: Text): DataSheet {
  const columns = [
    ...schoolColumns(text),
    ...roomColumns(text),
    ...machineColumns(text),
    ...ratioColumns(text),
    ...lineColumns(text),
    ...safetyColumns(text),
  ];
  const chart = {
    title: text.t('export.chart.statistics'),
    kind: 'column' as const,
    categories: 'schoolName',
    values: ['studentMachines', 'studentMachinesInUse'],
  };
  return dataSheet({ id: 'statistics', name: text.t('export.sheet.statistics') }, rows, columns, {
    totals: [totals(rows, columns, text)],
    charts: rows.length > maxBars ? [] : [chart],
  });
}

function schoolColumns(text: Text): Column[] {
  const of = columnsFor<SchoolStatistics>('export.statistics', text);
  return [
    of.integer('no', (_, index) => index + 1, { width: 6 }),
    of.text('schoolCode', (row) => row.schoolCode, { width: 12 }),
    of.text('schoolName', (row) => row.schoolName, { width: 28 }),
    of.text('level', (row) => row.level, { width: 10 }),
    of.text('commune', (row) => row.commune),
    of.integer('classes', (row) => row.classes),
    of.integer('students', (row) => row.students),
    of.integer('informaticsStudents', (row) => row.informaticsStudents),
  ];
}

function roomColumns(text: Text): Column[] {
  const of = columnsFor<SchoolStatistics>('export.statistics', text);
  return [
    flag('hasComputersForTeaching', (row) => row.hasComputersForTeaching, text),
    flag('hasInternetForTeaching', (row) => row.hasInternetForTeaching, text),
    of.integer('labRooms', (row) => row.labRooms),
    of.integer(
      'labsOnline',
      answered((row) => row.labsOnline),
    ),
  ];
}

function machineColumns(text: Text): Column[] {
  const of = columnsFor<SchoolStatistics>('export.statistics', text);
  return [
    of.integer('studentMachines', (row) => row.studentMachines),
    of.integer('studentMachinesInUse', (row) => row.studentMachinesInUse),
    of.integer('studentMachinesBroken', (row) => row.studentMachinesBroken),
    of.integer('officeMachines', (row) => row.officeMachines),
    of.integer('teacherMachines', (row) => row.teacherMachines),
    of.integer('laptops', (row) => row.laptops),
    of.integer('tablets', (row) => row.tablets),
    of.integer('servers', (row) => row.servers),
    of.integer('printers', (row) => row.printers),
    of.integer('webcams', (row) => row.webcams),
    of.integer('projections', (row) => row.projections),
    of.integer('classroomsReady', (row) => row.classroomsWithProjectionAndInternet),
  ];
}

function ratioColumns(text: Text): Column[] {
  const of = columnsFor<SchoolStatistics>('export.statistics', text);
  const ratios = ({ norms }: SchoolStatistics): string =>
    norms
      .flatMap(({ level, pupilsPerComputer }) =>
        pupilsPerComputer === null ? [] : `${level} ${pupilsPerComputer}`,
      )
      .join('; ');
  return [
    of.decimal('pupilsPerComputer', (row) => row.pupilsPerComputer),
    of.decimal('countedPupilsPerComputer', (row) => row.countedPupilsPerComputer),
    of.text('norm', ratios, { width: 16 }),
    of.code(
      'meetsNorm',
      (row) => yesNo(row.meetsNorm),
      (code) => text.say(`export.mark.meets.${code}`),
      12,
    ),
  ];
}

function lineColumns(text: Text): Column[] {
  const of = columnsFor<SchoolStatistics>('export.statistics', text);
  return [
    of.integer('lines', (row) => row.lines),
    of.text('providers', (row) => row.providers.join(', ')),
    flag('hasFibre', (row) => row.hasFibre, text),
    of.decimal('contractedMbps', (row) => row.contractedMbps),
    of.decimal('measuredMbps', (row) => row.measuredMbps),
    of.decimal('availabilityPercent', (row) => row.availabilityPercent),
    flag('hasWifi', (row) => row.hasWifi, text),
  ];
}

function safetyColumns(text: Text): Column[] {
  const of = columnsFor<SchoolStatistics>('export.statistics', text);
  return [
    of.integer(
      'antivirusFresh',
      answered((row) => row.antivirusLicensedAndFresh),
    ),
    of.integer(
      'unsupportedSystems',
      answered((row) => row.unsupportedSystems),
    ),
    of.integer(
      'pastUsefulLife',
      answered((row) => row.pastUsefulLife),
    ),
    of.integer('declaredMinusRegistered', (row) => row.declaredMinusRegistered),
  ];
}

function flag(id: string, answer: (row: SchoolStatistics) => boolean | null, text: Text): Column {
  const of = columnsFor<SchoolStatistics>('export.statistics', text);
  return of.code(
    id,
    (row) => yesNo(answer(row)),
    (code) => text.say(`export.mark.${code}`),
    11,
  );
}

function yesNo(answer: boolean | null): 'yes' | 'no' | null {
  return answer === null ? null : answer ? 'yes' : 'no';
}

function answered(answers: (row: SchoolStatistics) => Answers): (row: SchoolStatistics) => number | null {
  return (row) => yesOrUnknown(answers(row));
}

/** Sums of what is known, under the columns that can be added up. */
function totals(
  rows: readonly SchoolStatistics[],
  columns: readonly Column[],
  text: Text,
): Record<string, CellValue> {
  const { figures, answers, pupilsPerComputer } = statisticsTotals(rows);
  const isFigure = (id: string): id is StatisticsFigure =>
    (statisticsFigures as readonly string[]).includes(id);
  const sums = columns.flatMap(({ id }) => (isFigure(id) ? [[id, figures[id].sum] as const] : []));
  return {
    ...Object.fromEntries(sums),
    schoolName: text.t('export.mark.total'),
    classroomsReady: figures.classroomsWithProjectionAndInternet.sum,
    labsOnline: yesOrUnknown(answers.labsOnline),
    antivirusFresh: yesOrUnknown(answers.antivirusLicensedAndFresh),
    unsupportedSystems: yesOrUnknown(answers.unsupportedSystems),
    pastUsefulLife: yesOrUnknown(answers.pastUsefulLife),
    pupilsPerComputer,
  };
}
