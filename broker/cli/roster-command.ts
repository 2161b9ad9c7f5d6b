import { rosterColumns } from '../../shared/domain/register/roster.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, exitStatus } from '../../shared/runtime/app-error.ts';
import { readTextFile } from '../../shared/runtime/text-file.ts';
import type { RosterImport } from '../roster/import-roster.ts';
import { type CliContext, print, say } from './context.ts';
import { printJson } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

/** Largest roster file that is read: what the command takes as text. */
const maxRosterBytes = 8_000_000;

/** `roster import FILE`. */
export function addRosterCommand(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const roster = line.add(line.root, 'roster', text.t('broker.cli.roster'));
  const command = line
    .add(roster, 'import <file>', text.t('broker.cli.roster.import'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--strict', text.t('broker.cli.roster.strict'))
    .option('--json', text.t('broker.cli.json'))
    .addHelpText('after', `\n${text.t('broker.cli.roster.columns')}\n${columnHelp()}`);
  line.onRun(command, ([file = ''], options) => importFile(context, file, options));
}

async function importFile(context: CliContext, file: string, options: Options): Promise<Outcome> {
  const csv = readRosterFile(context, file);
  if (!csv.ok) return csv;
  const answer = await send(context, options, 'rosterImport', {
    csv: csv.value,
    strict: options.strict === true,
  });
  if (!answer.ok) return answer;
  const [first] = answer.value;
  if (first === undefined) return err(appError('SD-ANSWER-TIMEOUT', { what: 'rosterImport' }));
  const done: RosterImport = { ...first, problems: answer.value.flatMap(({ problems }) => problems) };
  report(context, done, options.json === true);
  return ok(done.isWritten ? 0 : exitStatus(appError('SD-ROSTER-UNREADABLE')));
}

function readRosterFile(context: CliContext, file: string): Result<string, AppError> {
  const read = readTextFile(file, maxRosterBytes);
  if (read.ok) return read;
  if (typeof read.error !== 'string') return err(read.error);
  return err(appError('SD-ROSTER-UNREADABLE', { reason: context.text.say(`roster.${read.error}`) }));
}

/** Problems one a line on stderr; the sum on stdout. */
function report(context: CliContext, done: RosterImport, isJson: boolean): void {
  const { text } = context;
  for (const { line, column, reason, value } of done.problems) {
    const why = text.say(`roster.${reason}`, { value });
    say(context, text.t('roster.problem', { line, column, value, why }));
  }
  if (isJson) {
    printJson(context, done);
    return;
  }
  const { schools, rows, changed, unchanged } = done;
  const sum = { schools, rows, changed, unchanged, problems: done.problems.length };
  print(context, text.t(done.isWritten ? 'roster.done' : 'roster.refused', sum));
}

function columnHelp(): string {
  return rosterColumns
    .map(
      ({ header, others, isRequired }) =>
        `  ${isRequired === true ? '*' : ' '} ${header.padEnd(24)}${others[0] ?? ''}`,
    )
    .join('\n');
}
