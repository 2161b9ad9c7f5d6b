import type { Text } from '../../shared/text/text.ts';
import { beside, blankLine, type Line, line, type Span, span, spread } from '../components/line.ts';
import { type Column, headerCells, layOut, rowCells } from '../rows/column.ts';
import { bodyHeight, gutterWidth, listWidth, markWidth, paneWidth, visibleRows } from '../state/layout.ts';
import type { ListName, Model } from '../state/model.ts';
import type { Tone } from '../theme.ts';

/** A list as a table: which rows, which columns, which glyph before each row. */
export type Table<Row> = {
  readonly name: ListName;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly mark: (row: Row) => { readonly glyph: string; readonly tone: Tone };
};

/** The header and the rows in the window: only these are drawn, however long the list. */
export function drawTable<Row>(table: Table<Row>, model: Model, text: Text, width: number): Line[] {
  const list = model.lists[table.name];
  const layout = layOut(table.columns, width - markWidth - gutterWidth);
  const rows = table.rows.slice(list.top, list.top + visibleRows(model, table.name));
  const body = rows.map((row): Line => {
    const { glyph, tone } = table.mark(row);
    const cells = rowCells(row, layout, text);
    if (table.idOf(row) === list.selectedId) return [span(`▶ ${glyph} ${cells}`, 'selected')];
    return [span('  '), span(glyph, tone), span(` ${cells}`)];
  });
  return [headerLine(table, model, text, width), ...body];
}

/** Names of the columns; the sorted one carries its direction, the one that `s` would sort by is marked. */
function headerLine<Row>(table: Table<Row>, model: Model, text: Text, width: number): Line {
  const { sort, column } = model.lists[table.name];
  const layout = layOut(table.columns, width - markWidth - gutterWidth);
  const names = headerCells(layout, text);
  const spans = layout.flatMap(({ column: { id, align } }, index): Span[] => {
    const name = names[index] ?? '';
    const arrow = sort.isDescending ? '▼' : '▲';
    const shown = id === sort.column ? withArrow(name, arrow, align === 'right') : name;
    return [span(shown, id === column ? 'marked' : 'title'), span(' ')];
  });
  return [span(' '.repeat(markWidth)), ...spans];
}

function withArrow(name: string, arrow: string, isRight: boolean): string {
  if (isRight) return name.startsWith(' ') ? `${name.slice(1)}${arrow}` : `${name.slice(0, -1)}${arrow}`;
  const word = name.trimEnd();
  const kept = word.length < name.length ? word : word.slice(0, -1);
  return `${kept}${arrow}${' '.repeat(name.length - kept.length - 1)}`;
}

/** `label   value`, for panes. */
export function factLine(label: string, value: string, tone: Tone = 'plain'): Line {
  return [span(`${label}: `, 'muted'), span(value, tone)];
}

/**
 * A list screen: the table, its totals at the foot, and the pane beside both where there is room.
 * @param otherRows lines of the body that something else takes
 */
export function drawListScreen<Row>(
  table: Table<Row>,
  foot: string,
  pane: readonly Line[],
  model: Model,
  text: Text,
  otherRows = 0,
): Line[] {
  const { columns } = model.size;
  const rows = drawTable(table, model, text, listWidth(columns));
  if (table.rows.length === 0) rows.push(noRows(model, table.name, text));
  const space = Array.from(
    { length: Math.max(0, bodyHeight(model) - otherRows - rows.length - 1) },
    () => blankLine,
  );
  const footLine = spread(
    line(` ${foot}`, 'title'),
    line(`  ${arrangement(model, table, text)} `, 'muted'),
    listWidth(columns),
  );
  const left = [...rows, ...space, footLine];
  return paneWidth(columns) === 0 ? left : beside(left, pane, listWidth(columns), paneWidth(columns));
}

export function noRows(model: Model, name: ListName, text: Text): Line {
  return line(`    ${text.t(model.lists[name].filter === '' ? 'empty.list' : 'empty.filter')}`, 'muted');
}

/** What the list is narrowed and ordered by. */
function arrangement<Row>(model: Model, table: Table<Row>, text: Text): string {
  const { filter, sort } = model.lists[table.name];
  const column = table.columns.find(({ id }) => id === sort.column);
  const parts = filter === '' ? [] : [text.t('list.filter', { filter })];
  if (column !== undefined) {
    parts.push(
      text.t('list.sort', { column: text.t(column.label), direction: sort.isDescending ? '▼' : '▲' }),
    );
  }
  return parts.join('  ');
}
