import {
  type Difference,
  type DifferenceMachine,
  reconciliation,
} from '../../../shared/domain/statistics/reconciliation.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { inScope, listColumns, listName } from './list-columns.ts';

type DifferenceRow = {
  readonly difference: Difference;
  /** None: the line of the subject itself; else a machine behind it, whose line repeats no figure. */
  readonly machine: DifferenceMachine | undefined;
};

/** Đối chiếu khai báo và đo được: each subject of each school, and beneath it the machines behind a difference. */
export function reconciliationSheet({ plan, scope, text }: ExportInput): DataSheet {
  const rows = inScope(reconciliation(plan), scope).flatMap((difference): DifferenceRow[] => [
    { difference, machine: undefined },
    ...difference.machines.map((machine) => ({ difference, machine })),
  ]);
  const column = listColumns<DifferenceRow>(text);
  const figure = (value: (difference: Difference) => number | null) => (row: DifferenceRow) =>
    row.machine === undefined ? value(row.difference) : null;
  return dataSheet(listName('reconciliation', text), rows, [
    column.text('schoolCode', ({ difference }) => difference.schoolCode),
    column.text('schoolName', ({ difference }) => difference.schoolName),
    column.code(
      'subject',
      ({ difference }) => difference.subject,
      (code) => text.say(`list.subject.${code}`),
    ),
    column.integer(
      'declared',
      figure(({ declared }) => declared),
    ),
    column.integer(
      'measured',
      figure(({ measured }) => measured),
    ),
    column.integer(
      'difference',
      figure(({ difference }) => difference),
    ),
    column.text('room', ({ machine }) => machine?.room ?? null),
    column.text('hostname', ({ machine }) => machine?.hostname ?? null),
    column.text('assetCode', ({ machine }) => machine?.assetCode ?? null),
    column.code('cause', ({ machine }) => machine?.cause ?? null, causeWords(text), 28),
    column.text('deviceId', ({ machine }) => machine?.deviceId ?? null),
  ]);
}

const ownCauses: ReadonlySet<string> = new Set([
  'counted',
  'not-in-book',
  'only-in-book',
  'online',
  'offline',
]);

function causeWords(text: Text): (code: string) => string {
  return (code) => text.say(ownCauses.has(code) ? `list.cause.${code}` : `reason.${code}`);
}
