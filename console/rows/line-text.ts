import type { QueryBody } from '../../shared/contract/query.ts';
import type { Text, TextKey } from '../../shared/text/text.ts';
import { plain } from './cell.ts';
import type { Column } from './column.ts';
import { isoFields } from './iso-fields.ts';
import { lessonColumns } from './lesson-columns.ts';
import { lineColumns, speedColumns } from './line-columns.ts';
import { declaredFacts, factText, measuredFacts, resolverColumns, targetColumns } from './line-facts.ts';
import { outageColumns } from './outage-columns.ts';
import { plainTable } from './plain-table.ts';

type ShownLine = QueryBody<'lineShow'>;

/** One line as JSON: what the broker told, and for each fact that is not known why. */
export function lineDocument(shown: ShownLine, text: Text): object {
  const facts = [...declaredFacts(shown.line, text), ...measuredFacts(shown.line, shown.measured, text)];
  const unknown = facts.flatMap((fact) => ('why' in fact ? [[fact.name, fact.why] as const] : []));
  return { ...isoFields(shown), unknown: Object.fromEntries(unknown) };
}

/** One line for people: each fact on a line of its own, then its lists; an empty list has no heading. */
export function lineText({ line, measured, lessons, speeds, outages }: ShownLine, text: Text): string {
  const row = lineColumns.map((column) => `${text.t(column.label)}: ${plain(column.cell(line, text))}\n`);
  const reasons = line.reasons.map((code) => `  ${text.say(`lineReason.${code}`)}\n`);
  const source = line.asn === null ? '' : `  ${text.t('lineFact.network.source')}\n`;
  return [
    ...row,
    section('section.reasons', reasons.join(''), text),
    section('section.declared', factText(declaredFacts(line, text), text), text),
    section('section.measured', factText(measuredFacts(line, measured, text), text) + source, text),
    listed('section.targets', measured?.targets ?? [], targetColumns, text),
    listed('section.resolvers', measured?.dns ?? [], resolverColumns, text),
    listed('column.lessons', lessons, lessonColumns, text),
    listed('section.speeds', speeds, speedColumns, text),
    listed('section.outages', outages, outageColumns, text),
  ].join('');
}

function listed<Row>(
  title: TextKey,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  text: Text,
): string {
  return section(title, rows.length === 0 ? '' : plainTable(rows, columns, text), text);
}

function section(title: TextKey, content: string, text: Text): string {
  return content === '' ? '' : `\n${text.t(title)}\n${content}`;
}
