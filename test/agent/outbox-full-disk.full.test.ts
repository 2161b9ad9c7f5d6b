import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { openOutbox } from '../../agent/outbox.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { openResources } from '../support/resources.ts';
import { requireTool } from '../support/tools.ts';

test('a full disk loses nothing while there is memory, and is used again when it has room', async (context) => {
  const mount = requireTool(context, 'mount');
  const unmount = requireTool(context, 'umount');
  if (process.getuid?.() !== 0) context.skip('only root can mount a small disk');
  await using resources = openResources();
  const folder = await resources.folder();
  execFileSync(mount, ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', folder]);
  resources.defer(() => execFileSync(unmount, [folder]));
  const outbox = openOutbox(createLog('test', 'error', { write: () => {} }), {
    path: join(folder, 'outbox.db'),
    boot: '00000000000000aa',
    maxBytes: 1e9,
    maxMemoryBytes: 1e6,
  });
  if (!outbox.ok) throw new Error(outbox.error.code);
  resources.closing(outbox.value);
  const append = (at: number) =>
    outbox.value.append({ at, up: at, readings: [], outcomes: [] }, { last: `${at}` });
  for (let at = 1; at <= 300; at += 1) append(at);
  expect(outbox.value.status()).toMatchObject({ rows: 300, isDurable: false, failure: 'full' });
  expect(outbox.value.next(1000, new Set()).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 300 }, (_, index) => index + 1),
  );
  execFileSync(mount, ['-o', 'remount,size=5m', folder]);
  append(301);
  expect(outbox.value.status()).toMatchObject({ rows: 301, isDurable: true });
});
