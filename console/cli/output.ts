import { Option, type Command as Parser } from 'commander';
import type { ParseRun } from './parser.ts';

/** What `--check` judges: its text is `cli.check.<name>`. */
type Judged =
  | 'overview'
  | 'schools'
  | 'devices'
  | 'device'
  | 'findings'
  | 'licences'
  | 'lines'
  | 'availability'
  | 'readiness'
  | 'outages'
  | 'services'
  | 'digests'
  | 'needs'
  | 'deadlines'
  | 'delivered'
  | 'import'
  | 'verify';

/** Adds `--json`, of a command that prints what it did or found. */
export function withJson(command: Parser, { text }: ParseRun): Parser {
  return command.option('--json', text.t('cli.json'));
}

/** Adds `--json`, `--csv` and `--separator`, of a command that lists. */
export function withListing(command: Parser, run: ParseRun): Parser {
  withJson(command, run).option('--csv', run.text.t('cli.csv'));
  return withSeparator(command, run, ',');
}

/** Adds `--separator`. Offices open files in a spreadsheet that expects `;`, programs read what is printed with `,`. */
export function withSeparator(command: Parser, { text }: ParseRun, usual: ',' | ';'): Parser {
  return command.addOption(
    new Option('--separator <character>', text.t('cli.separator')).choices([';', ',']).default(usual),
  );
}

/** Adds `--check`, of a command that judges what it prints. */
export function withCheck(command: Parser, { text }: ParseRun, judged: Judged): Parser {
  return command.option('--check', text.t('cli.check.when', { when: text.t(`cli.check.${judged}`) }));
}

/**
 * The first option on the command line that the program knows and `command` does not obey, and what it obeys instead. The
 * program reads these wherever they stand, so each command lists those that it obeys.
 */
export function disobeyed(program: Parser, command: Parser): string | null {
  if (command === program) return null;
  const own = new Set(command.options.map((option) => option.attributeName()));
  const given = program.options.filter((option) => {
    const name = option.attributeName();
    return perCommand.includes(name) && !own.has(name) && program.getOptionValueSource(name) === 'cli';
  });
  return given[0]?.long ?? null;
}

/** Options of the program that only some commands obey; the others are of every command. */
const perCommand: readonly string[] = ['json', 'csv', 'separator', 'check'];

/** Obeyed by every command, and shown on its page. */
export const ofEveryCommand: readonly string[] = ['--profile', '--lang'];
