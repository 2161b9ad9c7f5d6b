import type { Command } from 'commander';
import type { QueryBody } from '../../shared/contract/query.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, exitStatus } from '../../shared/runtime/app-error.ts';
import { readTextFile } from '../../shared/runtime/text-file.ts';
import { problemLine } from '../../shared/text/problem-line.ts';
import { type CliContext, print, say } from './context.ts';
import { printJson } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

/** Largest list of machines that is read. */
const maxListBytes = 4 * 1024 * 1024;

type Imported = QueryBody<'deviceImport'>;
type Device = QueryBody<'devices'>['devices'][number];

/** `device import FILE`. */
export function addDeviceImport(line: CommandLine, device: Command, context: CliContext): void {
  const { text } = context;
  const command = line
    .add(device, 'import <file>', text.t('broker.cli.device.import'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--school <CODE>', text.t('broker.cli.device.import.school'))
    .option('--strict', text.t('broker.cli.roster.strict'))
    .option('--json', text.t('broker.cli.json'))
    .addHelpText('after', `\n${text.t('machines.columns')}`);
  line.onRun(command, ([file = ''], options) => importFile(context, file, options));
}

async function importFile(context: CliContext, file: string, options: Options): Promise<Outcome> {
  const csv = readList(context, file);
  if (!csv.ok) return csv;
  const schoolCode = options.school;
  const wish = { csv: csv.value, strict: options.strict === true, schoolCode };
  const answer = await send(context, options, 'deviceImport', wish);
  if (!answer.ok) return answer;
  const [first] = answer.value;
  if (first === undefined) return err(appError('SD-ANSWER-TIMEOUT', { what: 'deviceImport' }));
  const listed = await send(context, options, 'devices', { schoolCode });
  if (!listed.ok) return listed;
  const unknown = listed.value.flatMap(({ devices }) => devices.filter(isUnknown));
  const done: Imported = { ...first, problems: answer.value.flatMap(({ problems }) => problems) };
  report(context, done, unknown, options.json === true);
  return ok(done.isWritten ? 0 : exitStatus(appError('SD-MACHINES-UNREADABLE')));
}

function readList({ text }: CliContext, file: string): Result<string, AppError> {
  const read = readTextFile(file, maxListBytes);
  if (read.ok) return read;
  if (typeof read.error !== 'string') return err(read.error);
  return err(appError('SD-MACHINES-UNREADABLE', { reason: text.say(`machines.${read.error}`) }));
}

function isUnknown({ role, state }: Device): boolean {
  return role === 'unknown' && state !== 'retired';
}

/** Problems one a line on stderr, and the machines of which nobody said what they are for; the sum on stdout. */
function report(context: CliContext, done: Imported, unknown: readonly Device[], isJson: boolean): void {
  const { text } = context;
  for (const problem of done.problems) say(context, problemLine(problem, text));
  if (unknown.length > 0) say(context, text.t('machines.unknownRole', { count: unknown.length }));
  for (const { deviceId, hostname, room } of unknown) {
    say(context, `  ${[deviceId, hostname, room].filter((part) => part !== null).join('  ')}`);
  }
  if (isJson) {
    const unknownRole = unknown.map(({ deviceId, hostname, room }) => ({ deviceId, hostname, room }));
    printJson(context, { ...done, unknownRole });
    return;
  }
  const { machines, changed, unchanged } = done;
  const sum = { machines, changed, unchanged, problems: done.problems.length };
  print(context, text.t(done.isWritten ? 'machines.done' : 'machines.refused', sum));
}
