import { totalNeeds } from '../../../shared/domain/need.ts';
import type { PlanDifference } from '../../../shared/domain/plan/difference.ts';
import { comparedTotals } from '../../../shared/domain/plan/difference.ts';
import type { SchoolYearFacts } from '../../../shared/domain/snapshot/register.ts';
import { type IndexEvidence, indexCriteria } from '../../../shared/domain/statistics/index-evidence.ts';
import type {
  StatisticsAnswer,
  StatisticsFigure,
  StatisticsFlag,
} from '../../../shared/domain/statistics/statistics-totals.ts';
import type { Text } from '../../../shared/text/text.ts';
import { columnsFor, type DataSheet, dataSheet, type SheetColumn } from '../sheets/data-sheet.ts';
import type { LevelGroup } from './level-groups.ts';
import { answersText } from './statistics-sheets.ts';

type GroupColumn = SheetColumn<LevelGroup>;

/** The tables of a report that go level by level, each with the sum of all schools as its last row. */
export function levelSheets(
  groups: readonly LevelGroup[],
  text: Text,
): Readonly<Record<LevelTopic, DataSheet>> {
  const column = columnsFor<LevelGroup>('print.report', text);
  const figure = (id: StatisticsFigure): GroupColumn =>
    column.integer(id, ({ totals }) => totals.figures[id].sum);
  const flag = (id: StatisticsFlag): GroupColumn =>
    column.integer(id, ({ totals }) => answersText(totals.flags[id], text));
  const answer = (id: StatisticsAnswer): GroupColumn =>
    column.integer(id, ({ totals }) => answersText(totals.answers[id], text));
  const fact = (id: CountedFact): GroupColumn => column.integer(id, ({ facts }) => sumFacts(facts, id));
  const schools = column.integer('schools', ({ totals }) => totals.schools);
  const topics: Record<LevelTopic, GroupColumn[]> = {
    scale: [schools, ...(['classes', 'students', 'informaticsStudents'] as const).map(figure)],
    connection: [
      ...[flag('hasInternetForTeaching'), flag('hasFibre'), flag('hasWifi'), figure('lines')],
      ...[fact('lineOutages'), fact('lineOutageMinutes')],
    ],
    machines: [
      ...(['needed', 'declared', 'registered', 'usable', 'deficit', 'deficitDeclared'] as const).map((id) =>
        column.integer(id, ({ needs }) => totalNeeds(needs)[id]),
      ),
      flag('meetsNorm'),
    ],
    labs: [figure('labRooms'), answer('labsOnline'), figure('testSeats'), figure('studioRooms')],
    safety: [
      ...[fact('findingsOpened'), fact('findingsFixed'), fact('findingsOpen')],
      ...[answer('antivirusLicensedAndFresh'), answer('unsupportedSystems'), answer('pastUsefulLife')],
    ],
  };
  const level = column.text('level', ({ label }) => label ?? text.t('print.needs.total'));
  const sheet = (id: LevelTopic): DataSheet =>
    dataSheet({ id, name: text.t(`print.report.sheet.${id}`) }, groups, [level, ...topics[id]]);
  return {
    scale: sheet('scale'),
    connection: sheet('connection'),
    machines: sheet('machines'),
    labs: sheet('labs'),
    safety: sheet('safety'),
  };
}

export type LevelTopic = 'scale' | 'connection' | 'machines' | 'labs' | 'safety';
type CountedFact = Exclude<
  keyof SchoolYearFacts,
  'schoolCode' | 'medianFixDays' | 'servicesReachablePercent'
>;

/** Null where nothing was watched: no outage seen is not no outage. */
function sumFacts(facts: readonly SchoolYearFacts[], id: CountedFact): number | null {
  return facts.length === 0 ? null : Math.round(facts.reduce((sum, fact) => sum + fact[id], 0));
}

/** How far the schools are with the criteria of the index that machines and rooms are evidence of. */
export function indexSheet(evidence: readonly IndexEvidence[], text: Text): DataSheet {
  const column = columnsFor<(typeof indexCriteria)[number]>('print.report', text);
  const of = (criterion: string) => evidence.filter((each) => each.criterion === criterion);
  const known = (criterion: string) => of(criterion).filter(({ sharePercent }) => sharePercent !== null);
  return dataSheet({ id: 'index', name: text.t('print.report.sheet.index') }, indexCriteria, [
    column.text('criterion', (criterion) => criterion, { width: 9 }),
    column.text('evidence', (criterion) => text.t(`print.report.index.${criterion}`), { width: 50 }),
    column.integer(
      'reached',
      (criterion) => known(criterion).filter(({ sharePercent }) => sharePercent === 100).length,
    ),
    column.integer('known', (criterion) => known(criterion).length),
    column.integer('unknown', (criterion) => of(criterion).length - known(criterion).length),
  ]);
}

/** The figures of an earlier snapshot beside those of this one. */
export function comparisonSheet({ totals }: PlanDifference, text: Text): DataSheet {
  const column = columnsFor<(typeof comparedTotals)[number]>('print.report', text);
  return dataSheet({ id: 'comparison', name: text.t('print.report.sheet.comparison') }, comparedTotals, [
    column.text('figure', (figure) => text.t(`print.report.compared.${figure}`), { width: 46 }),
    column.money('before', (figure) => totals[figure].before),
    column.money('after', (figure) => totals[figure].after),
    column.money('change', (figure) => totals[figure].change),
  ]);
}
