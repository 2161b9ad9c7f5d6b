import type { Text } from './text.ts';

/** What is wrong with a list, by line, column, reason and value. Structural: the contract's `RosterProblem` satisfies it. */
type Problem = {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
  readonly value: string;
  readonly limits?: Readonly<Record<string, string>> | undefined;
};

/** A column by its stable header and, first among the others, the Vietnamese one. Structural: every list's columns satisfy it. */
type NamedColumn = { readonly header: string; readonly others: readonly string[] };

/** Their value is the number of another line, or a broken rule, which the reason tells; it is not what stands in the cell. */
const tellsValue: readonly string[] = [
  'duplicate',
  'contradicts',
  'repeated-row',
  'repeated-line',
  'repeated-machine',
  'too-many-lines',
  'bad-norm',
];

/**
 * Line, column, what stands there, and why it is refused.
 * @param columns of the list: in Vietnamese those that they name are called so, and as the file may call them instead
 */
export function problemLine(
  { line, column: header, reason, value, limits }: Problem,
  text: Text,
  columns: readonly NamedColumn[] = [],
): string {
  const rule = reason === 'bad-norm' ? text.say(`problem.${value}`, limits) : value;
  const why = text.say(`roster.${reason}`, { value: rule });
  const column = columnName(header, text, columns);
  if (column === '') return text.t('roster.problem.whole', { line, why });
  if (tellsValue.includes(reason)) return text.t('roster.problem.column', { line, column, why });
  return text.t('roster.problem', { line, column, value, why });
}

function columnName(header: string, { language }: Text, columns: readonly NamedColumn[]): string {
  const [vietnamese] = columns.find((column) => column.header === header)?.others ?? [];
  return language === 'vi' && vietnamese !== undefined ? `${vietnamese} / ${header}` : header;
}
