// A speed test as a process, so that it can run in a network of its own: the wish on stdin, the result on
// stdout. It runs its code as slowly as the agent does.
import '../../agent/small-memory.ts';
import { text } from 'node:stream/consumers';
import { runSpeedTest } from '../../agent/line/ndt7.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';

const wish = JSON.parse(await text(process.stdin));
const { signal } = new AbortController();
const done = await runSpeedTest({ clock: createSystemClock() }, { ...wish, signal });
process.stdout.write(`${JSON.stringify(done)}\n`);
process.exit(0);
