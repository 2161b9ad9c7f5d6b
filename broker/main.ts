import { extname, join } from 'node:path';
import process from 'node:process';
import { appError, exitStatus } from '../shared/runtime/app-error.ts';
import { createSystemClock } from '../shared/runtime/clock.ts';
import { chooseLanguage, languageFlag } from '../shared/runtime/language.ts';
import { untilSignal } from '../shared/runtime/lifecycle.ts';
import { createText } from '../shared/text/create-text.ts';
import { runCli } from './cli.ts';
import { createMeasuringProcess } from './http/ndt7/measuring-process.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { createEmbeddedTransport } from './transport/embedded-transport.ts';

// Keys, tokens and readings of schools: whatever this program writes is for its owner alone.
process.umask(0o077);
// `| head` closes the pipe early: that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause;
  });
}
// Beside this program, which runs as source or as a bundle.
const isSource = extname(import.meta.filename) === '.ts';
const measuring = join(import.meta.dirname, isSource ? 'http/ndt7/main.ts' : 'measuring.mjs');
const argv = process.argv.slice(2);
const text = createText(chooseLanguage(languageFlag(argv), process.env));

try {
  process.exitCode = await runCli(argv, {
    text,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    clock: createSystemClock(),
    openStore: openSqliteStore,
    openTransport: createEmbeddedTransport,
    startMeasuringProcess: createMeasuringProcess(measuring, windowsEnvironment(process.env.SystemRoot)),
    untilSignal,
  });
} catch (cause) {
  // A bug: the operator gets one line to report, the stack is for whoever sets SCHOOLDRUM_DEBUG.
  const reason = cause instanceof Error ? cause.message : String(cause);
  const error = appError('SD-INTERNAL', { reason });
  process.stderr.write(`${text.error(error)}\n`);
  if (process.env.SCHOOLDRUM_DEBUG !== undefined && cause instanceof Error)
    process.stderr.write(`${cause.stack}\n`);
  process.exitCode = exitStatus(error);
}

/** Without it no program of Windows finds its libraries. */
function windowsEnvironment(systemRoot: string | undefined): Record<string, string> {
  return systemRoot === undefined ? {} : { SystemRoot: systemRoot };
}
