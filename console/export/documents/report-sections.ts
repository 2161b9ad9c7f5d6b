import { nextDeadlines } from '../../../shared/domain/plan/deadlines.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { SchoolYearFacts } from '../../../shared/domain/snapshot/register.ts';
import type { Text, TextKey } from '../../../shared/text/text.ts';
import { coverageOf } from '../../rows/plan-heading.ts';
import { dayText } from '../../rows/words-column.ts';
import type { ExportInput } from '../export-kind.ts';
import type { DataSheet } from '../sheets/data-sheet.ts';
import { wordsOf } from './money.ts';
import { needChart } from './need-chart.ts';
import { missingNotes } from './needs-notes.ts';
import { itemTable, type NumberedLine, sumOf } from './needs-table.ts';
import type { PrintBlock } from './print-document.ts';
import type { ReportFigures } from './report-figures.ts';
import { sheetTable } from './sheet-table.ts';

/** The body of a report: I to V of the letters' skeleton, figures filled in, gaps left where a person has to write. */
export function reportSections(
  input: ExportInput,
  figures: ReportFigures,
  lines: readonly NumberedLine[],
): PrintBlock[] {
  const { text } = input;
  return [
    heading('I', text),
    sheetBlock(figures.levels.scale, text),
    gap('situation', text),
    heading('II', text),
    ...resultBlocks(input, figures),
    heading('III', text),
    ...comparisonBlocks(figures, text),
    heading('IV', text),
    ...shortcomings(input, figures),
    gap('causes', text),
    ...(input.scope.period === 'end-year' ? yearEndBlocks(input) : []),
    heading('V', text),
    ...purchaseBlocks(lines, text),
    gap('proposals', text),
    ...deadlineBlocks(input),
  ];
}

function resultBlocks(input: ExportInput, { levels, index }: ReportFigures): PrintBlock[] {
  const { plan, text } = input;
  return [
    subheading(1, text),
    sheetBlock(levels.connection, text),
    subheading(2, text),
    plain(methodText(plan, text)),
    sheetBlock(levels.machines, text),
    ...missingNotes(plan.needs.totals.missing, text).map(
      (note) => ({ kind: 'paragraph', style: 'small', text: note }) as const,
    ),
    ...needChart(plan, text),
    subheading(3, text),
    sheetBlock(levels.labs, text),
    subheading(4, text),
    sheetBlock(levels.safety, text),
    plain(
      rangeText('print.report.fixDays', plan.snapshot.yearFacts, ({ medianFixDays }) => medianFixDays, text),
    ),
    subheading(5, text),
    plain(
      rangeText(
        'print.report.services',
        plan.snapshot.yearFacts,
        (facts) => facts.servicesReachablePercent,
        text,
      ),
    ),
    subheading(6, text),
    plain(dataText(input)),
    subheading(7, text),
    sheetBlock(index, text),
    plain(text.t('print.report.indexNote')),
  ];
}

/** The norm's own words stand over every table that rests on it. */
function methodText({ packs: [pack], options }: Plan, text: Text): string {
  const words = {
    denominator: text.t(`needs.denominator.${options.denominator}`),
    policy: text.t(`needs.policy.${options.policy}`),
  };
  const own =
    text.language === 'vi' ? pack.exportHeader.vi : `${pack.exportHeader.vi} / ${pack.exportHeader.en}`;
  return `${own}. ${text.t('print.note.method', words)}`;
}

/** From the least to the greatest of the schools' figures: a median of medians would be a figure of nothing. */
function rangeText(
  key: 'print.report.fixDays' | 'print.report.services',
  facts: readonly SchoolYearFacts[],
  figure: (facts: SchoolYearFacts) => number | null,
  text: Text,
): string {
  const known = facts.flatMap((each) => figure(each) ?? []).sort((a, b) => a - b);
  const [least, greatest] = [known[0], known.at(-1)];
  if (least === undefined || greatest === undefined) return text.t(`${key}.unknown`);
  return text.t(key, {
    schools: text.number(known.length),
    least: text.number(least, 1),
    greatest: text.number(greatest, 1),
  });
}

/** How far the figures can be trusted: machines that report, schools that confirmed. */
function dataText({ plan, asked, text }: ExportInput): string {
  const { schools } = plan.needs;
  const { declared, registered, percent } = coverageOf(schools);
  const coverage = percent === null ? text.t('print.unknown') : `${text.number(percent, 0)}%`;
  const confirmed = asked.confirmations.filter(({ state }) => state === 'confirmed').length;
  const words = { registered: text.number(registered), declared: text.number(declared), coverage };
  const whose =
    plan.snapshot.name === null
      ? text.t('print.note.live')
      : text.t('print.report.confirmed', {
          confirmed: text.number(confirmed),
          schools: text.number(schools.length),
        });
  return `${text.t('print.report.coverage', words)} ${whose}`;
}

function comparisonBlocks({ comparison }: ReportFigures, text: Text): PrintBlock[] {
  if (comparison === null) return [gap('comparison', text)];
  return [sheetBlock(comparison, text), gap('comparisonRemarks', text)];
}

/** What the figures themselves say is amiss; the reasons are for a person to write. */
function shortcomings({ plan, text }: ExportInput, { whole }: ReportFigures): PrintBlock[] {
  const { totals } = whole;
  const { missing } = plan.needs.totals;
  const count = (key: TextKey, value: number): string[] =>
    value === 0 ? [] : [text.t(key, { count: text.number(value) })];
  const items = [
    ...count('print.report.short.norm', totals.flags.meetsNorm.no),
    ...count('print.report.short.internet', totals.flags.hasInternetForTeaching.no),
    ...count('print.report.short.fibre', totals.flags.hasFibre.no),
    ...count('print.report.short.systems', totals.answers.unsupportedSystems.yes),
    ...count('print.report.short.antivirus', totals.answers.antivirusLicensedAndFresh.no),
    ...count('print.report.short.age', totals.answers.pastUsefulLife.yes),
    ...count('print.report.short.data', new Set(missing.map(({ schoolCode }) => schoolCode)).size),
  ];
  return [items.length === 0 ? plain(text.t('print.report.short.none')) : { kind: 'list', items }];
}

/** What a year-end report has beside: self-score, write-offs, plan against done. */
function yearEndBlocks({ plan, text }: ExportInput): PrintBlock[] {
  const { assets, asAtMs } = plan.snapshot;
  const from = new Date(asAtMs - 365 * 86_400_000).toISOString().slice(0, 10);
  const until = new Date(asAtMs).toISOString().slice(0, 10);
  const gone = assets.filter(
    ({ writtenOffOn }) => writtenOffOn !== null && writtenOffOn > from && writtenOffOn <= until,
  );
  return [
    plain(text.t('print.report.writtenOff', { count: text.number(gone.length) })),
    gap('selfScore', text),
    gap('planDone', text),
  ];
}

function purchaseBlocks(lines: readonly NumberedLine[], text: Text): PrintBlock[] {
  return [
    { kind: 'table', table: itemTable(lines, text) },
    {
      kind: 'paragraph',
      style: 'bold',
      text: text.t('print.needs.inWords', { words: wordsOf(sumOf(lines), text) }),
    },
  ];
}

/** When this report is due, by every letter that names a day. */
function deadlineBlocks({ plan, scope, text }: ExportInput): PrintBlock[] {
  const { deadlines, asAtMs, calendar } = plan.snapshot;
  const due = nextDeadlines(deadlines, asAtMs, calendar.utcOffsetMinutes).filter(
    ({ deadline }) => deadline.report === scope.period,
  );
  return due.map(({ deadline, dueOn }) => ({
    ...{ kind: 'paragraph', style: 'small' },
    text: text.t('print.report.due', {
      from: text.t(`deadline.unit.${deadline.from}`),
      to: text.t(`deadline.unit.${deadline.to}`),
      day: dayText(dueOn, text),
      source: deadline.source,
    }),
  }));
}

function sheetBlock(sheet: DataSheet, text: Text): PrintBlock {
  return { kind: 'table', table: sheetTable(sheet, sheet.name, text) };
}

function heading(number: 'I' | 'II' | 'III' | 'IV' | 'V', text: Text): PrintBlock {
  return { kind: 'heading', level: 2, text: text.t(`print.report.part.${number}`) };
}

function subheading(number: 1 | 2 | 3 | 4 | 5 | 6 | 7, text: Text): PrintBlock {
  return { kind: 'heading', level: 3, text: text.t(`print.report.result.${number}`) };
}

function plain(text: string): PrintBlock {
  return { kind: 'paragraph', style: 'plain', text };
}

function gap(
  name: 'situation' | 'comparison' | 'comparisonRemarks' | 'causes' | 'selfScore' | 'planDone' | 'proposals',
  text: Text,
): PrintBlock {
  return { kind: 'paragraph', style: 'gap', text: text.t(`print.report.gap.${name}`) };
}
