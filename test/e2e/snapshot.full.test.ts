import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { openJoinDoor } from '../../shared/runtime/join-client.ts';
import { sha256Of } from '../../shared/runtime/snapshot-text.ts';
import { bundleConsole } from '../console/bundle.ts';
import { eventually } from '../support/eventually.ts';
import { joinMachines } from '../support/join-machines.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';

/** Two schools, three machines in the first one, its officer, and the console as users run it. */
async function openArea(resources: Resources, installation: Installation) {
  const folder = await resources.folder();
  const must = (...words: readonly string[]): string => {
    const run = installation.broker(...words);
    if (run.status !== 0) throw new Error(`${words.join(' ')}: ${run.stderr}`);
    return run.stdout.trim();
  };
  const roster = join(folder, 'schools.csv');
  await writeFile(roster, 'school_code,school_name,level\nS2,THCS Lê Lợi,THCS\n');
  must('roster', 'import', roster);
  const officer = join(folder, 'officer.json');
  must('user', 'add', 'An', '--role', 'school-officer', '--school', 'S1', '-o', officer);
  const token = must('token', '--school', 'S1', '--room', 'PM1', '--role', 'student');
  const program = await bundleConsole(folder);
  const profiles = { admin: installation.profileFile, officer };
  const argsOf = (who: keyof typeof profiles, words: readonly string[]): string[] => [
    ...[program, ...words, '--profile', profiles[who], '--lang', 'en'],
  ];
  const run = (who: keyof typeof profiles, words: readonly string[], env: Record<string, string> = {}) => {
    const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, argsOf(who, words), options);
    return { status, stdout, stderr };
  };
  return { run, must, folder, token, argsOf };
}

const untilOpen = (token: string) =>
  eventually(async () => {
    const parsed = parseJoinToken(token);
    return parsed.ok && (await openJoinDoor(parsed.value)).ok ? true : undefined;
  });

test('a snapshot is taken, disputed, confirmed and closed; its export stays the same years, zones and restarts later', async () => {
  await using resources = openResources();
  await using installation = createInstallation();
  const { run, must, folder, token } = await openArea(resources, installation);
  await installation.serve();
  await untilOpen(token);
  const { machines } = await joinMachines(token, 3);
  const [deviceId = ''] = machines.map((machine) => machine.deviceId);

  const taken = run('admin', ['snapshot', 'create', 'Chốt 30-9', '--kind', 'school-year-start']);
  expect(taken).toMatchObject({ status: 0, stderr: '' });
  expect(taken.stdout).toContain('2 schools, 3 PCs');
  expect(run('admin', ['snapshot', 'create', 'Chốt 30-9'])).toMatchObject({
    ...{ status: 66, stderr: expect.stringContaining('SD-SNAPSHOT-EXISTS') },
  });
  expect(run('officer', ['snapshot', 'create', 'X']).stderr).toContain('SD-MAY-NOT-ASK');

  const own = JSON.parse(
    run('officer', ['snapshot', 'show', 'Chốt 30-9', '--school', 'S1', '--json']).stdout,
  );
  expect(own).toMatchObject({ schoolCode: 'S1', registered: 3, confirmation: { state: 'draft' } });
  expect(own.machines).toHaveLength(3);
  const disputed = ['snapshot', 'dispute', 'Chốt 30-9', '--remark', `${deviceId}: hỏng nguồn`];
  expect(run('officer', disputed)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('S1 disputes'),
  });
  const shown = run('officer', ['snapshot', 'show', 'Chốt 30-9', '--school', 'S1']).stdout;
  expect(shown).toContain(`PC ${deviceId}: hỏng nguồn`);
  expect(shown).toContain('never reported');
  expect(run('officer', ['snapshot', 'confirm', 'Chốt 30-9']).status).toBe(0);
  expect(run('officer', ['snapshot', 'confirm', 'Chốt 30-9', '--school', 'S2']).stderr).toContain(
    'SD-OUTSIDE-UNIT',
  );

  const file = join(folder, 'needs.json');
  const exported = async (env: Record<string, string>): Promise<string> => {
    const words = ['export', 'needs', '--snapshot', 'Chốt 30-9', '--format', 'json', '-o', file];
    expect(run('admin', words, env)).toMatchObject({ status: 0 });
    return sha256Of(await readFile(file));
  };
  const first = await exported({ TZ: 'Asia/Ho_Chi_Minh' });
  const roster = join(folder, 'later.csv');
  await writeFile(roster, 'school_code,school_name,level,students\nS1,TH Đổi Tên,TH,900\n');
  must('roster', 'import', roster);
  expect(await exported({ TZ: 'America/New_York', LANG: 'de_DE.UTF-8' })).toBe(first);
  await installation.stop();
  await installation.serve();
  expect(await exported({ TZ: 'UTC' })).toBe(first);
  expect(run('admin', ['snapshot', 'close', 'Chốt 30-9']).status).toBe(0);
  expect(run('officer', disputed)).toMatchObject({
    status: 66,
    stderr: expect.stringContaining('SD-SNAPSHOT-CLOSED'),
  });
  const listed = JSON.parse(run('admin', ['snapshot', 'list', '--json']).stdout);
  expect(listed.snapshots).toMatchObject([{ name: 'Chốt 30-9', confirmed: 1, disputed: 0, isClosed: true }]);
  const onShell = JSON.parse(must('snapshot', 'list', '--json'));
  expect(onShell[0].sha256).toBe(listed.snapshots[0].sha256);
});

test('a broker that is killed while it takes a snapshot keeps the whole of it, or nothing', async () => {
  await using resources = openResources();
  await using installation = createInstallation();
  const { run, argsOf } = await openArea(resources, installation);
  for (const [index, afterMs] of [300, 450, 600, 750].entries()) {
    await installation.serve();
    const args = argsOf('admin', ['snapshot', 'create', `K${index}`]);
    const client = resources.process(spawn(process.execPath, args, { stdio: 'ignore' }));
    const ended = once(client, 'exit');
    await setTimeout(afterMs);
    await installation.kill();
    client.kill('SIGKILL');
    await ended;
  }
  await installation.serve();
  const { snapshots } = JSON.parse(run('admin', ['snapshot', 'list', '--json']).stdout);
  for (const { name, sha256 } of snapshots) {
    const shown = JSON.parse(run('admin', ['snapshot', 'show', name, '--json']).stdout);
    expect(shown).toMatchObject({ snapshot: { sha256, schools: 2 } });
    expect(shown.confirmations).toHaveLength(2);
  }
  expect(run('admin', ['snapshot', 'create', 'After']).status).toBe(0);
}, 120_000);
