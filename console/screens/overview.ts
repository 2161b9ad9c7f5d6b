import type { Text } from '../../shared/text/text.ts';
import { beside, blankLine, type Line, line, rule, span } from '../components/line.ts';
import type { Change } from '../state/changes.ts';
import { bodyHeight, listWidth, overviewTailRows, paneWidth } from '../state/layout.ts';
import type { Model } from '../state/model.ts';
import { declaredBy, figureLines } from './figures.ts';
import { schoolTable, selectedPane } from './schools.ts';
import { drawTable, noRows } from './table.ts';

/** The fleet at a glance: figures, the schools to help first, machines whose purpose is unknown, what has just changed. */
export function drawOverview(model: Model, text: Text): Line[] {
  const { columns } = model.size;
  const figures = modelFigures(model, text);
  const tail = overviewTailRows(model);
  const height = bodyHeight(model) - figures.length;
  if (paneWidth(columns) === 0) {
    const list = padded(helpFirstLines(model, text, columns), height - tail);
    return [...figures, ...list, ...tailLines(model, text, columns, tail)];
  }
  const width = paneWidth(columns);
  const school = selectedPane(model, 'overview', text, width);
  const right = [...school, ...tailLines(model, text, width - 2, Math.max(0, height - school.length))];
  const left = padded(helpFirstLines(model, text, listWidth(columns)), height);
  return [...figures, ...beside(left, right.slice(0, height), listWidth(columns), width)];
}

/** The figures of the model; none before the first picture. */
export function modelFigures({ fleet, needs, link }: Model, text: Text): Line[] {
  if (fleet === null) return [];
  return figureLines(
    { totals: fleet.totals, declared: declaredBy(fleet.schools), needs, isFresh: link.kind === 'online' },
    text,
  );
}

function padded(lines: readonly Line[], height: number): Line[] {
  return Array.from({ length: Math.max(0, height) }, (_, index) => lines[index] ?? blankLine);
}

function helpFirstLines(model: Model, text: Text, width: number): Line[] {
  const rows = drawTable(schoolTable('overview', model.helpRows), model, text, width);
  if (model.helpRows.length === 0) rows.push(noRows(model, 'overview', text));
  return [rule(width, text.t('section.helpFirst')), ...rows];
}

function tailLines(model: Model, text: Text, width: number, height: number): Line[] {
  const unknown = unknownRoleLines(model, text, width, Math.max(1, Math.floor(height / 2) - 1));
  return [...unknown, rule(width, text.t('section.changes')), ...changeLines(model, text)].slice(0, height);
}

function unknownRoleLines(model: Model, text: Text, width: number, room: number): Line[] {
  const count = model.fleet?.totals.unknownRole ?? 0;
  const title = rule(width, text.t('section.unknownRole', { count: text.number(count) }));
  if (count === 0) return [title, line(` ${text.t('unknownRole.none')}`, 'muted')];
  const schools = model.schools
    .filter(({ unknownRole }) => unknownRole > 0)
    .sort((a, b) => b.unknownRole - a.unknownRole || (a.schoolCode < b.schoolCode ? -1 : 1));
  return [
    title,
    ...schools
      .slice(0, Math.max(1, room - 1))
      .map(({ schoolName, unknownRole }) =>
        line(
          ` ? ${text.t('unknownRole.row', { school: schoolName, count: text.number(unknownRole) })}`,
          'warn',
        ),
      ),
    line(` ${text.t('unknownRole.how')}`, 'muted'),
  ];
}

function changeLines(model: Model, text: Text): Line[] {
  if (model.changes.length === 0) return [line(` ${text.t('changes.none')}`, 'muted')];
  const names = new Map(model.schools.map(({ schoolCode, schoolName }) => [schoolCode, schoolName]));
  return model.changes
    .slice(0, maxChangeLines)
    .map((change) => [
      span(` ${text.dateTime(change.atMs).slice(-5)} `, 'muted'),
      span(`${change.hostname ?? change.deviceId}  ${changeText(change, text)}`),
      span(`  ${names.get(change.schoolCode) ?? change.schoolCode}`, 'muted'),
    ]);
}

/** Each new change moves all of them: more lines would cost more bytes over SSH than they tell. */
const maxChangeLines = 10;

function changeText(change: Change, text: Text): string {
  if (!('to' in change)) return text.t(`change.${change.kind}`);
  return text.t(`change.${change.kind}`, { to: text.say(`${change.kind}.${change.to}`) });
}
