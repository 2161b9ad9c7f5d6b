import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRealHost } from '../../../agent/host/real-host.ts';
import { eventually } from '../../support/eventually.ts';

let folder: string;
const limits = { timeoutMs: 15_000, maxBytes: 64 * 1024 };
const host = createRealHost();

/** Runs a piece of JavaScript in this very runtime: a program that every test machine has. */
const script = (code: string, options = limits) => host.run(process.execPath, ['-e', code], options);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schooldrum-child-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('standard output of a program, as it wrote it', async () => {
  expect(await script('process.stdout.write("tiếng trống")')).toEqual({ ok: true, value: 'tiếng trống' });
});

test('arguments reach the program as they are: no shell reads them', async () => {
  const hostile = '$(id) ; `id` && "x" | y > z *';
  expect(await host.run(process.execPath, ['-p', 'process.argv[1]', hostile], limits)).toEqual({
    ok: true,
    value: `${hostile}\n`,
  });
});

test('the child sees no variable of the agent, and a locale whose words do not change', async () => {
  const seen = await script('process.stdout.write(JSON.stringify(process.env))');
  expect(seen).toEqual({
    ok: true,
    value: JSON.stringify({ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }),
  });
});

test('a program that is not there, and one that ends badly', async () => {
  expect(await host.run('schooldrum-no-such-program', [], limits)).toEqual({ ok: false, error: 'not-found' });
  expect(await script('process.stdout.write("half"); process.exitCode = 3')).toEqual({
    ok: false,
    error: 'failed',
  });
});

test('a program that the system does not even start is a failure, not a crash', async () => {
  const tooLong = 'x'.repeat(4_000_000);
  expect(await host.run(process.execPath, [tooLong], limits)).toEqual({ ok: false, error: 'failed' });
});

test('it runs below the priority of the agent', async () => {
  const priority = await script('process.stdout.write(String(require("os").getPriority()))');
  expect(priority.ok && Number(priority.value)).toBeGreaterThan(getPriority());
});

test.skipIf(process.platform === 'win32')(
  'a hanging child is killed, and its own children with it',
  async () => {
    const pids = join(folder, 'pids');
    const hang = `
    const { spawn } = require('child_process');
    const below = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' });
    require('fs').writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + below.pid);
    setInterval(() => {}, 1e6);`;
    const abort = new AbortController();
    const running = host.run(process.execPath, ['-e', hang], { ...limits, signal: abort.signal });
    const written = await eventually(async () => {
      const text = await readFile(pids, 'utf8').catch(() => '');
      return text.includes(' ') ? text : undefined;
    });
    abort.abort();
    expect(await running).toEqual({ ok: false, error: 'timed-out' });
    const [child, grandchild] = written.split(' ').map(Number);
    await eventually(() => (isAlive(child!) || isAlive(grandchild!) ? undefined : true));
  },
);

test('a child that outlives its time is timed out', async () => {
  expect(await script('setInterval(() => {}, 1e6)', { ...limits, timeoutMs: 50 })).toEqual({
    ok: false,
    error: 'timed-out',
  });
});

test('output above the cap ends the child, whose flood would never end', async () => {
  const flood = 'const more = () => process.stdout.write("x".repeat(65536), more); more();';
  expect(await script(flood, { ...limits, maxBytes: 1_000_000 })).toEqual({ ok: false, error: 'failed' });
});

test('one child at a time, in the order of asking', async () => {
  const log = JSON.stringify(join(folder, 'log'));
  const step = (name: string): string =>
    `const fs = require('fs'); fs.appendFileSync(${log}, '+${name}'); setTimeout(() => fs.appendFileSync(${log}, '-${name}'), 30)`;
  await Promise.all(['a', 'b', 'c'].map((name) => script(step(name))));
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('+a-a+b-b+c-c');
});

test('a program that answers by its exit code is not a failure for that', async () => {
  const code = 'process.stdout.write("thawed"); process.exitCode = 3';
  expect(await host.runToExit(process.execPath, ['-e', code], limits)).toEqual({
    ok: true,
    value: { exitCode: 3, stdout: 'thawed' },
  });
  const killed = ['-e', 'process.kill(process.pid, "SIGKILL")'];
  expect(await host.runToExit(process.execPath, killed, limits)).toEqual({ ok: false, error: 'failed' });
});

test('what a child that printed nothing complained of is known, in part', async () => {
  const complain = [
    '-e',
    'process.stderr.write("x".repeat(3_000)); process.stderr.write("y".repeat(90_000));',
  ];
  const silent = await host.runToExit(process.execPath, complain, limits);
  expect(silent.ok && silent.value.stderr?.startsWith('x')).toBe(true);
  expect(silent.ok && (silent.value.stderr?.length ?? 0)).toBeLessThanOrEqual(4_096);
  const loud = await host.runToExit(process.execPath, ['-e', 'console.log(1); console.error(2)'], limits);
  expect(loud).toEqual({ ok: true, value: { exitCode: 0, stdout: '1\n' } });
});
