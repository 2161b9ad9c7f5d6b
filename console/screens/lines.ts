import type { LessonDay, LineRow, OutageRow } from '../../shared/contract/line-rows.ts';
import { spanText } from '../../shared/text/span.ts';
import type { Text } from '../../shared/text/text.ts';
import { type Line, line, rule, span, wrap } from '../components/line.ts';
import { lessonText, lossText } from '../rows/lesson-columns.ts';
import { type LineLine, lineHealth, lineScreenColumns } from '../rows/line-rows.ts';
import { causeText, scopeText } from '../rows/outage-columns.ts';
import { healthGlyphs } from '../rows/school-rows.ts';
import { dash, dayText } from '../rows/words-column.ts';
import { paneWidth } from '../state/layout.ts';
import type { Model } from '../state/model.ts';
import { healthTones } from './schools.ts';
import { drawListScreen, factLine, type Table } from './table.ts';

/** The lines, those that fail first, each with its last 24 hours. */
export function drawLines(model: Model, text: Text): Line[] {
  const table: Table<LineLine> = {
    name: 'lines',
    rows: model.lineRows,
    columns: lineScreenColumns,
    idOf: ({ line: row }) => row.lineId,
    mark: ({ line: { state } }) => ({
      glyph: healthGlyphs[lineHealth[state]],
      tone: healthTones[lineHealth[state]],
    }),
  };
  if (model.lines === null) return [line(` ${text.t('lines.loading')}`, 'muted')];
  if (model.lines.rows.length === 0) return [line(` ${text.t('lines.none')}`, 'muted')];
  const { selectedId } = model.lists.lines;
  const selected = model.lineRows.find(({ line: { lineId } }) => lineId === selectedId);
  const pane = drawLinePane(selected?.line, model, text, paneWidth(model.size.columns));
  return drawListScreen(table, totalsText(model.lineRows, text), pane, model, text);
}

function totalsText(rows: readonly LineLine[], text: Text): string {
  const count = (state: LineRow['state']) =>
    text.number(rows.filter(({ line: row }) => row.state === state).length);
  return text.t('foot.lines', {
    ...{ rows: text.number(rows.length), down: count('down'), degraded: count('degraded') },
    ...{ up: count('up'), unknown: count('unknown') },
  });
}

function drawLinePane(row: LineRow | undefined, model: Model, text: Text, width: number): Line[] {
  const title = rule(width - 2, text.t('column.line'));
  if (row === undefined) return [title];
  const health = lineHealth[row.state];
  const since = row.stateSince === null ? '' : `  ${text.dateTime(row.stateSince)}`;
  return [
    title,
    [
      span(healthGlyphs[health], healthTones[health]),
      span(` ${row.lineId}`, 'title'),
      span(`  ${text.t(`lineState.${row.state}`)}${since}`),
    ],
    line([row.schoolName, row.isp ?? dash, text.t(`lineDuty.${row.duty}`)].join(' · ')),
    factLine(text.t('column.contractMbps'), rates(row.downMbps, row.upMbps, text)),
    factLine(text.t('column.measuredMbps'), rates(row.measuredDownMbps, row.measuredUpMbps, text)),
    ...lessonLines(row.lessons, text, width),
    factLine(
      text.t('column.verdict'),
      text.t(`lineVerdict.${row.verdict}`),
      row.verdict === 'contradicted' ? 'warn' : 'plain',
    ),
    ...row.reasons.flatMap((code) =>
      wrap(`  ${text.say(`lineReason.${code}`)}`, width - 2).map((part) => line(part, 'muted')),
    ),
    factLine(text.t('pane.prober'), row.proberId ?? dash),
    factLine(text.t('pane.standby'), row.standbyId ?? dash),
    factLine(
      text.t('column.budget'),
      `${text.number(row.usedBytes / 1e6)}/${text.number(row.budgetBytes / 1e6)}`,
    ),
    rule(width - 2, text.t('pane.outages')),
    ...outageLines(outagesAt(row, model), model.nowMs, text, width),
  ];
}

/** How it served in the lessons of the last school day, beside its speed. */
function lessonLines(lessons: LessonDay | null, text: Text, width: number): Line[] {
  const title = text.t('column.lessons');
  if (lessons === null) return wrap(`${title}: ${dash}`, width - 2).map((part) => line(part));
  const words = `${title} ${dayText(lessons.day, text)}: ${lessonText(lessons, text)}; ${lossText(lessons, text)}`;
  return wrap(words, width - 2).map((part) => line(part));
}

function rates(down: number | null | undefined, up: number | null | undefined, text: Text): string {
  return [down, up].map((rate) => (rate == null ? dash : text.number(rate))).join('/');
}

/** Everything that touched its school; what lasts stands first. */
function outagesAt(row: LineRow, { lines }: Model): readonly OutageRow[] {
  return (lines?.outages ?? [])
    .filter(({ schools }) => schools.includes(row.schoolCode))
    .toSorted((a, b) => Number(a.end !== null) - Number(b.end !== null) || b.start - a.start);
}

function outageLines(outages: readonly OutageRow[], nowMs: number, text: Text, width: number): Line[] {
  if (outages.length === 0) return [line(text.t('pane.noOutages'), 'muted')];
  return outages.flatMap((outage) => {
    const { start, end } = outage;
    const time = `${text.dateTime(start).slice(-5)}  ${spanText((end ?? nowMs) - start, text)}`;
    const words = `${time}  ${causeText(outage, text)}, ${scopeText(outage)}`;
    return wrap(words, width - 2).map((part) => line(part, end === null ? 'bad' : 'plain'));
  });
}
