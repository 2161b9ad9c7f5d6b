import type { LineRow, OutageRow } from '../../shared/contract/line-rows.ts';
import { percentOf } from '../../shared/domain/percent.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import type { Health } from './school-rows.ts';
import { dash } from './words-column.ts';

/** A line as the screen shows it: its row, and how its last 24 hours went. */
export type LineLine = {
  readonly line: LineRow;
  readonly strip: string;
};

export const lineHealth: Readonly<Record<LineRow['state'], Health>> = {
  up: 'good',
  degraded: 'warn',
  down: 'bad',
  unknown: 'unknown',
};

const hourMs = 3_600_000;
const stripHours = 24;

/**
 * The last 24 hours in 24 cells, the newest last: █ connected, ▒ degraded, ░ down for a part of that hour, · nothing heard.
 * A provider's incident is one of each of its lines.
 */
export function stripOf(line: LineRow, outages: readonly OutageRow[], nowMs: number): string {
  const mine = outages.filter((outage) => isOf(outage, line));
  return Array.from({ length: stripHours }, (_, index) => {
    const from = nowMs - (stripHours - index) * hourMs;
    const during = mine.filter(({ start, end }) => start < from + hourMs && (end ?? nowMs) > from);
    if (during.some(({ impact }) => impact === 'down')) return '░';
    if (during.length > 0) return '▒';
    return line.watchedHours?.charAt(index) === '1' ? '█' : '·';
  }).join('');
}

/** Whether an incident is one of this line: its own, its provider's at its school, or of the unnamed line of its school. */
function isOf({ cause, scope, schools }: OutageRow, line: LineRow): boolean {
  if (scope.kind === 'line') return scope.id === line.lineId;
  if (scope.kind === 'isp') return scope.id === line.isp && schools.includes(line.schoolCode);
  return cause === 'line' && scope.kind === 'school' && scope.id === line.schoolCode;
}

const ranks: Readonly<Record<LineRow['state'], number>> = { down: 0, degraded: 1, unknown: 2, up: 3 };

/** Which line to look at first: down, degraded, unknown, up; then by school. */
export function failingFirst(a: LineLine, b: LineLine): number {
  return (
    ranks[a.line.state] - ranks[b.line.state] ||
    (a.line.schoolName < b.line.schoolName ? -1 : a.line.schoolName > b.line.schoolName ? 1 : 0) ||
    (a.line.lineId < b.line.lineId ? -1 : 1)
  );
}

function words(
  id: string,
  label: Column<LineLine>['label'],
  width: Column<LineLine>['width'],
  value: (row: LineRow) => string | null,
  cell: (row: LineRow, text: Text) => string = (row) => value(row) ?? dash,
): Column<LineLine> {
  return {
    ...{ id, label, width, align: 'left' },
    value: ({ line }) => value(line),
    cell: ({ line }, text) => cell(line, text),
  };
}

function number(
  id: string,
  label: Column<LineLine>['label'],
  width: number,
  value: (row: LineRow) => number | null,
  digits = 0,
): Column<LineLine> {
  return {
    ...{ id, label, width, align: 'right' },
    value: ({ line }) => value(line),
    cell: ({ line }, text) => {
      const known = value(line);
      return known === null ? dash : text.number(known, digits);
    },
  };
}

const strip: Column<LineLine> = {
  ...{ id: 'strip', label: 'column.strip', width: stripHours, align: 'left' },
  value: (row) => row.strip,
  cell: (row) => row.strip,
};

/** In order of importance: a narrow screen shows the first that fit. */
export const lineScreenColumns: readonly Column<LineLine>[] = [
  words('school', 'column.school', 'grow', (row) => row.schoolName),
  words(
    'medium',
    'column.medium',
    9,
    (row) => row.medium ?? null,
    (row, text) => (row.medium === undefined ? dash : text.t(`lineMedium.${row.medium}`)),
  ),
  number('down', 'column.mbps', 5, (row) => row.measuredDownMbps),
  number('p95', 'column.ms', 5, (row) => row.p95Ms),
  number('loss', 'column.lossShort', 5, (row) => row.lossPercent, 1),
  strip,
  number(
    'availability',
    'column.sla',
    6,
    (row) => (row.availability === null ? null : percentOf(row.availability, 1)),
    1,
  ),
  words('isp', 'column.isp', 10, (row) => row.isp ?? null),
  words('lineId', 'column.line', 14, (row) => row.lineId),
];
