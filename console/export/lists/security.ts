import type { SchoolYearFacts } from '../../../shared/domain/snapshot/register.ts';
import { type Answers, yesOrUnknown } from '../../../shared/domain/statistics/answers.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { inScope, listColumns, listName } from './list-columns.ts';

/** Security by school: protection, systems out of support, findings of the school year. Unknown machines stand apart. */
export function securitySheet({ plan, scope, text }: ExportInput): DataSheet {
  const facts = new Map(plan.snapshot.yearFacts.map((row) => [row.schoolCode, row]));
  const rows = inScope(schoolStatistics(plan), scope);
  const of = (row: SchoolStatistics): SchoolYearFacts | undefined => facts.get(row.schoolCode);
  const column = listColumns<SchoolStatistics>(text);
  return dataSheet(listName('security', text), rows, [
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => row.schoolName),
    column.integer('machines', ({ antivirusLicensedAndFresh: { yes, no, unknown } }) => yes + no + unknown),
    column.integer('protected', (row) => yesOrUnknown(row.antivirusLicensedAndFresh)),
    column.integer('notProtected', (row) => noOrUnknown(row.antivirusLicensedAndFresh)),
    column.integer('protectionUnknown', (row) => row.antivirusLicensedAndFresh.unknown),
    column.integer('unsupported', (row) => yesOrUnknown(row.unsupportedSystems)),
    column.integer('supportUnknown', (row) => row.unsupportedSystems.unknown),
    column.integer('findingsOpen', (row) => of(row)?.findingsOpen ?? null),
    column.integer('findingsOpened', (row) => of(row)?.findingsOpened ?? null),
    column.integer('findingsFixed', (row) => of(row)?.findingsFixed ?? null),
    column.decimal('medianFixDays', (row) => of(row)?.medianFixDays ?? null),
  ]);
}

function noOrUnknown({ yes, no, unknown }: Answers): number | null {
  return yesOrUnknown({ yes: no, no: yes, unknown });
}
