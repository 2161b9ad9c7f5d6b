import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { readProfile } from '../../../shared/runtime/profile.ts';
import { openAskingUser } from '../../support/asking-user.ts';
import { initBroker, runBroker, runDone, runHere, startBroker } from '../../support/broker-process.ts';
import { openResources } from '../../support/resources.ts';

const port = (toml: string, name: string): number => Number(parse(toml)[name]);

test('init makes everything, for the owner alone, and says what comes next', async () => {
  await using resources = openResources();
  const data = `${await resources.folder()}/a/b`;
  const run = await runBroker(resources, [
    'init',
    '--data',
    data,
    '--host',
    'broker.vn',
    '--host',
    '10.1.2.3',
  ]);
  expect(run).toMatchObject({ status: 0, stdout: '' });
  expect(run.stderr).toContain('8883');
  expect(run.stderr).toContain('admin.profile.json');
  expect(run.stderr).toContain(`serve --data ${data}`);
  expect((await readdir(data)).sort()).toEqual(
    ['admin.profile.json', 'authority', 'broker.toml', 'lock.db', 'schooldrum.db'].sort(),
  );
  expect((await stat(data)).mode & 0o777).toBe(0o700);
  for (const name of ['admin.profile.json', 'broker.toml', 'lock.db', 'schooldrum.db']) {
    expect([name, (await stat(join(data, name))).mode & 0o777]).toEqual([name, 0o600]);
  }
  expect(readProfile(join(data, 'admin.profile.json'))).toMatchObject({
    ok: true,
    value: {
      name: 'admin',
      addresses: [
        { host: 'broker.vn', mqttPort: 8883, httpsPort: 8443 },
        { host: '10.1.2.3', mqttPort: 8883, httpsPort: 8443 },
      ],
    },
  });
  const { key } = JSON.parse(await readFile(join(data, 'admin.profile.json'), 'utf8'));
  expect(run.stderr).not.toContain(key.slice(40, 80));
});

test('one port for both is refused, and nothing is remembered', async () => {
  await using resources = openResources();
  const data = await resources.folder();
  const ports = ['--mqtt-port', '8443'];
  const run = await runBroker(resources, ['init', '--data', data, '--host', 'broker.vn', ...ports]);
  expect(run.status).toBe(64);
  expect(run.stderr).toMatch(/^SD-VALUE: .*--https-port 8443.*\n$/);
  expect(await readdir(data)).not.toContain('broker.toml');
});

test('init again with another host changes the server certificate and the addresses, nobody is shut out', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const before = {
    ca: await readFile(join(data, 'authority', 'ca.pem'), 'utf8'),
    profile: JSON.parse(await readFile(join(data, 'admin.profile.json'), 'utf8')),
    toml: await readFile(join(data, 'broker.toml'), 'utf8'),
  };
  const run = await runHere(['init', '--data', data, '--host', 'new.vn', '--https-port', '9443']);
  expect(run.status).toBe(0);
  expect(await readFile(join(data, 'authority', 'ca.pem'), 'utf8')).toBe(before.ca);
  const profile = JSON.parse(await readFile(join(data, 'admin.profile.json'), 'utf8'));
  expect(profile).toEqual({
    ...before.profile,
    addresses: [{ host: 'new.vn', mqttPort: port(before.toml, 'mqttPort'), httpsPort: 9443 }],
  });
  const server = await readFile(join(data, 'authority', 'server.pem'), 'utf8');
  expect(new X509Certificate(server.slice(server.indexOf('-----BEGIN CERT'))).checkHost('new.vn')).toBe(
    'new.vn',
  );
});

test('a moved profile is not made again while its user stands', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await rm(join(data, 'admin.profile.json'));
  expect((await runHere(['init', '--data', data])).status).toBe(0);
  expect(await readdir(data)).not.toContain('admin.profile.json');
});

test.for([
  [['init'], 64, '--data'],
  [['init', '--data', 'DIR/x'], 64, 'SD-VALUE'],
  [['init', '--data', 'DIR/x', '--host', 'https://broker.vn'], 64, '--host'],
  [['init', '--data', 'DIR/x', '--host', 'broker.vn:8443'], 64, '--host'],
  [['init', '--data', 'DIR/x', '--host', 'a', '--mqtt-port', '0'], 64, '--mqtt-port'],
  [['init', '--data', 'DIR/x', '--host', 'a', '--mqtt-port', 'x'], 64, '--mqtt-port'],
  [['init', '--data', 'DIR/x', '--host'], 64, '--host'],
  [['init', '--data', 'DIR/file/x', '--host', 'a'], 73, 'SD-FILE-UNWRITABLE'],
  [['serve', '--data', 'DIR/none'], 78, 'SD-NOT-INITIALISED'],
  [['token', '--data', 'DIR/none', '--school', '1'], 78, 'SD-NOT-INITIALISED'],
  [['token', '--school', '1'], 64, '--data'],
  [['doctor', '--data', 'DIR/none'], 0, 'SD-NOT-INITIALISED'],
  [['doctor', '--data', 'DIR/none', '--check'], 2, 'SD-NOT-INITIALISED'],
  [['nothing'], 64, 'nothing'],
  [['serve', '--nothing'], 64, 'serve has no --nothing, but --lang, --data.'],
  [['token', 'list', '--qr'], 64, 'token list has no --qr, but --lang, --data, --json, --csv.'],
  [['serve', 'x', '--data', 'DIR/none'], 64, 'too many'],
  [[], 64, 'SD-USAGE'],
] as const)('%j ends with %i and one line', async ([args, status, words]) => {
  await using resources = openResources();
  const folder = await resources.folder();
  await writeFile(join(folder, 'file'), '');
  const run = await runHere(args.map((word) => word.replace('DIR', folder)));
  expect([run.status, run.stderr + run.stdout]).toEqual([status, expect.stringContaining(words)]);
  expect((run.stderr + run.stdout).trim().split('\n')).toHaveLength(1);
});

test('parts of two installations, or half of one, are an error and not replaced', async () => {
  await using resources = openResources();
  const mine = await initBroker(resources);
  const theirs = await initBroker(resources);
  await rm(join(mine, 'authority'), { recursive: true });
  const without = await runHere(['init', '--data', mine, '--host', 'localhost']);
  expect(without).toMatchObject({ status: 78, stderr: expect.stringContaining('SD-AUTHORITY-BROKEN') });
  expect(await readdir(mine)).not.toContain('authority');
  await mkdir(join(mine, 'authority'));
  for (const file of await readdir(join(theirs, 'authority'))) {
    await writeFile(join(mine, 'authority', file), await readFile(join(theirs, 'authority', file)));
  }
  for (const args of [['init', '--host', 'localhost'], ['serve'], ['user', 'list']]) {
    const run = await runHere([...args, '--data', mine]);
    expect(run).toMatchObject({ status: 78, stderr: expect.stringContaining('SD-AUTHORITY-BROKEN') });
  }
});

test('what a killed init left is finished by the next one', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await rm(join(data, 'broker.toml'));
  await rm(join(data, 'admin.profile.json'));
  await rm(join(data, 'schooldrum.db'));
  await mkdir(join(data, 'authority.new'));
  expect((await runHere(['user', 'list', '--data', data])).status).toBe(78);
  const run = await runHere(['init', '--data', data, '--host', 'localhost', '--free-ports']);
  expect(run.status).toBe(0);
  expect(await readdir(data)).toContain('admin.profile.json');
  expect((await runHere(['user', 'list', '--data', data])).stdout).toContain('admin');
});

test('settings: the environment wins over the file, a wrong line is named', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const env = { SCHOOLDRUM_HOSTS: 'a.vn, b.vn', SCHOOLDRUM_DATA: data };
  const doctor = await runHere(['doctor', '--json'], env);
  expect(doctor.stdout).toContain('the server certificate lacks a.vn, b.vn');
  await writeFile(join(data, 'broker.toml'), 'hosts = ["localhost"]\nmqttPort = "x"\nhttpsPort = 1\n');
  const wrong = await runHere(['serve', '--data', data]);
  expect(wrong).toMatchObject({ status: 78, stderr: expect.stringMatching(/SD-CONFIG-INVALID.*mqttPort/) });
  await writeFile(join(data, 'broker.toml'), 'hosts = [\n');
  const torn = await runHere(['serve', '--data', data]);
  expect(torn).toMatchObject({ status: 78, stderr: expect.stringContaining('TOML') });
});

test('doctor sees open permissions and a certificate without the host', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const good = await runHere(['doctor', '--data', data, '--json', '--check']);
  expect(good.status).toBe(1);
  const states = (text: string): Record<string, string> =>
    Object.fromEntries(
      JSON.parse(text).map((check: { name: string; status: string }) => [check.name, check.status]),
    );
  expect(states(good.stdout)).toMatchObject({
    authority: 'ok',
    permissions: 'ok',
    running: 'warning',
    ports: 'ok',
  });
  await chmod(join(data, 'authority', 'ca.key'), 0o644);
  const toml = await readFile(join(data, 'broker.toml'), 'utf8');
  await writeFile(join(data, 'broker.toml'), toml.replace('"localhost"', '"elsewhere.vn"'), { mode: 0o600 });
  const bad = await runHere(['doctor', '--data', data, '--json', '--check']);
  expect(bad.status).toBe(2);
  expect(states(bad.stdout)).toMatchObject({ authority: 'critical', permissions: 'critical' });

  await chmod(join(data, 'authority', 'ca.key'), 0o600);
  await chmod(join(data, 'schooldrum.db'), 0o644);
  const readable = await runHere(['doctor', '--data', data, '--json']);
  expect(states(readable.stdout)).toMatchObject({ permissions: 'critical' });
});

test('help is in the language that was asked for', async () => {
  await using resources = openResources();
  const english = await runBroker(resources, ['token', '--help']);
  expect(english).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('Usage:') });
  const vietnamese = await runBroker(resources, ['token', '--help', '--lang', 'vi']);
  expect(vietnamese.stdout).toContain('Cách dùng:');
  expect(vietnamese.stdout).not.toMatch(/broker\.cli|Options/);
  const byLocale = await runBroker(resources, ['--help'], { env: { LC_ALL: 'vi_VN.UTF-8' } });
  expect(byLocale.stdout).toContain('Các lệnh:');
  const error = await runBroker(resources, ['serve', '--data', 'none'], { env: { SCHOOLDRUM_LANG: 'vi' } });
  expect(error.stderr).toContain('chưa được khởi tạo');
});

test('init beside a running broker is refused: it would change what the broker holds', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await startBroker(resources, data);
  const run = await runBroker(resources, ['init', '--data', data, '--host', 'other.vn']);
  expect(run).toMatchObject({ status: 75, stderr: expect.stringContaining('SD-DATA-LOCKED') });
});

test('after a change of the authority that the administrator missed, init gives the same administrator a profile that works', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const file = join(data, 'admin.profile.json');
  const before = readProfile(file);
  await runDone(data, 'authority', 'begin');
  await runDone(data, 'authority', 'finish');
  await runDone(data, 'init');
  const after = readProfile(file);
  // Run again, it is left as it is.
  await runDone(data, 'init');
  expect(readProfile(file)).toEqual(after);
  if (!before.ok || !after.ok) throw new Error('no profile');
  expect(after.value.userId).toBe(before.value.userId);
  expect(after.value.ca).not.toBe(before.value.ca);
  await startBroker(resources, data);
  const admin = await openAskingUser(after.value, createSystemClock());
  resources.defer(admin.stop);
  expect((await admin.ask('userList', {}))[0]?.users).toHaveLength(1);
  await admin.stop();
});
