import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { openResources, type Resources } from '../../support/resources.ts';
import { openSmallDoor } from '../../support/small-door.ts';
import { requireTool } from '../../support/tools.ts';

const main = join(import.meta.dirname, '../../../agent/main.ts');
const run = promisify(execFile);

/** Mounts of this call alone: memory, and an overlay over the disk whose upper layer is that memory. */
const mounts = [
  'mount -t tmpfs tmpfs "$1/memory"',
  'mkdir "$1/memory/up" "$1/memory/work"',
  'mount -t overlay overlay -o "lowerdir=$1/disk,upperdir=$1/memory/up,workdir=$1/memory/work" "$1/frozen"',
].join(' && ');

/** A folder with the mount points; the test is skipped where this account may not mount. */
async function openDisk(context: TestContext, resources: Resources): Promise<string> {
  const unshare = requireTool(context, 'unshare');
  const folder = await resources.folder();
  spawnSync(
    'mkdir',
    ['disk', 'memory', 'frozen'].map((name) => join(folder, name)),
  );
  const tried = spawnSync(unshare, ['-m', 'sh', '-c', mounts, 'sh', folder], { encoding: 'utf8' });
  if (tried.status !== 0) context.skip(`no overlay may be mounted here: ${tried.stderr.trim()}`);
  return folder;
}

/** The agent in a mount namespace of its own, over the frozen disk. */
async function callFrozen(folder: string, ...args: readonly string[]) {
  const script = `${mounts} && shift && exec "$@"`;
  const command = [process.execPath, main, ...args, '--lang', 'en'];
  try {
    const { stdout, stderr } = await run('unshare', ['-m', 'sh', '-c', script, 'sh', folder, ...command]);
    return { status: 0, stdout, stderr };
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

test('a real overlay over memory is frozen: join stops, also at the first start of an image', async (context) => {
  await using resources = openResources();
  const folder = await openDisk(context, resources);
  const door = await openSmallDoor(resources);
  const state = join(folder, 'frozen/state');
  const call = await callFrozen(folder, 'join', door.token(), '--state', state);
  expect(call).toMatchObject({ status: 73, stdout: '' });
  expect(call.stderr).toMatch(/^SD-AGENT-FROZEN: .*\(overlay\)\n$/);
  const prepared = join(folder, 'disk/state');
  const left = spawnSync(process.execPath, [main, 'prepare-image', '--file', '-', '--state', prepared], {
    input: door.token(),
  });
  expect(left.status).toBe(0);
  const started = await callFrozen(folder, 'run', '--at-once', '--state', state);
  expect(started.status).toBe(73);
  expect(started.stderr).toMatch(/^SD-AGENT-FROZEN/);
  expect(door.requests).toEqual([]);
});

test('beside it, a folder on the disk itself takes the join', async (context) => {
  await using resources = openResources();
  const folder = await openDisk(context, resources);
  const door = await openSmallDoor(resources);
  const state = join(folder, 'disk/state');
  const call = await callFrozen(folder, 'join', door.token(), '--state', state);
  expect(call).toMatchObject({ status: 0, stdout: 'Joined: TH Kim Đồng – machine 1\n' });
  expect((await callFrozen(folder, 'doctor', '--state', join(folder, 'frozen/state'))).stdout).toContain(
    '! Frozen disk: overlay freezes it',
  );
});
