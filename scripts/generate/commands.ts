import process from 'node:process';
import { Writable } from 'node:stream';
import { runCli as runAgentCli } from '../../agent/cli.ts';
import { createRealHost } from '../../agent/host/real-host.ts';
import { collectors } from '../../agent/registry.ts';
import { runCli as runBrokerCli } from '../../broker/cli.ts';
import { openSqliteStore } from '../../broker/store/sqlite-store.ts';
import { createEmbeddedTransport } from '../../broker/transport/embedded-transport.ts';
import { parseCommandLine } from '../../console/cli.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { version } from '../../shared/runtime/version.ts';
import { createText } from '../../shared/text/create-text.ts';
import { block, document, type Page } from './markdown.ts';

const en = createText('en');

/** Prints the help of `program ARGS` in English. */
type HelpOf = (args: readonly string[]) => Promise<string>;

const programs: Readonly<Record<string, HelpOf>> = {
  schooldrum: consoleHelp,
  'schooldrum-agent': agentHelp,
  'schooldrum-broker': brokerHelp,
};

export const commandsPage: Page = {
  file: 'commands.md',
  render: async () => {
    // Commander wraps for the terminal at hand; a page is the same wherever it is written.
    process.stdout.isTTY = false;
    const sections = await Promise.all(
      Object.entries(programs).map(([program, helpOf]) => programBlocks(program, helpOf)),
    );
    return document('Commands', [
      'The help of every command, as the program prints it with `--help --lang en`. In a clone, put `npx` before the name. JSON and CSV go to stdout, everything else to stderr; times in JSON are ISO 8601 in UTC. Exit status: 0, or with `--check` 0 ok, 1 warning, 2 critical; 64 and above are failures, listed in [errors.md](errors.md).',
      ...sections.flat(),
    ]);
  },
};

async function programBlocks(program: string, helpOf: HelpOf): Promise<string[]> {
  const blocks = [`## ${program}`];
  for (const { path, help } of await helpTree(helpOf, [])) {
    if (path.length > 0) blocks.push(`### ${[program, ...path].join(' ')}`);
    // The program's own options stand once, above its commands.
    blocks.push(block(help.replace(/\nGlobal options:\n(?: .*\n)+/, '')));
  }
  return blocks;
}

type CommandHelp = { readonly path: readonly string[]; readonly help: string };

/** A command's help, then that of each command which it lists. */
async function helpTree(helpOf: HelpOf, path: readonly string[]): Promise<CommandHelp[]> {
  const help = await helpOf(path);
  const below: CommandHelp[] = [];
  for (const name of commandsIn(help)) below.push(...(await helpTree(helpOf, [...path, name])));
  return [{ path, help }, ...below];
}

/** Names under `Commands:`; a line that goes on from the one before is indented further. */
function commandsIn(help: string): string[] {
  const [, listed = ''] = /^Commands:\n((?: .*\n)*)/m.exec(help) ?? [];
  return Array.from(listed.matchAll(/^ {2}([a-z][a-z0-9-]*)/gm), ([, name = '']) => name).filter(
    (name) => name !== 'help',
  );
}

async function agentHelp(args: readonly string[]): Promise<string> {
  let printed = '';
  const sink = new Writable({
    write: (part, _encoding, done) => {
      printed += String(part);
      done();
    },
  });
  await runAgentCli([...args, '--help'], {
    env: { SCHOOLDRUM_LANG: 'en' },
    stdin: process.stdin,
    stdout: sink,
    stderr: sink,
    clock: createSystemClock(),
    host: createRealHost(),
    collectors,
    upSeconds: () => 0,
    untilSignal: () => Promise.resolve(),
  });
  return printed;
}

async function brokerHelp(args: readonly string[]): Promise<string> {
  let printed = '';
  const sink = {
    write: (part: string) => {
      printed += part;
    },
  };
  await runBrokerCli([...args, '--help'], {
    text: en,
    stdout: sink,
    stderr: sink,
    env: {},
    clock: createSystemClock(),
    openStore: openSqliteStore,
    openTransport: createEmbeddedTransport,
    untilSignal: () => Promise.resolve(),
  });
  return printed;
}

function consoleHelp(args: readonly string[]): Promise<string> {
  const line = parseCommandLine([...args, '--help'], en, version);
  if (!line.ok || line.value.command.kind !== 'print') {
    throw new Error(`schooldrum ${args.join(' ')} --help printed nothing`);
  }
  return Promise.resolve(line.value.command.text);
}
