import type { QueryBody } from '../../shared/contract/query.ts';
import { rosterColumns } from '../../shared/domain/register/roster.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, exitStatus } from '../../shared/runtime/app-error.ts';
import { readTextFile } from '../../shared/runtime/text-file.ts';
import { changeLine } from '../../shared/text/change-line.ts';
import { problemLine } from '../../shared/text/problem-line.ts';
import { type CliContext, print, say } from './context.ts';
import { printJson } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

type Imported = QueryBody<'rosterImport'>;

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
    .option('--dry-run', text.t('cli.dryRun'))
    .option('--json', text.t('broker.cli.json'))
    .addHelpText('after', `\n${text.t('broker.cli.roster.columns')}\n${columnHelp()}`);
  line.onRun(command, ([file = ''], options) => importFile(context, file, options));
}

async function importFile(context: CliContext, file: string, options: Options): Promise<Outcome> {
  const csv = await readRosterFile(context, file);
  if (!csv.ok) return csv;
  const isDry = options.dryRun === true;
  const answer = await send(context, options, 'rosterImport', {
    csv: csv.value,
    strict: options.strict === true,
    isDry,
  });
  if (!answer.ok) return answer;
  const [first] = answer.value;
  if (first === undefined) return err(appError('SD-ANSWER-TIMEOUT', { what: 'rosterImport' }));
  const problems = answer.value.flatMap((page) => page.problems);
  const changes = answer.value.flatMap((page) => page.changes);
  const done: Imported = { ...first, problems, changes };
  report(context, done, { isDry, isJson: options.json === true });
  const isRefused = done.problems.length > 0 && done.rows === 0;
  return ok(isRefused ? exitStatus(appError('SD-ROSTER-UNREADABLE')) : 0);
}

/** A spreadsheet by its name; everything else is a text. */
async function readRosterFile(context: CliContext, file: string): Promise<Result<string, AppError>> {
  if (file.toLowerCase().endsWith('.xlsx')) {
    const { readSheetAsCsv } = await import('../../shared/runtime/sheet/sheet.ts');
    return await readSheetAsCsv(file);
  }
  const read = readTextFile(file, maxRosterBytes);
  if (read.ok) return read;
  if (typeof read.error !== 'string') return err(read.error);
  return err(appError('SD-ROSTER-UNREADABLE', { reason: context.text.say(`roster.${read.error}`) }));
}

/** Problems one a line on stderr; what would change, and the sum, on stdout. */
function report(
  context: CliContext,
  done: Imported,
  { isDry, isJson }: { readonly isDry: boolean; readonly isJson: boolean },
): void {
  const { text } = context;
  for (const problem of done.problems) say(context, problemLine(problem, text, rosterColumns));
  const { ignored = [] } = done;
  if (ignored.length > 0) say(context, text.t('register.ignored', { columns: ignored.join(', ') }));
  if (isJson) {
    printJson(context, done);
    return;
  }
  if (isDry) for (const change of done.changes) print(context, changeLine(change, text));
  const { schools, rows, changed, unchanged } = done;
  const sum = { schools, rows, changed, unchanged, problems: done.problems.length };
  const isRefused = sum.problems > 0 && rows === 0;
  print(context, text.t(isRefused ? 'roster.refused' : isDry ? 'roster.dry' : 'roster.done', sum));
}

function columnHelp(): string {
  return rosterColumns
    .map(
      ({ header, others, isRequired }) =>
        `  ${isRequired === true ? '*' : ' '} ${header.padEnd(24)}${others[0] ?? ''}`,
    )
    .join('\n');
}
