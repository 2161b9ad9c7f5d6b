import { CommanderError, Option, Command as Parser } from 'commander';
import { deviceStates, roles } from '../shared/domain/device.ts';
import { isDeviceId } from '../shared/domain/ids.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import { commandNamed, helpWords, notOfCommand, usageReason } from '../shared/text/command-line.ts';
import type { OptionedCommand } from '../shared/text/in-options.ts';
import type { Text } from '../shared/text/text.ts';
import type { Command, CommonFlags, DeviceChange } from './cli/command.ts';
import { addExports } from './cli/exports.ts';
import { addFindings } from './cli/findings.ts';
import { addLicences } from './cli/licences.ts';
import { addLines, exportIspReportCommand, exportLinesCommand } from './cli/lines.ts';
import { addOutages } from './cli/outages.ts';
import { disobeyed, ofEveryCommand, withCheck, withJson, withListing } from './cli/output.ts';
import { add, addExamples, type ParseRun } from './cli/parser.ts';
import { addPlans } from './cli/plans.ts';
import { addRegisters } from './cli/registers.ts';
import { addReports } from './cli/reports.ts';
import { addReviews, exportReviewCommand } from './cli/reviews.ts';
import { addSnapshots } from './cli/snapshots.ts';
import { addVerify } from './cli/verify.ts';

export type CommandLine = {
  readonly command: Command;
  readonly flags: CommonFlags;
  /** The command that was typed: it knows what carries a value. */
  readonly typed: OptionedCommand;
};

/** Reads a command line. Errors: SD-USAGE, in one line. */
export function parseCommandLine(
  argv: readonly string[],
  text: Text,
  version: string,
): Result<CommandLine, AppError> {
  const run: ParseRun = { command: { kind: 'watch' }, printed: '', problem: null, text };
  const program = createProgram(run, version);
  try {
    program.parse(argv, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    if (cause.code === 'commander.help') return err(usage(text.t('cli.commandMissing')));
    if (cause.exitCode !== 0) return err(usage(reasonOf(cause, program, text)));
    return ok({ command: { kind: 'print', text: run.printed }, flags: {}, typed: program });
  }
  const typed = commandNamed(program);
  const foreign = disobeyed(program, typed);
  if (foreign !== null) return err(usage(notOfCommand(text, program, foreign, ofEveryCommand)));
  if (run.problem !== null) return err(usage(run.problem));
  return ok({ command: run.command, flags: program.opts<CommonFlags>(), typed });
}

/** `watch` needs no name, so a command nobody knows looks like a word too many. */
function reasonOf(cause: CommanderError, program: Parser, text: Text): string {
  const isOfRoot = cause.code === 'commander.excessArguments' && !cause.message.includes(" for '");
  const [what] = program.args;
  if (isOfRoot && what !== undefined) return text.t('usage.unknownCommand', { what });
  return usageReason(text, cause, program, ofEveryCommand);
}

function usage(reason: string): AppError {
  return appError('SD-USAGE', { reason });
}

const examples = [
  'schools --csv',
  'devices --school 51-001 --room PM1',
  'outages --open --check',
  'needs --set norm.TH=20 --json',
  'export needs -o needs.xlsx',
] as const;

function createProgram(run: ParseRun, version: string): Parser {
  const { text } = run;
  const program: Parser = new Parser('schooldrum')
    .description(text.t('cli.description'))
    .version(version, '-V, --version', text.t('cli.version'))
    .helpOption('-h, --help', text.t('cli.help'))
    .helpCommand(false)
    .option('--profile <file>', text.t('cli.profile'))
    .addOption(new Option('--lang <language>', text.t('cli.lang')).choices(['vi', 'en']))
    .option('--once', text.t('cli.once'))
    .addOption(new Option('--json', text.t('cli.json')).conflicts('csv'))
    .option('--csv', text.t('cli.csv'))
    .option('--check', text.t('cli.check'))
    .addOption(new Option('--separator <character>', text.t('cli.separator')).choices([';', ',']))
    .configureHelp({
      ...helpWords(text),
      showGlobalOptions: true,
      visibleGlobalOptions: (command) =>
        command === program ? [] : program.options.filter(({ long }) => ofEveryCommand.includes(long ?? '')),
    })
    .configureOutput({
      writeOut: (help) => {
        run.printed += help;
      },
      writeErr: () => {},
    })
    .allowExcessArguments(false)
    .exitOverride()
    .action(() => {
      run.command = { kind: 'watch' };
    });
  addListings(program, run);
  addDevice(program, run);
  addLines(program, run);
  addOutages(program, run);
  addFindings(program, run);
  addReviews(program, run);
  addLicences(program, run);
  addPlans(program, run);
  addReports(program, run);
  addSnapshots(program, run);
  addRegisters(program, run);
  addExportCommands(program, run);
  addVerify(program, run);
  addExamples(program, run, examples);
  return program;
}

function addListings(program: Parser, run: ParseRun): void {
  const { text } = run;
  for (const kind of ['watch', 'overview', 'schools'] as const) {
    const listing = add(program, kind, text.t(`cli.${kind}`)).action(() => {
      run.command = { kind };
    });
    if (kind === 'watch') listing.option('--once', text.t('cli.once'));
    withCheck(withListing(listing, run), run, kind === 'schools' ? 'schools' : 'overview');
  }
  const devices = add(program, 'devices', text.t('cli.devices'))
    .option('--school <code>', text.t('cli.school'))
    .option('--room <room>', text.t('cli.devices.room'))
    .action(({ school, room }: { school?: string; room?: string }) => {
      run.command = { kind: 'devices', schoolCode: school, room };
    });
  withCheck(withListing(devices, run), run, 'devices');
}

function addDevice(program: Parser, run: ParseRun): void {
  const { text } = run;
  const device = add(program, 'device', text.t('cli.device'));
  const known = (id: string): boolean => {
    if (!isDeviceId(id)) run.problem = text.t('cli.notDeviceId', { id });
    return isDeviceId(id);
  };
  const show = add(device, 'show <id>', text.t('cli.device.show')).action((deviceId: string) => {
    if (known(deviceId)) run.command = { kind: 'device-show', deviceId };
  });
  withCheck(withListing(show, run), run, 'device');
  const set = add(device, 'set <id>', text.t('cli.device.set'))
    .addOption(new Option('--role <role>', text.t('cli.role')).choices(roles))
    .addOption(new Option('--state <state>', text.t('cli.state')).choices(deviceStates))
    .option('--room <room>', text.t('cli.room'))
    .option('--seat <seat>', text.t('cli.seat'))
    .option('--confirm-good', text.t('cli.confirmGood'))
    .action((deviceId: string, change: DeviceChange) => {
      if (!known(deviceId)) return;
      if (Object.keys(change).length === 0) run.problem = text.t('cli.setNothing');
      else run.command = { kind: 'device-set', deviceId, change };
    });
  addExamples(withJson(set, run), run, ['device set d-abcdefghijklmnop --role student --room PM1 --seat 12']);
  addDeviceImport(device, run);
}

function addDeviceImport(device: Parser, run: ParseRun): void {
  const { text } = run;
  const listed = add(device, 'import <file>', text.t('cli.device.import'))
    .option('--school <code>', text.t('cli.device.import.school'))
    .option('--strict', text.t('cli.strict'))
    .addHelpText('after', `\n${text.t('machines.columns')}`)
    .action((path: string, { school, strict }: { school?: string; strict?: true }) => {
      run.command = { kind: 'device-import', list: { path, schoolCode: school, strict: strict === true } };
    });
  withCheck(withJson(listed, run), run, 'import');
  addExamples(listed, run, ['device import machines.csv --school 51-001 --strict']);
}

function addExportCommands(program: Parser, run: ParseRun): void {
  const toFile = add(program, 'export', run.text.t('cli.export'));
  addExports(toFile, run);
  exportReviewCommand(toFile, run);
  exportLinesCommand(toFile, run);
  exportIspReportCommand(toFile, run);
  addExamples(toFile, run, ['export needs --snapshot 2026-09-30 -o needs.xlsx']);
}
