import type { DueReport } from '../../shared/domain/plan/deadlines.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { dayColumn, dayText, numberColumn, wordsColumn } from './words-column.ts';

export const deadlineColumns: readonly Column<DueReport>[] = [
  dayColumn('dueOn', 'deadline.column.dueOn', (row) => row.dueOn),
  numberColumn('daysLeft', 'deadline.column.daysLeft', (row) => row.daysLeft),
  wordsColumn(
    'report',
    'deadline.column.report',
    ({ deadline }) => deadline.report,
    ({ deadline }, text) => text.t(`deadline.report.${deadline.report}`),
  ),
  wordsColumn(
    'from',
    'deadline.column.from',
    ({ deadline }) => deadline.from,
    ({ deadline }, text) => text.t(`deadline.unit.${deadline.from}`),
  ),
  wordsColumn(
    'to',
    'deadline.column.to',
    ({ deadline }) => deadline.to,
    ({ deadline }, text) => text.t(`deadline.unit.${deadline.to}`),
  ),
  dayColumn('asAtOn', 'deadline.column.asAtOn', (row) => row.asAtOn),
  wordsColumn('source', 'deadline.column.source', ({ deadline }) => deadline.source),
];

/** The nearest deadline that has not passed, in one line; null when none is left in the school year. */
export function nextDeadlineText(due: readonly DueReport[], text: Text): string | null {
  const next = due.find(({ daysLeft }) => daysLeft >= 0);
  if (next === undefined) return null;
  const { deadline, dueOn, daysLeft } = next;
  return text.t(daysLeft === 0 ? 'deadline.today' : 'deadline.next', {
    report: text.t(`deadline.report.${deadline.report}`),
    from: text.t(`deadline.unit.${deadline.from}`),
    to: text.t(`deadline.unit.${deadline.to}`),
    date: dayText(dueOn, text),
    days: daysLeft,
  });
}
