import { Argument, Command, CommanderError, type OutputConfiguration } from 'commander';
import { type AppError, appError, exitStatus } from '../shared/runtime/app-error.ts';
import { chooseLanguage, languageFlag } from '../shared/runtime/language.ts';
import { version } from '../shared/runtime/version.ts';
import { examplesBelow, helpWords, usageReason } from '../shared/text/command-line.ts';
import { createText } from '../shared/text/create-text.ts';
import type { Text } from '../shared/text/text.ts';
import type { CliDeps, CommandContext, CommandResult } from './cli/command.ts';
import { runDoctor } from './cli/doctor.ts';
import { runExplain } from './cli/explain.ts';
import { runJoin } from './cli/join.ts';
import { runLeave } from './cli/leave.ts';
import { runOnce } from './cli/once.ts';
import { runParse } from './cli/parse.ts';
import { runPrepareImage } from './cli/prepare-image.ts';
import { runAgent } from './cli/run.ts';
import { loadAgentConfig } from './config.ts';
import { type ParseKind, parseKinds } from './parse/kind-names.ts';

/** Runs `schooldrum-agent ARGS`; resolves with the exit status. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<number> {
  let text = createText(chooseLanguage(languageFlag(args), deps.env));
  const fail = (error: AppError): number => {
    deps.stderr.write(`${text.error(error)}\n`);
    return exitStatus(error);
  };
  let result: CommandResult = 0;
  const program = createProgram(text, deps, async (flags, work) => {
    const config = loadAgentConfig(deps.env, pickSettings(flags));
    if (!config.ok) {
      result = config.error;
      return;
    }
    if (config.value.lang !== undefined) text = createText(config.value.lang);
    result = await work({ ...deps, config: config.value, text });
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    if (cause.exitCode === 0) return 0;
    const usage = appError('SD-USAGE', { reason: usageReason(text, cause, program) });
    // Without a command the help was shown, which says it all.
    return cause.code === 'commander.help' ? exitStatus(usage) : fail(usage);
  }
  return typeof result === 'number' ? result : fail(result);
}

type Flags = Readonly<Record<string, unknown>>;
type RunCommand = (flags: Flags, work: (context: CommandContext) => Promise<CommandResult>) => Promise<void>;

const examples = ['once --json', 'join --file token.txt --room PM1 --seat 12', 'doctor --check'] as const;

function createProgram(text: Text, deps: CliDeps, run: RunCommand): Command {
  const output: OutputConfiguration = {
    writeOut: (part) => void deps.stdout.write(part),
    writeErr: (part) => void deps.stderr.write(part),
    // Said once more, with its code, by whoever catches it.
    outputError: () => {},
  };
  const program = new Command('schooldrum-agent')
    .description(text.t('agent.about'))
    .version(version, '-V, --version', text.t('agent.help.version'))
    .configureOutput(output)
    .configureHelp(helpWords(text))
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', text.t('agent.help.help'));
  const command = (name: string, about: string): Command =>
    program
      .command(name)
      .description(about)
      .option('--lang <lang>', text.t('agent.help.lang'))
      .option('--state <dir>', text.t('agent.help.state'))
      .option('--config <file>', text.t('agent.help.config'))
      .option('--log-level <level>', text.t('agent.help.logLevel'));
  const json = text.t('agent.help.json');
  command('run', text.t('agent.help.run'))
    .option('--at-once', text.t('agent.help.atOnce'))
    .action((flags: Flags) => run(flags, (context) => runAgent(context, flags.atOnce === true)));
  command('once', text.t('agent.help.once'))
    .option('--json', json)
    .action((flags: Flags) => run(flags, (context) => runOnce(context, flags.json === true)));
  command('join [token]', text.t('agent.help.join'))
    .option('--file <file>', text.t('agent.help.joinFile'))
    .option('--room <room>', text.t('agent.help.room'))
    .option('--seat <seat>', text.t('agent.help.seat'))
    .option('--no-ask', text.t('agent.help.noAsk'))
    .action((token: string | undefined, flags: Flags) =>
      run(flags, (context) => runJoin(context, { token, ...flags })),
    );
  command('prepare-image', text.t('agent.help.prepareImage'))
    .option('--file <file>', text.t('agent.help.imageFile'))
    .action((flags: Flags) => run(flags, (context) => runPrepareImage(context, stringFlag(flags.file))));
  command('leave', text.t('agent.help.leave')).action((flags: Flags) => run(flags, runLeave));
  command('explain', text.t('agent.help.explain'))
    .option('--json', json)
    .action((flags: Flags) => run(flags, (context) => runExplain(context, flags.json === true)));
  command('doctor', text.t('agent.help.doctor'))
    .option('--json', json)
    .option('--check', text.t('agent.help.check'))
    .action((flags: Flags) => run(flags, (context) => runDoctor(context, flags)));
  command('parse', text.t('agent.help.parse', { kinds: parseKinds.join(', ') }))
    .addArgument(new Argument('<kind>').choices(parseKinds))
    .argument('[file]')
    .action((kind: ParseKind, file: string | undefined, flags: Flags) =>
      run(flags, (context) => runParse(context, kind, file)),
    );
  return program.addHelpText('after', examplesBelow(text, 'schooldrum-agent', examples));
}

function stringFlag(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function pickSettings({ lang, state, config, logLevel }: Flags): Flags {
  return { lang, state, config, logLevel };
}
