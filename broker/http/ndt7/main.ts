import { setPriority } from 'node:os';
import process from 'node:process';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { onLines } from '../../control/json-lines.ts';
import { type FromChild, maxLineBytes, type ToChild, toChild } from './child-message.ts';
import { openEcho } from './echo.ts';
import { type Ndt7Server, openNdt7Server } from './ndt7-server.ts';

const lowPriority = 10;

const say = (message: FromChild): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

/**
 * The measuring process: the ndt7 endpoint and the echo, apart from the broker so that a speed test takes nothing from its
 * event loop. It has no disk and no database, works at a low priority, and ends with its standard input.
 */
function createListeners(): (line: string) => void {
  const clock = createSystemClock();
  let ndt7: Ndt7Server | undefined;
  const start = async (wish: Extract<ToChild, { kind: 'start' }>): Promise<void> => {
    const { host, echoPort, ndt7: wanted } = wish;
    const echo = await openEcho({ clock }, { host, port: echoPort });
    if (!echo.ok) return say({ kind: 'failed', port: echoPort, reason: echo.error });
    if (wanted !== undefined) {
      const { port, credentials } = wanted;
      const key = Buffer.from(wanted.key, 'base64');
      const tested = (leaseId: string, lineBytes: number) => say({ kind: 'tested', leaseId, lineBytes });
      const opened = await openNdt7Server({ clock, tested }, { host, port, key, credentials });
      if (!opened.ok) return say({ kind: 'failed', port, reason: opened.error });
      ndt7 = opened.value;
    }
    say({ kind: 'listening' });
  };
  return (line) => {
    const message = toChild.parse(JSON.parse(line));
    if (message.kind === 'credentials') ndt7?.setCredentials(message.credentials);
    else void start(message);
  };
}

try {
  setPriority(lowPriority);
} catch {
  // Some systems keep priorities to themselves; the broker's own is no worse for it.
}
// A terminal's Ctrl+C reaches the broker too, which then ends us.
process.on('SIGINT', () => {});
process.stdout.on('error', () => process.exit(0));
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
onLines(process.stdin, maxLineBytes, { line: createListeners(), tooLong: () => process.exit(70) });
