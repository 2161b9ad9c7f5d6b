import './small-memory.ts';
import { uptime } from 'node:os';
import process from 'node:process';
import { createSystemClock } from '../shared/runtime/clock.ts';
import { untilSignal } from '../shared/runtime/lifecycle.ts';
import { runCli } from './cli.ts';
import { createRealHost } from './host/real-host.ts';
import { collectors } from './registry.ts';

// The system's uptime goes on while the machine sleeps; the process's own clock does not.
const startedAt = uptime();

// `explain | head`: the reader has seen enough.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
  process.exit(0);
});

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: createSystemClock(),
  host: createRealHost(),
  collectors,
  upSeconds: () => Math.max(0, uptime() - startedAt),
  untilSignal,
});
