import { totalNeeds } from '../../shared/domain/need.ts';
import type { Text } from '../../shared/text/text.ts';
import { type Line, line, rule, span } from '../components/line.ts';
import { needScreenColumns } from '../rows/need-screen-columns.ts';
import { healthGlyphs, type SchoolLine } from '../rows/school-rows.ts';
import { needsHeadRows, needsTailRows, paneWidth } from '../state/layout.ts';
import type { Model } from '../state/model.ts';
import { deficitReasonLines } from './school-pane.ts';
import { healthTones, selectedPane, selectedSchool } from './schools.ts';
import { drawListScreen, type Table } from './table.ts';

/** What each school needs, has and lacks, those that lack most first; why stands beside the list, or below it. */
export function drawNeeds(model: Model, text: Text): Line[] {
  const table: Table<SchoolLine> = {
    name: 'needs',
    rows: model.needRows,
    columns: needScreenColumns,
    idOf: (row) => row.schoolCode,
    mark: ({ health }) => ({ glyph: healthGlyphs[health], tone: healthTones[health] }),
  };
  const { columns } = model.size;
  const school = selectedSchool(model, 'needs');
  const pane = selectedPane(model, 'needs', text, paneWidth(columns));
  const tailRows = needsTailRows(model);
  const list = drawListScreen(
    table,
    totalsText(model.needRows, text),
    pane,
    model,
    text,
    needsHeadRows + tailRows,
  );
  const tail = tailRows === 0 ? [] : tailLines(school, model, text);
  return [headLine(model, text), ...list, ...tail.slice(0, tailRows)];
}

/** By what all the figures below are computed. */
function headLine({ roster }: Model, text: Text): Line {
  const parts = [
    `${text.t('needs.denominator')}: ${text.t('needs.denominator.informatics')}`,
    `${text.t('needs.policy')}: ${text.t('needs.policy.letter')}`,
    roster?.pack.id ?? '',
  ];
  return line(` ${parts.filter((part) => part !== '').join(' · ')}`, 'muted');
}

function tailLines(
  school: SchoolLine | undefined,
  { uncounted, size: { columns } }: Model,
  text: Text,
): Line[] {
  if (school === undefined) return [];
  const reasons = uncounted.get(school.schoolCode);
  return [
    rule(columns, school.schoolName),
    ...deficitReasonLines(school, reasons, text, columns).map((part): Line => [span(' '), ...part]),
  ];
}

/** Sums of the rows shown, the two deficits apart; schools without a figure are counted, not summed. */
function totalsText(rows: readonly SchoolLine[], text: Text): string {
  const totals = totalNeeds(rows.flatMap(({ need }) => need ?? []));
  return text.t('plan.foot', {
    rows: text.number(rows.length),
    needed: text.number(totals.needed),
    measured: text.number(totals.deficit),
    declared: text.number(totals.deficitDeclared),
    unknown: text.number(rows.length - totals.included),
  });
}
