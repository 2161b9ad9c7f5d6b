import type { QueryBody } from '../../shared/contract/query.ts';
import type { Needs } from '../../shared/domain/need.ts';
import type { DueReport } from '../../shared/domain/plan/deadlines.ts';
import type { Text } from '../../shared/text/text.ts';
import { textOf } from '../components/line.ts';
import { nextDeadlineText } from '../rows/deadline-columns.ts';
import { plainTable } from '../rows/plain-table.ts';
import { type SchoolLine, schoolColumns } from '../rows/school-rows.ts';
import { declaredBy, figureLines } from '../screens/figures.ts';

/** The overview as plain text: the figures of the screen, every school with the worst first, and what to set next. */
export function overviewText(
  head: QueryBody<'view'>['head'],
  lines: readonly SchoolLine[],
  { needs, due }: { readonly needs: Needs | null; readonly due: readonly DueReport[] },
  text: Text,
): string {
  if (head === undefined || head.totals.devices === 0) return emptyText(head?.totals.schools ?? 0, text);
  const figures = figureLines(
    { totals: head.totals, declared: declaredBy(lines), needs, isFresh: true },
    text,
  );
  const unknown = head.totals.unknownRole;
  return [
    `${head.unit.name}  ${text.dateTime(head.at)}\n`,
    ...figures.map((line) => `${textOf(line).trimEnd()}\n`),
    ...deadlineLines(due, text),
    `\n${text.t('section.helpFirst')}\n`,
    plainTable(lines, schoolColumns, text),
    ...(unknown === 0
      ? []
      : [
          `\n${text.t('section.unknownRole', { count: text.number(unknown) })}. ${text.t('unknownRole.how')}\n`,
        ]),
  ].join('');
}

/** The nearest report that is due in this school year. */
function deadlineLines(due: readonly DueReport[], text: Text): string[] {
  const next = nextDeadlineText(due, text);
  return next === null ? [] : [`${next}\n`];
}

function emptyText(schools: number, text: Text): string {
  const steps = [
    text.t('empty.title'),
    `1  ${text.t('empty.schools', { count: text.number(schools) })}: ${text.t('empty.schools.do')}`,
    `2  ${text.t('empty.token')}: ${text.t('empty.token.do')}`,
    `3  ${text.t('empty.agent')}: ${text.t('empty.agent.do')}`,
  ];
  return `${steps.join('\n')}\n`;
}
