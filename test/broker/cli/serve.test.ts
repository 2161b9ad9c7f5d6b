import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { encode } from '../../../shared/contract/codec.ts';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import { buildTopic } from '../../../shared/contract/topics.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { openJoinDoor, postJoin } from '../../../shared/runtime/join-client.ts';
import { type MqttSession, openMqttSession } from '../../../shared/runtime/mqtt-session.ts';
import { readProfile } from '../../../shared/runtime/profile.ts';
import { openAskingUser } from '../../support/asking-user.ts';
import { initBroker, runBroker, runHere, startBroker } from '../../support/broker-process.ts';
import { eventually } from '../../support/eventually.ts';
import { joinMachines, type JoinedMachine } from '../../support/join-machines.ts';
import { openResources, type Resources } from '../../support/resources.ts';

const clock = createSystemClock();

/** Runs a command that must succeed; its stdout. */
async function done(data: string, ...args: readonly string[]): Promise<string> {
  const run = await runHere([...args, '--data', data]);
  if (run.status !== 0) throw new Error(`${args.join(' ')}: ${run.stderr}`);
  return run.stdout;
}

async function importSchools(resources: Resources, data: string): Promise<string> {
  const file = join(await resources.folder(), 'schools.csv');
  await writeFile(file, 'school_code,school_name,level\n0012,Trường A,TH\n0013,Trường B,THCS\n');
  return done(data, 'roster', 'import', file);
}

function openMachine(
  resources: Resources,
  ca: string,
  machine: JoinedMachine,
  mqttPort: number,
): MqttSession {
  const session = openMqttSession(
    {
      addresses: () => [{ host: 'localhost', mqttPort, httpsPort: 1 }],
      credentials: () => ({ ca, certificate: machine.certificate, key: machine.key }),
      clientId: machine.deviceId,
      keepaliveSeconds: 60,
      subscriptions: [{ topic: buildTopic({ kind: 'order', cn: machine.deviceId }), qos: 1 }],
    },
    {
      clock,
      random: Math.random,
      onConnect: () => Promise.resolve(),
      onMessage: () => Promise.resolve(),
      onState: () => {},
    },
  );
  resources.defer(session.stop);
  session.start();
  return session;
}

function reportOf(machine: JoinedMachine, seq: number): Buffer {
  const reading = { section: 'usage', hash: '0123456789abcdef', facts: { cpuPercent: 7 } };
  return encode({
    v: 1,
    boot: machine.boot,
    seq,
    at: Date.now(),
    up: 60 + seq,
    readings: [reading],
    outcomes: [],
  });
}

test('from init to a stored report: token, join, MQTT, device list', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const broker = await startBroker(resources, data);
  expect(await importSchools(resources, data)).toContain('2 schools');
  const token = (await done(data, 'token', '--school', '0012', '--room', 'PM1', '--role', 'student')).trim();
  expect(token).toMatch(/^SD1\.[A-Za-z0-9_-]+$/);
  const { ca, machines } = await joinMachines(token, 1);
  const [machine] = machines;
  if (machine === undefined) throw new Error('nobody joined');
  const session = openMachine(resources, ca, machine, broker.mqttPort);
  await eventually(() => (session.state().kind === 'connected' ? true : undefined));
  const sent = await session.publish(
    buildTopic({ kind: 'report', cn: machine.deviceId }),
    reportOf(machine, 1),
  );
  expect(sent).toEqual({ ok: true, value: undefined });

  const [row] = JSON.parse(await done(data, 'device', 'list', '--json'));
  expect(row).toMatchObject({
    deviceId: machine.deviceId,
    schoolCode: '0012',
    schoolName: 'Trường A',
    room: 'PM1',
    role: 'student',
    state: 'approved',
    presence: 'online',
    lastSeen: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  const csv = await done(data, 'device', 'list', '--csv');
  expect(csv).toMatch(/^\ufeffdeviceId,/);
  expect(csv).toContain(machine.deviceId);

  await done(data, 'device', 'set', machine.deviceId, '--role', 'teacher', '--seat', '07');
  const [changed] = JSON.parse(await done(data, 'device', 'list', '--json'));
  expect(changed).toMatchObject({ role: 'teacher', seat: '07', room: 'PM1' });

  await done(data, 'device', 'revoke', machine.deviceId);
  await eventually(() => {
    const state = session.state();
    return state.kind === 'waiting' && state.why === 'refused' ? true : undefined;
  });
  const words = broker.stderr();
  expect(await broker.end('SIGTERM')).toBe(0);
  for (const secret of [token.slice(20), machine.key.slice(40, 80)]) expect(words).not.toContain(secret);
});

test('commands work the same without a broker, and the next broker knows what they did', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await importSchools(resources, data);
  const token = (await done(data, 'token', '--school', '0012', '--uses', '3', '--days', '2')).trim();
  await startBroker(resources, data);
  const [row] = JSON.parse(await done(data, 'token', 'list', '--json'));
  expect(row).toMatchObject({ schoolCode: '0012', usesLeft: 3, isRevoked: false });
  expect((await joinMachines(token, 2)).machines).toHaveLength(2);
  await done(data, 'token', 'revoke', row.id);
  await expect(joinMachines(token, 1)).rejects.toThrow('SD-JOIN-TOKEN-REVOKED');
});

test('forty joins at once over TLS take exactly the uses there are', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await importSchools(resources, data);
  await startBroker(resources, data);
  const token = parseJoinToken(await done(data, 'token', '--school', '0013', '--uses', '25'));
  if (!token.ok) throw new Error(token.error);
  const door = await openJoinDoor(token.value);
  if (!door.ok) throw new Error(door.error.code);
  const { id: tokenId, secret } = token.value;
  const requests = await Promise.all(Array.from({ length: 40 }, () => createKeyAndRequest()));
  const answers = await Promise.all(
    requests.map(({ csrPem }) =>
      postJoin(door.value, { v: 1, tokenId, secret, csr: csrPem, fingerprint: {} }),
    ),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(25);
  for (const answer of answers) if (!answer.ok) expect(answer.error.code).toBe('SD-JOIN-TOKEN-SPENT');
  // Who got one asks again and is given the same.
  const lucky = requests.findIndex((_, index) => answers[index]?.ok);
  const again = await postJoin(door.value, {
    v: 1,
    tokenId,
    secret,
    csr: requests[lucky]?.csrPem ?? '',
    fingerprint: {},
  });
  expect(again).toEqual(answers[lucky]);
  expect(JSON.parse(await done(data, 'device', 'list', '--json'))).toHaveLength(25);
});

test('a second broker on the same folder is refused; after kill -9 the next one starts and has everything', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const first = await startBroker(resources, data);
  await importSchools(resources, data);
  const second = await runBroker(resources, ['serve', '--data', data]);
  expect(second).toMatchObject({ status: 75, stderr: expect.stringMatching(/^SD-DATA-LOCKED.*\n$/) });
  expect(await first.end('SIGKILL')).toBe('SIGKILL');
  expect((await stat(join(data, 'control.sock'))).mode & 0o777).toBe(0o600);
  await startBroker(resources, data);
  expect(await done(data, 'token', '--school', '0013')).toContain('SD1.');
});

test.for(['mqttPort', 'httpsPort'])(
  'a taken %s is named, and everything that had started is released',
  async (name) => {
    await using resources = openResources();
    const data = await initBroker(resources);
    const port = Number(parse(await readFile(join(data, 'broker.toml'), 'utf8'))[name]);
    const other = resources.closing(createServer());
    await once(other.listen(port), 'listening');
    const run = await runBroker(resources, ['serve', '--data', data]);
    expect(run.status).toBe(69);
    expect(run.stderr).toMatch(new RegExp(`SD-PORT-TAKEN.*${port}`));
    other.close();
    await startBroker(resources, data);
  },
);

test('a person added here works over MQTT within their unit; the profile holds the key, the broker does not', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await importSchools(resources, data);
  const broker = await startBroker(resources, data);
  const file = join(await resources.folder(), 'an.json');
  const userId = (
    await done(
      data,
      'user',
      'add',
      'Nguyễn Văn An',
      '--role',
      'school-officer',
      '--school',
      '0012',
      '-o',
      file,
    )
  ).trim();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const profile = readProfile(file);
  if (!profile.ok) throw new Error(profile.error.code);
  expect(profile.value).toMatchObject({ userId, name: 'Nguyễn Văn An' });
  const user = await openAskingUser(profile.value, clock);
  resources.defer(user.stop);
  const [page] = await user.ask('schools', {});
  expect(page?.schools.map(({ schoolCode }) => schoolCode)).toEqual(['0012']);
  expect(await user.ask('tokenCreate', { schoolCode: '0012' })).toHaveLength(1);
  await expect(user.ask('tokenCreate', { schoolCode: '0013' })).rejects.toMatchObject({
    code: 'SD-OUTSIDE-UNIT',
  });
  await expect(user.ask('rosterImport', { csv: '' })).rejects.toMatchObject({ code: 'SD-MAY-NOT-ASK' });

  const again = await runHere(['user', 'add', 'B', '--role', 'planner', '-o', file, '--data', data]);
  expect(again).toMatchObject({ status: 73, stderr: expect.stringContaining('EEXIST') });
  expect(await done(data, 'user', 'list', '--csv')).toContain('Nguyễn Văn An');
  await done(data, 'user', 'revoke', userId);
  await eventually(() => (user.session.state().kind === 'waiting' ? true : undefined));
  expect(broker.stderr()).not.toContain(profile.value.key.slice(40, 80));
});

test('an import over MQTT is seen at once, also by the admin’s own profile of init', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await startBroker(resources, data);
  const profile = readProfile(join(data, 'admin.profile.json'));
  if (!profile.ok) throw new Error(profile.error.code);
  const admin = await openAskingUser(profile.value, clock);
  resources.defer(admin.stop);
  const csv = 'Mã trường;Tên trường;Cấp học\n0012;Trường A;TH\n0013;Trường B;TH&THCS\n';
  const [done1] = await admin.ask('rosterImport', { csv });
  expect(done1).toMatchObject({
    schools: 1,
    isWritten: true,
    problems: [{ line: 3, reason: 'several-levels' }],
  });
  const [page] = await admin.ask('schools', {});
  expect(page?.schools.map(({ schoolName }) => schoolName)).toEqual(['Trường A']);
});

test('roster import: problems one a line on stderr, the sum on stdout, status 65 when nothing was imported', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const folder = await resources.folder();
  const file = join(folder, 'r.csv');
  await writeFile(file, 'school_code,school_name,level,students\n1,A,TH,5\n2,B,TH&THCS,1.540\n');
  const strict = await runHere(['roster', 'import', file, '--strict', '--data', data]);
  expect(strict).toMatchObject({ status: 65, stdout: 'Nothing imported: 2 problems.\n' });
  expect(strict.stderr).toMatch(
    /^line 3, level "TH&THCS": one row is one level.*\nline 3, students "1\.540": .*1540\n$/,
  );
  const json = await runHere(['roster', 'import', file, '--json', '--data', data]);
  expect(json.status).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({ rows: 1, changed: 1, isWritten: true });
  await writeFile(file, Buffer.from([0x4d, 0xe3]));
  for (const [path, status, code] of [
    [file, 65, 'SD-ROSTER-UNREADABLE'],
    [join(folder, 'none.csv'), 66, 'SD-FILE-UNREADABLE'],
    [folder, 66, 'SD-FILE-UNREADABLE'],
  ] as const) {
    const run = await runHere(['roster', 'import', path, '--data', data]);
    expect([run.status, run.stderr]).toEqual([status, expect.stringContaining(code)]);
  }
});

test.for([
  [['token', '--school', 'none'], 65, 'SD-SCHOOL-UNKNOWN'],
  [['token', '--school', 'a b'], 64, '--school'],
  [['token', '--school', '0012', '--role', 'pupil'], 64, 'student | teacher'],
  [['token', '--school', '0012', '--uses', '0'], 64, '--uses'],
  [['token', '--school', '0012', '--days', '-1'], 64, '--days'],
  [['token'], 64, '--school'],
  [['token', 'revoke', 'aaaaaaaa'], 65, 'SD-TOKEN-UNKNOWN'],
  [['user', 'add', 'A', '--role', 'admin'], 64, '-o'],
  [['user', 'add', 'A', '--role', 'king', '-o', 'DIR/p'], 64, 'technician'],
  [['user', 'add', 'A', '--role', 'school-officer', '-o', 'DIR/p'], 64, 'SD-USER-SCHOOL-NEEDED'],
  [['user', 'add', 'A', '--role', 'planner', '--unit', 'none', '-o', 'DIR/p'], 65, 'SD-UNIT-UNKNOWN'],
  [['user', 'add', 'A', '--role', 'planner', '-o', 'DIR/no/p'], 73, 'SD-FILE-UNWRITABLE'],
  [['user', 'revoke', 'u-aaaaaaaaaaaaaaaa'], 65, 'SD-USER-UNKNOWN'],
  [['device', 'set', 'd-aaaaaaaaaaaaaaaa', '--role', 'server'], 65, 'SD-DEVICE-UNKNOWN'],
  [['device', 'set', 'd-aaaaaaaaaaaaaaaa'], 64, '--role'],
  [['device', 'set', 'nonsense', '--role', 'server'], 64, 'ID'],
  [['device', 'revoke', 'd-aaaaaaaaaaaaaaaa'], 65, 'SD-DEVICE-UNKNOWN'],
] as const)('%j ends with %i and one line', async ([args, status, words]) => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await importSchools(resources, data);
  const folder = await resources.folder();
  const run = await runHere([...args.map((word) => word.replace('DIR', folder)), '--data', data]);
  expect([run.status, run.stderr]).toEqual([status, expect.stringContaining(words)]);
  expect(run.stdout).toBe('');
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
});

test('a message that cannot be read is listed, shown and purged', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await importSchools(resources, data);
  const broker = await startBroker(resources, data);
  const { ca, machines } = await joinMachines((await done(data, 'token', '--school', '0012')).trim(), 1);
  const [machine] = machines;
  if (machine === undefined) throw new Error('nobody joined');
  const session = openMachine(resources, ca, machine, broker.mqttPort);
  await eventually(() => (session.state().kind === 'connected' ? true : undefined));
  const nonsense = Buffer.from(`nonsense ${randomBytes(4).toString('hex')}`);
  await session.publish(buildTopic({ kind: 'report', cn: machine.deviceId }), nonsense);
  const [row] = JSON.parse(await done(data, 'quarantine', 'list', '--json'));
  expect(row).toMatchObject({ deviceId: machine.deviceId, reason: 'undecodable' });
  expect(await done(data, 'quarantine', 'show', String(row.id))).toContain(nonsense.toString());
  await done(data, 'quarantine', 'replay');
  await done(data, 'quarantine', 'purge', '--device', machine.deviceId);
  expect(JSON.parse(await done(data, 'quarantine', 'list', '--json'))).toEqual([]);
});
