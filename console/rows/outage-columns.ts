import type { DigestChannel, OutageRow } from '../../shared/contract/line-rows.ts';
import { surenessOf } from '../../shared/domain/sureness.ts';
import { spanText } from '../../shared/text/span.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { dash, momentColumn, numberColumn, wordsColumn } from './words-column.ts';

export const outageColumns: readonly Column<OutageRow>[] = [
  numberColumn('outageId', 'column.id', (row) => row.outageId),
  wordsColumn(
    'severity',
    'column.severity',
    (row) => row.severity,
    (row, text) => text.t(`severity.${row.severity}`),
  ),
  wordsColumn('cause', 'column.cause', (row) => row.cause, causeText),
  wordsColumn(
    'scope',
    'column.scope',
    ({ scope }) => `${scope.kind}:${scope.id}`,
    (row) => scopeText(row),
  ),
  momentColumn('start', 'column.start', (row) => row.start),
  wordsColumn(
    'end',
    'column.end',
    (row) => (row.end === null ? null : new Date(row.end).toISOString()),
    (row, text) => (row.end === null ? text.t('outage.open') : text.dateTime(row.end)),
  ),
  wordsColumn(
    'minutes',
    'column.duration',
    (row) => minutesOf(row),
    (row, text) => durationText(row, text),
  ),
  wordsColumn(
    'confidence',
    'column.confidence',
    (row) => String(row.confidence),
    (row, text) => text.t(`confidence.${surenessOf(row.confidence)}`),
  ),
  numberColumn('witnesses', 'column.witnesses', (row) => row.witnesses),
];

/** The cause in words; a line that answers too badly to work with is not called cut. */
export function causeText(row: Pick<OutageRow, 'cause' | 'impact'>, text: Text): string {
  return text.t(row.impact === 'degraded' ? 'outage.degraded' : `cause.${row.cause}`);
}

/** One fact that speaks for an incident, with how many saw it and when. */
export function evidenceText({ code, count, at }: OutageRow['evidence'][number], text: Text): string {
  const words = text.say(`outageEvidence.${code}`);
  const numbers = [
    ...(count === null ? [] : [text.number(count)]),
    ...(at === null ? [] : [text.dateTime(at)]),
  ];
  return numbers.length === 0 ? words : `${words}: ${numbers.join(', ')}`;
}

export function scopeText({ scope, schoolName }: Pick<OutageRow, 'scope' | 'schoolName'>): string {
  if (scope.kind === 'school') return schoolName ?? scope.id;
  return schoolName === null ? scope.id : `${scope.id} (${schoolName})`;
}

function minutesOf({ start, end }: OutageRow): string | null {
  return end === null ? null : String(Math.round((end - start) / 60_000));
}

function durationText({ start, end }: OutageRow, text: Text): string {
  return end === null ? dash : spanText(end - start, text);
}

export const digestColumns: readonly Column<DigestChannel>[] = [
  numberColumn('id', 'column.id', (row) => row.id),
  wordsColumn('unit', 'column.unit', (row) => row.unitName),
  wordsColumn(
    'channel',
    'column.channel',
    (row) => row.channel,
    (row, text) => text.t(`digestChannel.${row.channel}`),
  ),
  wordsColumn('address', 'column.address', (row) => row.address),
  wordsColumn(
    'hour',
    'column.hour',
    (row) => String(row.hour),
    ({ hour }) => `${String(hour).padStart(2, '0')}:00`,
  ),
  wordsColumn('lang', 'column.lang', (row) => row.lang),
  momentColumn('lastSentAt', 'column.lastSent', (row) => row.lastSentAt),
  wordsColumn('lastFailure', 'column.failure', (row) => row.lastFailure),
];
