import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { initBroker, runHere } from '../../support/broker-process.ts';
import { openResources } from '../../support/resources.ts';
import { requireTool } from '../../support/tools.ts';

test('a disk that is too small for a copy is said, and has nothing on it afterwards', async (context) => {
  const mount = requireTool(context, 'mount');
  const unmount = requireTool(context, 'umount');
  if (process.getuid?.() !== 0) context.skip('only root can mount a small disk');
  await using resources = openResources();
  const data = await initBroker(resources);
  const disk = await resources.folder();
  execFileSync(mount, ['-t', 'tmpfs', '-o', 'size=48k', 'tmpfs', disk]);
  resources.defer(() => execFileSync(unmount, [disk]));
  const run = await runHere(['backup', '--data', data, '--output', join(disk, 'copy')]);
  expect([run.status, run.stderr]).toEqual([74, expect.stringContaining('SD-DISK-FULL')]);
  expect(readdirSync(disk)).toEqual([]);
  execFileSync(mount, ['-o', 'remount,size=5m', disk]);
  expect((await runHere(['backup', '--data', data, '--output', join(disk, 'copy')])).status).toBe(0);
});
