import type { Text } from './text.ts';

/** What is wrong with a list, by line, column, reason and value. Structural: the contract's `RosterProblem` satisfies it. */
type Problem = {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
  readonly value: string;
};

/** Their value is the number of another line, which the reason tells; it is not what stands in the cell. */
const namesAnotherLine: readonly string[] = [
  'duplicate',
  'contradicts',
  'repeated-row',
  'repeated-line',
  'repeated-machine',
];

/** Line, column, what stands there, and why it is refused. */
export function problemLine({ line, column, reason, value }: Problem, text: Text): string {
  const why = text.say(`roster.${reason}`, { value });
  if (column === '') return text.t('roster.problem.whole', { line, why });
  if (namesAnotherLine.includes(reason)) return text.t('roster.problem.column', { line, column, why });
  return text.t('roster.problem', { line, column, value, why });
}
