import type { ProcurementLine } from '../../../shared/domain/plan/procurement-line.ts';
import type { Text } from '../../../shared/text/text.ts';
import { figure } from './money.ts';
import type { NumberedLine } from './needs-table.ts';
import type { PrintBlock, PrintColumn, PrintPart, PrintRow } from './print-document.ts';

/** What of a line does not fit the form: the rule it rests on, what happens to machines that are there, reasons. */
export function needsAnnex(lines: readonly NumberedLine[], unit: string, text: Text): PrintPart {
  const rules = rulesOf(lines, text);
  const list: PrintBlock[] =
    rules.size === 0
      ? []
      : [
          { kind: 'heading', level: 2, text: text.t('print.annex.rules') },
          ...[...rules].map(
            ([rule, number]): PrintBlock => ({
              kind: 'paragraph',
              style: 'plain',
              text: `[${number}] ${rule}`,
            }),
          ),
        ];
  const sources = new Set(lines.map(({ line }) => sourceText(line, text)));
  const [only = ''] = sources.size === 1 ? sources : [];
  const common = only === '' ? '' : text.t('print.annex.common', { source: only });
  const rows = lines.map(
    ({ number, line }): PrintRow => ({
      kind: 'line',
      cells: cellsOf(number, line, { rules, isAlike: sources.size === 1 }, text),
    }),
  );
  return {
    isLandscape: true,
    head: null,
    title: text.t('print.annex.title'),
    subtitles: [text.t('print.annex.of', { title: text.t('print.needs.title'), unit })],
    blocks: [
      ...list,
      ...(common === '' ? [] : [{ kind: 'paragraph', style: 'plain', text: common } as const]),
      { kind: 'table', table: { caption: text.t('print.annex.caption'), columns: annexColumns(text), rows } },
    ],
  };
}

function annexColumns(text: Text): PrintColumn[] {
  const count = (label: string): PrintColumn => ({ label, align: 'right', weight: 15 });
  return [
    { label: text.t('print.needs.no'), align: 'centre', weight: 11 },
    { label: text.t('print.needs.school'), align: 'left', weight: 45 },
    { label: text.t('print.needs.item'), align: 'left', weight: 40 },
    { label: text.t('print.annex.rule'), align: 'centre', weight: 13 },
    count(text.t('print.annex.pupils')),
    count(text.t('print.annex.repair')),
    count(text.t('print.annex.upgrade')),
    count(text.t('print.annex.replace')),
    count(text.t('print.annex.in')),
    count(text.t('print.annex.out')),
    { label: text.t('print.annex.about'), align: 'left', weight: 80 },
  ];
}

function cellsOf(
  number: number,
  line: ProcurementLine,
  { rules, isAlike }: { readonly rules: ReadonlyMap<string, number>; readonly isAlike: boolean },
  text: Text,
): string[] {
  const source = isAlike ? '' : sourceText(line, text);
  const rule = rules.get(ruleText(line, text));
  const { toRepair, toUpgrade, toReplace, transferIn, transferOut } = line;
  return [
    String(number),
    line.schoolName,
    text.t(`item.${line.item}`),
    rule === undefined ? '' : `[${rule}]`,
    line.pupilsCounted === null ? '' : figure(line.pupilsCounted, text),
    ...[toRepair, toUpgrade, toReplace, transferIn, transferOut].map((value) => text.number(value)),
    [aboutLine(line, text), source].filter((part) => part !== '').join('; '),
  ];
}

function aboutLine({ group, purpose, priority, reasons }: ProcurementLine, text: Text): string {
  return [
    text.t(`item.group.${group}`),
    text.t(`item.purpose.${purpose}`),
    ...(priority === null ? [] : [text.t('print.annex.priority', { priority })]),
    ...reasons.map((reason) => text.say(`line.reason.${reason}`)),
  ].join('; ');
}

/** Whose money and when; mostly the same for a whole form, and then said once. */
function sourceText({ funding, year }: ProcurementLine, text: Text): string {
  return [
    ...(funding === null ? [] : [text.t(`item.funding.${funding}`)]),
    ...(year === null ? [] : [text.t('print.annex.year', { year })]),
  ].join(', ');
}

/** Each rule once, numbered as the lines first name it. */
function rulesOf(lines: readonly NumberedLine[], text: Text): Map<string, number> {
  const rules = new Map<string, number>();
  for (const { line } of lines) {
    const rule = ruleText(line, text);
    if (line.normBasis !== '' && !rules.has(rule)) rules.set(rule, rules.size + 1);
  }
  return rules;
}

function ruleText({ normStatus, normBasis }: ProcurementLine, text: Text): string {
  return `${text.t(`print.status.${normStatus}`)}: ${normBasis}`;
}
