import type { Text } from '../../shared/text/text.ts';
import { blankLine, fitLine, type Line, line, rule, span, wrap } from '../components/line.ts';
import { bindings, keyGroups, keyText } from '../keys.ts';
import type { Model } from '../state/model.ts';
import { scrolled } from './scrolled.ts';

const cellWidth = 26;

/** The keys, from the table that also drives them, and what the signs mean. */
export function drawHelp(model: Model, text: Text): Line[] {
  return scrolled(helpLines(text, model.size.columns), model);
}

function helpLines(text: Text, columns: number): Line[] {
  const notes = [
    'help.telex',
    'help.glyphs',
    'help.presence',
    'help.hours',
    'help.ratio',
    'help.unknown',
  ] as const;
  return [
    ...keyGroups.flatMap((group) => [
      rule(columns, text.t(`keys.${group}`)),
      ...inColumns(
        bindings
          .filter((binding) => binding.group === group)
          .map(({ shown, action }) => [span(` ${shown.padEnd(7)}`, 'title'), span(text.t(keyText(action)))]),
        columns,
      ),
    ]),
    blankLine,
    ...notes.flatMap((note) => wrap(text.t(note), columns - 2).map((part) => line(` ${part}`))),
  ];
}

function inColumns(cells: readonly Line[], columns: number): Line[] {
  const perLine = Math.max(1, Math.floor(columns / cellWidth));
  const lines: Line[] = [];
  for (let index = 0; index < cells.length; index += perLine) {
    lines.push(cells.slice(index, index + perLine).flatMap((cell) => [...fitLine(cell, cellWidth)]));
  }
  return lines;
}
