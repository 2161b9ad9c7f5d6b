import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import stringWidth from 'string-width';
import type { Text } from '../../shared/text/text.ts';
import { type CliContext, print } from './context.ts';
import type { Options } from './program.ts';

type Cell = string | number | boolean | null;

/** A column of a listing; `name` heads it in CSV and, through shared/text, for people. `isTime` is ms UTC. */
export type Column<T> = {
  readonly name: string;
  readonly of: (row: T) => Cell;
  readonly isTime?: true;
};

/** Fields that hold a time in the contract's answers. */
const timeFields: ReadonlySet<string> = new Set([
  'at',
  'asAt',
  'lastSeen',
  'firstSeen',
  'startedAt',
  'createdAt',
  'decidedAt',
  'expiresAt',
]);

/** Adds `--json` and `--csv`. */
export function listingOptions(command: Command, text: Text): Command {
  return command.option('--json', text.t('broker.cli.json')).option('--csv', text.t('broker.cli.csv'));
}

/** Prints rows on stdout: one JSON array, CSV (UTF-8 with BOM, formulas disarmed), or columns for a person. */
export function printListing<T>(
  context: CliContext,
  options: Options,
  rows: readonly T[],
  columns: readonly Column<T>[],
): void {
  if (options.json === true) printJson(context, rows);
  else if (options.csv === true) context.stdout.write(csvOf(rows, columns));
  else printTable(context, rows, columns);
}

/** One JSON document; times are ISO-8601 UTC. */
export function printJson(context: Pick<CliContext, 'stdout'>, value: unknown): void {
  const withTimes = (key: string, field: unknown): unknown =>
    timeFields.has(key) && typeof field === 'number' ? new Date(field).toISOString() : field;
  print(context, JSON.stringify(value, withTimes, 2));
}

function csvOf<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const records = rows.map((row) =>
    columns.map(({ of, isTime }) => {
      const cell = of(row);
      return isTime === true && typeof cell === 'number' ? new Date(cell).toISOString() : cell;
    }),
  );
  return stringify([columns.map(({ name }) => name), ...records], {
    bom: true,
    escape_formulas: true,
    cast: { boolean: (value) => String(value) },
  });
}

function printTable<T>(context: CliContext, rows: readonly T[], columns: readonly Column<T>[]): void {
  const { text } = context;
  const lines = [
    columns.map(({ name }) => text.say(`broker.column.${name}`)),
    ...rows.map((row) => columns.map((column) => cellText(text, column, row))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => stringWidth(line[index] ?? ''))));
  for (const line of lines) {
    const cells = line.map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - stringWidth(cell)));
    print(context, cells.join('  ').trimEnd());
  }
}

/** Control characters of a machine's own words never reach the terminal. */
function cellText<T>(text: Text, { of, isTime }: Column<T>, row: T): string {
  const cell = of(row);
  if (cell === null) return '—';
  if (isTime === true && typeof cell === 'number') return text.dateTime(cell);
  if (typeof cell === 'boolean') return text.t(cell ? 'broker.word.yes' : 'broker.word.no');
  return String(cell).replace(/\p{Cc}/gu, ' ');
}
