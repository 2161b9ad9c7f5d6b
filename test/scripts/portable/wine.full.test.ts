import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { readIdentity, stateFiles } from '../../../agent/identity.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { version } from '../../../shared/runtime/version.ts';
import { openAskingUser } from '../../support/asking-user.ts';
import { eventually } from '../../support/eventually.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { createInstallation, type Installation } from '../../support/running-installation.ts';
import { findTool } from '../../support/tools.ts';
import { openWine, type Wine } from '../../support/wine.ts';
import { repository } from '../../tools/rules/sample-tree.ts';
import { expectSilence, expectTruth, writtenValues } from './wine-facts.ts';

const run = promisify(execFile);
const resources: Resources = openResources();
let stick: string;
let installation: Installation;

beforeAll(async () => {
  // Each test says that it is skipped, or fails where nothing may be.
  if (findTool('wine64') === undefined) return;
  const out = await resources.folder();
  const script = ['scripts/ready.mjs', 'scripts/package-portable.ts', '--node22', '--out', out];
  await run(process.execPath, script, { cwd: repository });
  const packed = await readFile(join(out, `schooldrum-agent-portable-${version}-node22.zip`));
  stick = join(await resources.folder(), 'Cài đặt');
  for (const [path, content] of Object.entries(unzipSync(packed))) {
    await mkdir(dirname(join(stick, path)), { recursive: true });
    await writeFile(join(stick, path), content);
  }
  installation = createInstallation();
  resources.defer(() => installation[Symbol.asyncDispose]());
  await installation.serve();
  await writeFile(join(stick, 'token.txt'), `\ufeff${installation.token()}\r\n`);
});
afterAll(() => resources[Symbol.asyncDispose]());

const agent = ['schooldrum/node.exe', '--disable-warning=ExperimentalWarning', 'schooldrum/agent.mjs'];

async function openWindows(context: TestContext): Promise<Wine & AsyncDisposable> {
  const own = openResources();
  const wine = await openWine(context, own);
  return { ...wine, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() };
}

test('the agent measures, joins, connects and reports', async (context) => {
  await using wine = await openWindows(context);
  for (const [key, name, type, data] of writtenValues) {
    const written = await wine.run(stick, 'reg', 'add', key, '/v', name, '/t', type, '/d', data, '/f');
    expect(written.status).toBe(0);
  }
  const once = await wine.run(stick, ...agent, 'once', '--json');
  expect(once).toMatchObject({ status: 0, stderr: '' });
  const { readings, outcomes } = JSON.parse(once.stdout);
  expectTruth(readings);
  expectSilence(outcomes);
  const joined = await wine.run(
    stick,
    ...agent,
    'join',
    '--file',
    'token.txt',
    '--seat',
    '7',
    '--lang',
    'en',
  );
  expect(joined).toMatchObject({ status: 0 });
  expect(joined.stdout).toMatch(/^Joined: TH Kim Đồng \/ seat 7 – machine \d+\n$/);
  const state = join(wine.driveC, 'ProgramData/Schooldrum/Agent');
  const identity = readIdentity(state);
  const deviceId = identity.ok ? identity.value?.deviceId : undefined;
  expect(deviceId).toBeDefined();
  wine.start(stick, ...agent, 'run', '--at-once');
  const user = await openAskingUser(installation.profile, createSystemClock());
  try {
    const device = await eventually(async () => {
      const pages = await user.ask('devices', {});
      const found = pages.flatMap((page) => page.devices).find((each) => each.deviceId === deviceId);
      return found?.memoryBytes == null ? undefined : found;
    }, 60_000);
    expect(device.os?.name).toContain('Windows');
    // Written down before it is sent; over TLS, which the installation serves alone.
    expect(existsSync(stateFiles(state).outbox)).toBe(true);
    const [page] = await user.ask('device', { deviceId: device.deviceId });
    expectTruth(page?.device.readings.map(({ reading }) => reading) ?? []);
    expect(page?.device.facts.antivirus.state).toBe('unknown');
  } finally {
    await user.stop();
  }
  const running = await wine.run(stick, ...agent, 'prepare-image');
  expect(running.stderr).toMatch(/^SD-AGENT-RUNNING/);
});

test('CAI-DAT.cmd installs twice and claims nothing that it did not see; GO-BO.cmd takes it off', async (context) => {
  await using wine = await openWindows(context);
  const setUp = () => wine.run(stick, 'cmd', '/c', 'CAI-DAT.cmd', '/Q', '/EN', '/SEAT:8', '/ROOM:PM1');
  const first = await setUp();
  // Stand-ins of icacls and schtasks end well and print nothing.
  expect(first.stdout).toMatch(/! The rights of C:\\ProgramData\\Schooldrum could not be seen/);
  expect(first.stdout).toMatch(/Joined: TH Kim Đồng \/ PM1 \/ seat 8 – machine \d+/);
  expect(first.stdout).toMatch(/! The task Schooldrum was not seen/);
  expect(first.stdout).not.toMatch(/Done\.|is running/);
  expect(first.status).toBe(1);
  const state = join(wine.driveC, 'ProgramData/Schooldrum/Agent');
  const identity = await readFile(join(state, 'identity.json'), 'utf8');

  const second = await setUp();
  expect(second.stdout).toContain('This machine already belongs to TH Kim Đồng');
  expect(second.status).toBe(1);
  expect(await readFile(join(state, 'identity.json'), 'utf8')).toBe(identity);

  const target = join(wine.driveC, 'Program Files/Schooldrum');
  const doctor = await wine.run(target, 'cmd', '/c', 'schooldrum-agent.cmd', 'doctor');
  expect(doctor.stdout).toMatch(/✓ Identity: d-[a-z2-7]{16} of TH Kim Đồng/);

  const off = await wine.run(target, 'cmd', '/c', 'GO-BO.cmd', '/Q', '/EN');
  expect(off.stdout).toContain('This machine has left TH Kim Đồng.');
  expect(off.stdout).toContain('! The task Schooldrum was not seen to be removed');
  expect(off.status).toBe(1);
  expect(existsSync(state)).toBe(false);
  await eventually(() => (existsSync(target) ? undefined : true), 30_000);
});

test('a golden machine keeps nothing of its own, and a word that is not understood is named', async (context) => {
  await using wine = await openWindows(context);
  const golden = await wine.run(stick, 'cmd', '/c', 'CAI-DAT.cmd', '/Q', '/IMAGE');
  expect(golden.stdout).toContain('Mã kết nối đã được để lại');
  const state = join(wine.driveC, 'ProgramData/Schooldrum/Agent');
  expect(await readFile(join(state, 'join-token'), 'utf8')).toBe(
    (await readFile(join(stick, 'token.txt'), 'utf8')).trim().concat('\n'),
  );
  expect(existsSync(join(state, 'identity.json'))).toBe(false);
  // The first start of a copy.
  wine.start(stick, ...agent, 'run', '--at-once');
  await eventually(() => (existsSync(join(state, 'identity.json')) ? true : undefined), 60_000);
  await eventually(() => (existsSync(join(state, 'join-token')) ? undefined : true), 30_000);
  const odd = await wine.run(stick, 'cmd', '/c', 'CAI-DAT.cmd', '/Q', '/FAST');
  expect(odd).toMatchObject({ status: 64 });
  expect(odd.stdout).toContain('/FAST');
});
