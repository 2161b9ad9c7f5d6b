import type { Command as Parser } from 'commander';
import { examplesBelow } from '../../shared/text/command-line.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Command } from './command.ts';

/** A command line on its way: what it asks for, what is printed instead, or why it makes no sense. */
export type ParseRun = { command: Command; printed: string; problem: string | null; readonly text: Text };

/** A subcommand that inherits how errors and help leave the program. */
export function add(parent: Parser, name: string, description: string): Parser {
  return parent.command(name).description(description).helpCommand(false).allowExcessArguments(false);
}

/** Adds words below the options of a help page, wrapped as the page is. */
export function addNote(command: Parser, words: string): Parser {
  const width = command.configureOutput().getOutHelpWidth?.() ?? 80;
  return command.addHelpText('after', () => `\n${command.createHelp().boxWrap(words, width)}`);
}

/** Adds command lines to paste below the options of a help page. */
export function addExamples(command: Parser, { text }: ParseRun, lines: readonly string[]): Parser {
  return command.addHelpText('after', examplesBelow(text, 'schooldrum', lines));
}

const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Notes a value that is no month (YYYY-MM) or day (YYYY-MM-DD) as the problem of this line; true when it is fine. */
export function checkDates(
  run: ParseRun,
  values: { readonly month?: string; readonly day?: string },
): boolean {
  const { month, day } = values;
  if (month !== undefined && !monthPattern.test(month))
    run.problem = run.text.t('cli.notMonth', { value: month });
  if (day !== undefined && !isDay(day)) run.problem = run.text.t('cli.notDay', { value: day });
  return run.problem === null;
}

/** A month that is none gives no date at all, a day that is none the next month's. */
function isDay(value: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value);
}

/** A whole number of at least `min`, or null with the problem noted. */
export function wholeNumberOf(run: ParseRun, value: string, min: number): number | null {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min) return number;
  run.problem = run.text.t('cli.notNumber', { value, least: min });
  return null;
}
