import { studentsPerComputer } from '../ratio.ts';
import { type Answers, countAnswers } from './answers.ts';
import type { SchoolStatistics } from './school-statistics.ts';

/** Figures that can be added up. */
export const statisticsFigures = [
  'classes',
  'students',
  'informaticsStudents',
  'labRooms',
  'declared',
  'registered',
  'usable',
  'studentMachines',
  'studentMachinesInUse',
  'studentMachinesBroken',
  'officeMachines',
  'teacherMachines',
  'laptops',
  'tablets',
  'servers',
  'printers',
  'webcams',
  'projections',
  'classrooms',
  'classroomsWithProjectionAndInternet',
  'needed',
  'lines',
  'declaredMinusRegistered',
  'testSeats',
  'studioRooms',
] as const satisfies readonly (keyof SchoolStatistics)[];
export type StatisticsFigure = (typeof statisticsFigures)[number];

/** Questions that a school answers by yes or no. */
export const statisticsFlags = [
  'hasComputersForTeaching',
  'hasInternetForTeaching',
  'hasElectricity',
  'meetsNorm',
  'hasFibre',
  'hasWifi',
] as const satisfies readonly (keyof SchoolStatistics)[];
export type StatisticsFlag = (typeof statisticsFlags)[number];

/** Questions that each machine or room of a school answers. */
export const statisticsAnswers = [
  'labsOnline',
  'antivirusLicensedAndFresh',
  'unsupportedSystems',
  'pastUsefulLife',
] as const satisfies readonly (keyof SchoolStatistics)[];
export type StatisticsAnswer = (typeof statisticsAnswers)[number];

/** Sum of what is known, and of how many schools nothing is; null where nothing is known of any. */
export interface FigureTotal {
  readonly sum: number | null;
  readonly unknownSchools: number;
}

export interface StatisticsTotals {
  readonly schools: number;
  readonly figures: Readonly<Record<StatisticsFigure, FigureTotal>>;
  readonly flags: Readonly<Record<StatisticsFlag, Answers>>;
  readonly answers: Readonly<Record<StatisticsAnswer, Answers>>;
  /** Over the schools of which both numbers are known. */
  readonly pupilsPerComputer: number | null;
}

/** Totals of any set of schools, such as one commune's or one level's. */
export function statisticsTotals(rows: readonly SchoolStatistics[]): StatisticsTotals {
  return {
    schools: rows.length,
    figures: recordOf(statisticsFigures, (figure) => totalOf(rows.map((row) => row[figure]))),
    flags: recordOf(statisticsFlags, (flag) => countAnswers(rows.map((row) => row[flag]))),
    answers: recordOf(statisticsAnswers, (answer) => sumAnswers(rows.map((row) => row[answer]))),
    pupilsPerComputer: overallRatio(rows),
  };
}

function totalOf(values: readonly (number | null)[]): FigureTotal {
  const known = values.filter((value) => value !== null);
  return {
    sum: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0),
    unknownSchools: values.length - known.length,
  };
}

function overallRatio(rows: readonly SchoolStatistics[]): number | null {
  const both = rows.filter((row) => row.students !== null && row.studentMachinesInUse !== null);
  const students = totalOf(both.map((row) => row.students)).sum;
  return studentsPerComputer(students, totalOf(both.map((row) => row.studentMachinesInUse)).sum ?? 0);
}

function sumAnswers(all: readonly Answers[]): Answers {
  return {
    yes: all.reduce((sum, { yes }) => sum + yes, 0),
    no: all.reduce((sum, { no }) => sum + no, 0),
    unknown: all.reduce((sum, { unknown }) => sum + unknown, 0),
  };
}

function recordOf<Key extends string, Value>(
  keys: readonly Key[],
  figure: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, figure(key)])) as Record<Key, Value>;
}
