import type { Review } from '../../shared/contract/finding-rows.ts';
import type { Text } from '../../shared/text/text.ts';
import { plain } from './cell.ts';
import type { Column } from './column.ts';
import { evidenceText, findingTitle } from './finding-columns.ts';
import { licenceColumns } from './licence-columns.ts';
import { plainTable } from './plain-table.ts';
import { dash, dateColumn, dayText, monthText, numberColumn, wordsColumn } from './words-column.ts';

type Line = Review['lines'][number] & { readonly number: number };
type Cells = readonly (string | number)[];

/** The columns of the form: máy, phòng, nguy cơ, mức, ngày phát hiện, biện pháp, hạn, người phụ trách, ngày xử lý. */
const columns: readonly Column<Line>[] = [
  numberColumn('number', 'column.number', (line) => line.number),
  wordsColumn('machine', 'column.hostname', (line) => line.hostname ?? line.deviceId),
  // Names repeat; the id is the machine.
  wordsColumn('deviceId', 'column.deviceId', (line) => line.deviceId),
  wordsColumn('room', 'column.room', (line) => line.room),
  wordsColumn(
    'finding',
    'column.finding',
    (line) => line.code,
    (line, text) => findingTitle(line.code, text),
  ),
  wordsColumn(
    'severity',
    'column.severity',
    (line) => line.severity,
    (line, text) => text.say(`severity.${line.severity}`),
  ),
  dateColumn('since', 'column.since', (line) => line.since),
  wordsColumn(
    'measure',
    'column.measure',
    (line) => line.code,
    (line, text) => text.say(`finding.${line.code}.do`),
  ),
  wordsColumn(
    'dueOn',
    'column.dueOn',
    (line) => line.dueOn,
    (line, text) => dayText(line.dueOn, text),
  ),
  // Filled in by hand on paper: the system names no people.
  wordsColumn('responsible', 'column.responsible', () => ''),
  wordsColumn(
    'status',
    'column.findingStatus',
    (line) => line.status,
    (line, text) => statusText(line, text),
  ),
  dateColumn('fixedAt', 'column.fixedAt', (line) => line.fixedAt),
  wordsColumn(
    'basis',
    'column.basis',
    (line) => line.basis,
    (line, text) => text.say(`ruleStatus.${line.basis}`),
  ),
  wordsColumn('evidence', 'column.evidence', (line) => evidenceText(line.evidence)),
];

function statusText({ status, reason, acceptedUntil }: Line, text: Text): string {
  const until =
    acceptedUntil === null ? [] : [`${text.t('column.acceptedUntil')} ${text.date(acceptedUntil)}`];
  return [text.t(`findingStatus.${status}`), ...(reason === null ? [] : [reason]), ...until].join('; ');
}

/** The record as rows of a spreadsheet: heading, one row each finding, licences, what could not be judged. */
export function reviewRows(review: Review, text: Text): Cells[] {
  const lines = numbered(review);
  return [
    [text.t('review.title')],
    ...heading(review, text),
    [],
    columns.map(({ label }) => text.t(label)),
    ...lines.map((line) => columns.map(({ cell }) => blank(cell(line, text)))),
    ...(review.licences.length === 0
      ? []
      : [
          [],
          licenceColumns.map(({ label }) => text.t(label)),
          ...review.licences.map((row) => licenceColumns.map(({ cell }) => blank(cell(row, text)))),
        ]),
  ];
}

/** The record for a terminal: without ids, evidence and blanks to fill in. */
export function reviewText(review: Review, text: Text): string {
  const shown = columns.filter(({ id }) => !['deviceId', 'measure', 'responsible', 'evidence'].includes(id));
  const lines = numbered(review);
  return [
    `${text.t('review.title')}\n`,
    ...heading(review, text).map((cells) => `${plain(cells.join(': '))}\n`),
    '\n',
    lines.length === 0 ? `${text.t('review.none')}\n` : plainTable(lines, shown, text),
    ...(review.licences.length === 0 ? [] : ['\n', plainTable(review.licences, licenceColumns, text)]),
  ].join('');
}

function numbered({ lines }: Review): Line[] {
  return lines.map((line, index) => ({ ...line, number: index + 1 }));
}

function heading(review: Review, text: Text): Cells[] {
  const { counts, machines, coverage, score } = review;
  const several = (...numbers: readonly number[]): string =>
    numbers.map((one) => text.number(one)).join(' / ');
  const unknown = review.unknown.map(({ code, machines: count }) => `${findingTitle(code, text)} (${count})`);
  return [
    [text.t('review.school'), `${review.schoolName} (${review.schoolCode})`],
    [text.t('review.month'), monthText(review.month, text)],
    [text.t('review.asAt'), text.dateTime(review.asAt)],
    [text.t('column.id'), numberOf(review, text)],
    [text.t('review.machines'), several(machines.total, machines.heard)],
    [
      text.t('review.counts'),
      several(counts.open, counts.acknowledged, counts.accepted, counts.fixedInMonth),
    ],
    [text.t('review.score'), score === null ? dash : text.number(score)],
    ...(coverage === null
      ? []
      : [
          [
            text.t('review.coverage'),
            several(coverage.licensed, coverage.builtIn, coverage.unlicensed, coverage.unknown),
          ],
        ]),
    [text.t('review.unknown'), unknown.length === 0 ? dash : unknown.join(', ')],
    ...(review.conclusion === null ? [] : [[text.t('review.conclusion'), review.conclusion]]),
  ];
}

function numberOf({ id, recordedBy }: Review, text: Text): string {
  return id === null ? text.t('review.draft') : text.t('review.recorded', { id, by: recordedBy ?? dash });
}

function blank(cell: string): string {
  return cell === dash ? '' : cell;
}
