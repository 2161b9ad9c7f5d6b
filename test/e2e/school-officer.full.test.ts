import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { openJoinDoor } from '../../shared/runtime/join-client.ts';
import { bundleConsole } from '../console/bundle.ts';
import { eventually } from '../support/eventually.ts';
import { joinMachines } from '../support/join-machines.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';

/** Two schools, three machines in room PM1 of the first, its officer, and an auditor over everything. */
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
  must('room', 'set', 'PM1', '--school', 'S1', '--kind', 'lab', '--seats', '6');
  const profiles = { officer: join(folder, 'officer.json'), auditor: join(folder, 'auditor.json') };
  const officer = must(
    'user',
    'add',
    'An',
    '--role',
    'school-officer',
    '--school',
    'S1',
    '-o',
    profiles.officer,
  );
  const auditor = must('user', 'add', 'Bình', '--role', 'auditor', '-o', profiles.auditor);
  const token = must('token', '--school', 'S1', '--room', 'PM1');
  await installation.serve();
  // The door opens after the MQTT port: while it is shut nothing has joined yet.
  await eventually(async () => {
    const parsed = parseJoinToken(token);
    return parsed.ok && (await openJoinDoor(parsed.value)).ok ? true : undefined;
  });
  const { machines } = await joinMachines(token, 3);
  const program = await bundleConsole(folder);
  const run = (who: keyof typeof profiles, ...words: readonly string[]) => {
    const args = [program, ...words, '--profile', profiles[who], '--lang', 'en'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  return { run, folder, must, officer, auditor, deviceIds: machines.map(({ deviceId }) => deviceId) };
}

test('an officer describes the own school’s machines from a list, nobody else’s, and all of it is on record', async () => {
  await using resources = openResources();
  await using installation = createInstallation();
  const { run, folder, must, officer, auditor, deviceIds } = await openArea(resources, installation);
  const [one = '', two = '', three = ''] = deviceIds;
  const list = join(folder, 'may.csv');
  await writeFile(
    list,
    `\ufeffMã máy;Phòng;Chỗ;Mục đích;Tình trạng\r\n${one};PM1;1;học sinh;tốt\r\n${two};PM1;4;học sinh;tốt\r\n`,
  );

  expect(run('officer', 'device', 'import', list)).toEqual({
    status: 0,
    stdout: '2 machines: 2 changed, 0 as before, 0 problems.\n',
    stderr: `1 machine has no known purpose and is not counted:\n  ${three}  PM1\n`,
  });
  expect(
    run('officer', 'device', 'set', three, '--role', 'student', '--seat', '6', '--confirm-good').status,
  ).toBe(0);
  const listed = run('officer', 'devices', '--room', 'PM1');
  expect(listed.stdout.trimEnd().split('\n').at(-1)).toBe(
    'PM1: 3 machines, 6 seats. Seats without a machine: 2, 3, 5',
  );
  const devices = JSON.parse(run('officer', 'devices', '--json').stdout).devices;
  expect(
    devices.map((device: { countsAsStudentComputer: boolean }) => device.countsAsStudentComputer),
  ).toEqual([true, true, true]);

  const beyond = run('officer', 'device', 'import', list, '--school', 'S2');
  expect([beyond.status, beyond.stderr]).toEqual([77, expect.stringContaining('SD-OUTSIDE-UNIT')]);
  const refused = run('auditor', 'device', 'import', list, '--school', 'S1');
  expect([refused.status, refused.stderr]).toEqual([77, expect.stringContaining('SD-MAY-NOT-ASK')]);
  expect(run('auditor', 'needs').status).toBe(0);
  expect(run('auditor', 'export', 'needs').status).toBe(0);

  const log: { actor: string; action: string; detail: string }[] = JSON.parse(
    must('audit', 'list', '--json'),
  );
  const lines = log
    .filter(({ actor }) => actor === officer || actor === auditor)
    .map(({ actor, action, detail }) => [actor, action, JSON.parse(detail).outcome]);
  expect(lines.reverse()).toEqual([
    [officer, 'deviceImport', 'ok'],
    [officer, 'deviceSet', 'ok'],
    [officer, 'deviceImport', 'SD-OUTSIDE-UNIT'],
    [auditor, 'deviceImport', 'SD-MAY-NOT-ASK'],
    [auditor, 'planning', 'ok'],
    [auditor, 'exportRecord', 'ok'],
  ]);
});
