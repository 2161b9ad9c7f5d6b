import stringWidth from 'string-width';
import type { IspReport } from '../../shared/contract/line-rows.ts';
import type { Text } from '../../shared/text/text.ts';
import { fit } from '../rows/cell.ts';
import { csvText, type Separator } from './csv.ts';
import {
  evidenceCell,
  ispReportParts,
  outageCells,
  outageHead,
  providersOutages,
  type ReportTable,
} from './isp-report.ts';

/** The report as plain text. */
export function ispReportText(report: IspReport, text: Text): string {
  const { title, addressee, facts, tables, method, signatures, asAt, hash } = ispReportParts(report, text);
  const labels = Math.max(...facts.map(([label]) => stringWidth(label)));
  const sections = [
    [title, addressee],
    facts.map(([label, value]) => `${fit(label, labels)}  ${value}`),
    ...tables.map(tableLines),
    [method.title, ...method.lines.map((line, index) => `${index + 1}. ${line}`)],
    [asAt, hash],
    signatures.map((role) => `${role}: ${'.'.repeat(40)}`),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Its incidents as CSV: what the report is about, then one line each. */
export function ispReportCsv(
  report: IspReport,
  text: Text,
  options: { readonly separator: Separator; readonly bom: boolean },
): string {
  const { title, facts, asAt, hash } = ispReportParts(report, text);
  const outages = providersOutages(report).map((row) => [...outageCells(row, text), evidenceCell(row, text)]);
  const head = [...outageHead(text), text.t('ispReport.column.evidence')];
  return csvText([[title], ...facts, [asAt], [hash], [], head, ...outages], options);
}

function tableLines({ title, head, rows, none }: ReportTable): string[] {
  if (rows.length === 0) return [title, none];
  const widths = head.map((label, index) =>
    Math.max(stringWidth(label), ...rows.map((row) => stringWidth(row[index] ?? ''))),
  );
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => fit(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [title, lineOf(head), lineOf(widths.map((width) => '-'.repeat(width))), ...rows.map(lineOf)];
}
