import process from 'node:process';
import { openOutbox } from '../../agent/outbox.ts';
import { createLog } from '../../shared/runtime/log.ts';

// Appends to the outbox named on its command line, and prints each number once it is kept, until it is killed.
const [, , path = ''] = process.argv;
const opened = openOutbox(createLog('writer', 'error'), {
  path,
  boot: '00000000000000aa',
  maxBytes: 1e9,
  maxMemoryBytes: 1,
});
if (!opened.ok) throw new Error(opened.error.code);
for (let at = 1; at < 1_000_000; at += 1) {
  const seq = opened.value.append({
    at,
    up: at,
    readings: [{ section: 'usage', hash: '0'.repeat(16), facts: { cpuPercent: 5 } }],
    outcomes: [],
  });
  process.stdout.write(`${seq}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
