import type { Answers } from '../../../shared/domain/statistics/answers.ts';
import { yesOrUnknown } from '../../../shared/domain/statistics/answers.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import {
  type StatisticsTotals,
  statisticsAnswers,
  statisticsFigures,
  statisticsFlags,
  statisticsTotals,
} from '../../../shared/domain/statistics/statistics-totals.ts';
import type { Text } from '../../../shared/text/text.ts';
import { type CellValue, type DataSheet, dataSheet, type SheetColumn } from '../sheets/data-sheet.ts';

/** The topics of the facilities form; together its columns, each narrow enough for a sheet on its side. */
const topics = {
  scale: [
    ...['level', 'commune', 'classes', 'students', 'informaticsStudents', 'labRooms', 'hasElectricity'],
    ...['hasComputersForTeaching', 'hasInternetForTeaching'],
  ],
  machines: [
    ...['declared', 'registered', 'usable', 'studentMachinesBroken', 'needed', 'meetsNorm'],
    ...['pupilsPerComputer', 'countedPupilsPerComputer', 'declaredMinusRegistered'],
  ],
  equipment: [
    ...['officeMachines', 'teacherMachines', 'laptops', 'tablets', 'servers', 'printers', 'webcams'],
    ...['projections', 'classroomsWithProjectionAndInternet'],
  ],
  connection: [
    ...['lines', 'providers', 'hasFibre', 'contractedMbps', 'measuredMbps', 'availabilityPercent', 'hasWifi'],
    'labsOnline',
  ],
  safety: [
    ...['antivirusLicensedAndFresh', 'unsupportedSystems', 'pastUsefulLife', 'testSeats'],
    ...['largestTestRoomSeats', 'studioRooms'],
  ],
} as const satisfies Record<string, readonly (keyof SchoolStatistics)[]>;

export type StatisticsTopic = keyof typeof topics;
export const statisticsTopics = Object.keys(topics) as StatisticsTopic[];

/** One topic of the form: a line a school, sums underneath. */
export function statisticsSheet(
  topic: StatisticsTopic,
  rows: readonly SchoolStatistics[],
  text: Text,
): DataSheet {
  const columns = [...schoolColumns(text), ...topics[topic].map((id) => columnOf(id, text))];
  const totals = statisticsTotals(rows);
  const sums = topics[topic].flatMap((id) => {
    const total = totalOf(id, totals, text);
    return total === undefined ? [] : [[id, total] as const];
  });
  const total = { schoolName: text.t('print.needs.total'), ...Object.fromEntries(sums) };
  return dataSheet({ id: topic, name: text.t(`print.statistics.${topic}`) }, rows, columns, {
    totals: [total],
  });
}

function schoolColumns(text: Text): SheetColumn<SchoolStatistics>[] {
  return [
    {
      id: 'no',
      label: text.t('print.needs.no'),
      kind: 'text',
      width: 5,
      value: (_, index) => String(index + 1),
    },
    {
      id: 'schoolName',
      label: text.t('print.needs.school'),
      kind: 'text',
      width: 28,
      value: ({ schoolName }) => schoolName,
    },
  ];
}

function columnOf(id: keyof SchoolStatistics, text: Text): SheetColumn<SchoolStatistics> {
  const isText = id === 'level' || id === 'commune' || id === 'providers';
  const isRatio = id === 'pupilsPerComputer' || id === 'countedPupilsPerComputer';
  return {
    id,
    label: text.say(`print.statistics.${id}`),
    kind: isText ? 'text' : isRatio ? 'decimal' : 'integer',
    width: isText ? 16 : 10,
    value: (row) => cellOf(row[id], text),
  };
}

function cellOf(value: SchoolStatistics[keyof SchoolStatistics], text: Text): CellValue {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return text.t(value ? 'print.yes' : 'print.no');
  if ('yes' in value) return answersText(value, text);
  return value.map((each) => (typeof each === 'string' ? each : each.level)).join(', ');
}

/** So many of those that are known, and how many nobody knows. */
export function answersText(answers: Answers, text: Text): string | null {
  const { yes, no, unknown } = answers;
  if (yesOrUnknown(answers) === null) return null;
  const words = { yes: text.number(yes), known: text.number(yes + no), unknown: text.number(unknown) };
  return text.t(unknown === 0 ? 'print.answers' : 'print.answersUnknown', words);
}

function totalOf(id: string, totals: StatisticsTotals, text: Text): CellValue | undefined {
  const figure = statisticsFigures.find((one) => one === id);
  if (figure !== undefined) return totals.figures[figure].sum;
  const flag = statisticsFlags.find((one) => one === id);
  if (flag !== undefined) return answersText(totals.flags[flag], text);
  const answer = statisticsAnswers.find((one) => one === id);
  if (answer !== undefined) return answersText(totals.answers[answer], text);
  return id === 'pupilsPerComputer' ? totals.pupilsPerComputer : undefined;
}
