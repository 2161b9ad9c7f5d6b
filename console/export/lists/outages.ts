import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { SchoolYearFacts } from '../../../shared/domain/snapshot/register.ts';
import { anyYes } from '../../../shared/domain/statistics/answers.ts';
import { type SchoolPart, schoolParts } from '../../../shared/domain/statistics/school-part.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { listColumns, listName, yesNo, yesNoWords } from './list-columns.ts';

type OutageRow = {
  readonly part: SchoolPart;
  readonly providers: string;
  readonly facts: SchoolYearFacts | undefined;
};

/**
 * Bảng sự cố đường truyền theo nhà mạng: outages of the school year, by provider. A school of several providers stands under
 * all of them together, since a snapshot does not hold which line an outage was of; `outages` lists the incidents themselves.
 */
export function outageSheet({ plan, scope, text }: ExportInput): DataSheet {
  const facts = new Map(plan.snapshot.yearFacts.map((row) => [row.schoolCode, row]));
  const rows = schoolParts(plan)
    .filter(({ school }) => scope.schoolCode === null || school.schoolCode === scope.schoolCode)
    .map((part): OutageRow => {
      const providers = [...new Set(part.lines.flatMap(({ isp }) => isp ?? []))].sort().join('; ');
      return { part, providers, facts: facts.get(part.school.schoolCode) };
    })
    .sort((a, b) => byCodeUnit(orderKey(a), orderKey(b)));
  const column = listColumns<OutageRow>(text);
  return dataSheet(listName('outages', text), rows, [
    column.text('providers', ({ providers }) => (providers === '' ? null : providers)),
    column.text('schoolCode', ({ part }) => part.school.schoolCode),
    column.text('schoolName', ({ part }) => part.school.schoolName),
    column.text('lineIds', ({ part }) => part.lines.map(({ lineId }) => lineId).join('; ') || null),
    column.code(
      'fibre',
      ({ part }) =>
        yesNo(anyYes(part.lines.map(({ medium }) => (medium === null ? null : medium === 'fibre')))),
      yesNoWords(text),
    ),
    column.decimal('availability', ({ part }) => bestOf(part)),
    column.integer('lineOutages', (row) => row.facts?.lineOutages ?? null),
    column.decimal('lineOutageMinutes', (row) => row.facts?.lineOutageMinutes ?? null),
  ]);
}

function bestOf({ lines }: SchoolPart): number | null {
  const known = lines.flatMap(({ availabilityPercent }) => availabilityPercent ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

function orderKey({ providers, part }: OutageRow): string {
  return `${providers} ${part.school.schoolCode}`;
}
