import type { SchoolCalendar } from '../../shared/domain/calendar.ts';
import type { NormPack } from '../../shared/domain/norm.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Text } from '../../shared/text/text.ts';
import type { CommonFlags } from '../cli/command.ts';
import { csvText, listingRows } from '../export/csv.ts';
import type { Column } from '../rows/column.ts';
import { plainTable } from '../rows/plain-table.ts';
import type { FleetSource } from '../source.ts';

/** What a one-shot command works with. */
export type CommandContext = {
  readonly source: Pick<FleetSource, 'ask'>;
  readonly clock: Clock;
  readonly text: Text;
  readonly rules: { readonly pack: NormPack; readonly calendar: SchoolCalendar };
  readonly flags: CommonFlags;
  /** What is printed goes to a screen. */
  readonly isTerminal?: boolean;
};

/** How urgent a listing is: the exit status under `--check`. */
export type Severity = 0 | 1 | 2;

/** What a command prints on stdout, and how urgent it is. */
export type CommandOutput = {
  readonly stdout: string;
  /** In place of `stdout`: a file that is no text. */
  readonly bytes?: Uint8Array;
  readonly stderr?: string;
  readonly severity: Severity;
  /** Exit status of a command that did not do what it was asked; else `severity` decides. */
  readonly status?: number;
};
export type CommandResult = Promise<Result<CommandOutput, AppError>>;

/** A listing in the format asked for: `document` is what JSON shows. */
export function formatListing<Row>(
  listing: {
    readonly document: object;
    readonly rows: readonly Row[];
    readonly columns: readonly Column<Row>[];
  },
  { flags, text }: CommandContext,
): string {
  if (flags.json === true) return jsonText(listing.document);
  if (flags.csv !== true) {
    const isEmpty = listing.rows.length === 0;
    return isEmpty ? `${text.t('empty.list')}\n` : plainTable(listing.rows, listing.columns, text);
  }
  const separator = flags.separator ?? ',';
  return csvText(listingRows(listing.rows, listing.columns, text), { separator, bom: false });
}

export function jsonText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function worst(severities: readonly Severity[]): Severity {
  return severities.includes(2) ? 2 : severities.includes(1) ? 1 : 0;
}
