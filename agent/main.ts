import './small-memory.ts';
import { uptime } from 'node:os';
import process from 'node:process';
import { appError, exitStatus } from '../shared/runtime/app-error.ts';
import { createSystemClock } from '../shared/runtime/clock.ts';
import { chooseLanguage, languageFlag } from '../shared/runtime/language.ts';
import { untilSignal } from '../shared/runtime/lifecycle.ts';
import { createText } from '../shared/text/create-text.ts';
import { createAskAtTerminal } from './cli/ask-at-terminal.ts';
import { runCli } from './cli.ts';
import { createRealHost } from './host/real-host.ts';
import { windowsSurroundings } from './host/windows-surroundings.ts';
import { collectors } from './registry.ts';

// The system's uptime goes on while the machine sleeps; the process's own clock does not.
const startedAt = uptime();

// The key, the outbox: whatever this program writes is for its owner alone.
process.umask(0o077);

// `explain | head`: the reader has seen enough.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause;
    process.exit(0);
  });
}

const argv = process.argv.slice(2);
try {
  process.exitCode = await runCli(argv, {
    env: process.env,
    stdin: process.stdin,
    ask: process.stdin.isTTY ? createAskAtTerminal(process.stdin, process.stderr) : undefined,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: createSystemClock(),
    host: createRealHost({ windows: windowsSurroundings(process.env, process.arch) }),
    collectors,
    upSeconds: () => Math.max(0, uptime() - startedAt),
    untilSignal,
  });
} catch (cause) {
  // A bug: the operator gets one line to report, the stack is for whoever sets SCHOOLDRUM_DEBUG.
  const error = appError('SD-INTERNAL', { reason: cause instanceof Error ? cause.message : String(cause) });
  const text = createText(chooseLanguage(languageFlag(argv), process.env));
  process.stderr.write(`${text.error(error)}\n`);
  if (process.env.SCHOOLDRUM_DEBUG !== undefined && cause instanceof Error) {
    process.stderr.write(`${cause.stack}\n`);
  }
  process.exitCode = exitStatus(error);
}
