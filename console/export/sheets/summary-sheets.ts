import { totalNeeds } from '../../../shared/domain/need.ts';
import type { SchoolNeed } from '../../../shared/domain/need-school.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { ProcurementLine } from '../../../shared/domain/plan/procurement-line.ts';
import type { Text } from '../../../shared/text/text.ts';
import { columnsFor, type DataSheet, dataSheet } from './data-sheet.ts';
import { moneySum } from './line-totals.ts';

/** More bars than this cannot be told apart. */
const maxBars = 40;

/** Sums by level and by commune, each with a chart beside it. */
export function summarySheets(plan: Plan, lines: readonly ProcurementLine[], text: Text): DataSheet[] {
  return [
    summarySheet('byLevel', plan, lines, ({ level }) => level, text),
    summarySheet('byCommune', plan, lines, ({ commune }) => commune ?? text.t('export.unknown'), text),
  ];
}

type Group = {
  readonly name: string;
  readonly needs: readonly SchoolNeed[];
  readonly lines: readonly ProcurementLine[];
};

function summarySheet(
  id: 'byLevel' | 'byCommune',
  { needs }: Plan,
  lines: readonly ProcurementLine[],
  nameOf: (row: { readonly level: string; readonly commune: string | null }) => string,
  text: Text,
): DataSheet {
  const linesOf = Map.groupBy(lines, nameOf);
  const groups: Group[] = [...Map.groupBy(needs.schools, nameOf)]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, of]) => ({ name, needs: of, lines: linesOf.get(name) ?? [] }));
  const of = columnsFor<Group>('export.summary', text);
  const sum = (pick: (totals: ReturnType<typeof totalNeeds>) => number | null) => (group: Group) => {
    const totals = totalNeeds(group.needs);
    return totals.included === 0 ? null : pick(totals);
  };
  const charts =
    groups.length > maxBars
      ? []
      : [
          {
            title: text.t(`export.chart.${id}`),
            kind: 'column' as const,
            categories: 'name',
            values: ['needed', 'usable', 'deficit', 'deficitDeclared'],
          },
        ];
  const columns = [
    of.text('name', ({ name }) => name, { width: 26, label: text.t(`export.summary.${id}`) }),
    of.integer('schools', (group) => group.needs.length),
    of.integer(
      'included',
      sum(({ included }) => included),
    ),
    of.integer(
      'needed',
      sum(({ needed }) => needed),
    ),
    of.integer(
      'declared',
      sum(({ declared }) => declared),
    ),
    of.integer(
      'registered',
      sum(({ registered }) => registered),
    ),
    of.integer(
      'usable',
      sum(({ usable }) => usable),
    ),
    of.integer(
      'deficit',
      sum(({ deficit }) => deficit),
    ),
    of.integer(
      'deficitDeclared',
      sum(({ deficitDeclared }) => deficitDeclared),
    ),
    of.integer(
      'surplus',
      sum(({ surplus }) => surplus),
    ),
    of.money('amount', (group) => moneySum(group.lines).dong),
  ];
  return dataSheet({ id, name: text.t(`export.sheet.${id}`) }, groups, columns, { charts });
}
