import { Command, CommanderError, Option } from 'commander';
import type { Result } from '../../shared/domain/result.ts';
import { type AppError, appError, exitStatus } from '../../shared/runtime/app-error.ts';
import { helpWords, usageReason } from '../../shared/text/command-line.ts';
import { inOptions } from '../../shared/text/in-options.ts';
import { type CliContext, say } from './context.ts';

/** What a command comes to: its exit status, or the error to print. */
export type Outcome = Result<number, AppError>;

/** Options as commander read them; each command checks its own. */
export type Options = Readonly<Record<string, unknown>>;

/** The command line: commands are added, then it runs once. */
export type CommandLine = {
  readonly root: Command;
  /** Adds a command below `parent`; usage as commander writes it, such as `revoke <id>`. */
  readonly add: (parent: Command, usage: string, description: string) => Command;
  /** What a command does; `args` are its positional arguments. */
  readonly onRun: (
    command: Command,
    work: (args: readonly string[], options: Options) => Promise<Outcome>,
  ) => void;
  /** Runs a command line to its exit status; what went wrong is one line on stderr. */
  readonly run: (argv: readonly string[]) => Promise<number>;
};

export function createCommandLine(context: CliContext, name: string, description: string): CommandLine {
  const { text } = context;
  let outcome: Outcome = { ok: true, value: 0 };
  const root = new Command(name).exitOverride().configureOutput({
    writeOut: (words) => void context.stdout.write(words),
    // Commander's own words are English: the error is said from the catalogue instead.
    writeErr: () => {},
  });
  root.configureHelp(helpWords(text));
  const dress = (command: Command, about: string): Command =>
    command
      .description(about)
      .enablePositionalOptions()
      .helpCommand(false)
      .helpOption('-h, --help', text.t('broker.cli.help'))
      .addOption(new Option('--lang <LANG>', text.t('broker.cli.lang')).choices(['vi', 'en']));
  dress(root, description);
  return {
    root,
    add: (parent, usage, about) => dress(parent.command(usage), about),
    onRun: (command, work) => {
      command.action(async () => {
        const done = await work(command.args, command.optsWithGlobals());
        outcome = done.ok ? done : { ok: false, error: inOptions(done.error, command) };
      });
    },
    run: async (argv) => {
      try {
        await root.parseAsync([...argv], { from: 'user' });
      } catch (cause) {
        if (!(cause instanceof CommanderError)) throw cause;
        if (cause.exitCode === 0) return 0;
        outcome = { ok: false, error: appError('SD-USAGE', { reason: usageReason(text, cause, root) }) };
      }
      if (outcome.ok) return outcome.value;
      say(context, text.error(outcome.error));
      return exitStatus(outcome.error);
    },
  };
}
