import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../../broker/store/sqlite-store.ts';
import { encode } from '../../../shared/contract/codec.ts';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import { buildTopic } from '../../../shared/contract/topics.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { openJoinDoor, postJoin } from '../../../shared/runtime/join-client.ts';
import { type MqttSession, openMqttSession } from '../../../shared/runtime/mqtt-session.ts';
import { readProfile } from '../../../shared/runtime/profile.ts';
import { openAskingUser } from '../../support/asking-user.ts';
import { initBroker, runBroker, runDone, runHere, startBroker } from '../../support/broker-process.ts';
import { eventually } from '../../support/eventually.ts';
import { type JoinedMachine, joinMachines } from '../../support/join-machines.ts';
import { openResources, type Resources } from '../../support/resources.ts';

const clock = createSystemClock();

async function importSchools(resources: Resources, data: string): Promise<string> {
  const file = join(await resources.folder(), 'schools.csv');
  await writeFile(file, 'school_code,school_name,level\n0012,Trường A,TH\n0013,Trường B,THCS\n');
  return runDone(data, 'roster', 'import', file);
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

function reportOf(machine: Pick<JoinedMachine, 'deviceId' | 'boot'>, seq: number): Buffer {
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
  const token = (
    await runDone(data, 'token', '--school', '0012', '--room', 'PM1', '--role', 'student')
  ).trim();
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

  const [row] = JSON.parse(await runDone(data, 'device', 'list', '--json'));
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
  const csv = await runDone(data, 'device', 'list', '--csv');
  expect(csv).toMatch(/^\ufeffdeviceId,/);
  expect(csv).toContain(machine.deviceId);

  await runDone(data, 'device', 'set', machine.deviceId, '--role', 'teacher', '--seat', '07');
  const [changed] = JSON.parse(await runDone(data, 'device', 'list', '--json'));
  expect(changed).toMatchObject({ role: 'teacher', seat: '07', room: 'PM1' });

  await runDone(data, 'device', 'revoke', machine.deviceId);
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
  const token = (await runDone(data, 'token', '--school', '0012', '--uses', '3', '--days', '2')).trim();
  await startBroker(resources, data);
  const [row] = JSON.parse(await runDone(data, 'token', 'list', '--json'));
  expect(row).toMatchObject({ schoolCode: '0012', usesLeft: 3, isRevoked: false });
  expect((await joinMachines(token, 2)).machines).toHaveLength(2);
  await runDone(data, 'token', 'revoke', row.id);
  await expect(joinMachines(token, 1)).rejects.toThrow('SD-JOIN-TOKEN-REVOKED');
});

test('forty joins at once over TLS take exactly the uses there are', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await importSchools(resources, data);
  await startBroker(resources, data);
  const token = parseJoinToken(await runDone(data, 'token', '--school', '0013', '--uses', '25'));
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
  expect(JSON.parse(await runDone(data, 'device', 'list', '--json'))).toHaveLength(25);
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
  expect(await runDone(data, 'token', '--school', '0013')).toContain('SD1.');
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
    await runDone(
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
  expect(await runDone(data, 'user', 'list', '--csv')).toContain('Nguyễn Văn An');
  await runDone(data, 'user', 'revoke', userId);
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

test('a message that cannot be read is listed, shown and purged', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  await importSchools(resources, data);
  const broker = await startBroker(resources, data);
  const { ca, machines } = await joinMachines((await runDone(data, 'token', '--school', '0012')).trim(), 1);
  const [machine] = machines;
  if (machine === undefined) throw new Error('nobody joined');
  const session = openMachine(resources, ca, machine, broker.mqttPort);
  await eventually(() => (session.state().kind === 'connected' ? true : undefined));
  const nonsense = Buffer.from(`nonsense ${randomBytes(4).toString('hex')}`);
  await session.publish(buildTopic({ kind: 'report', cn: machine.deviceId }), nonsense);
  const [row] = JSON.parse(await runDone(data, 'quarantine', 'list', '--json'));
  expect(row).toMatchObject({ deviceId: machine.deviceId, reason: 'undecodable' });
  expect(await runDone(data, 'quarantine', 'show', String(row.id))).toContain(nonsense.toString());
  await runDone(data, 'quarantine', 'replay');
  await runDone(data, 'quarantine', 'purge', '--device', machine.deviceId);
  expect(JSON.parse(await runDone(data, 'quarantine', 'list', '--json'))).toEqual([]);
});

test('what an older version could not read is stored by the next serve, by itself', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const opened = openSqliteStore(join(data, 'schooldrum.db'));
  if (!opened.ok) throw new Error(opened.error.code);
  const deviceId = 'd-abcdefghijklmnop';
  const kept = {
    at: Date.now(),
    deviceId,
    topic: buildTopic({ kind: 'report', cn: deviceId }),
    reason: 'unknown-version',
    detail: 'v is 1',
    payload: reportOf({ deviceId, boot: '0123456789abcdef' }, 1),
  };
  await opened.value.save({ boots: [], sections: [], outcomes: [], events: [], unread: [kept] });
  opened.value.close();
  expect(JSON.parse(await runDone(data, 'quarantine', 'list', '--json'))).toHaveLength(1);

  const broker = await startBroker(resources, data);
  await eventually(() => (broker.stderr().includes('quarantine replayed') ? true : undefined));
  expect(JSON.parse(await runDone(data, 'quarantine', 'list', '--json'))).toEqual([]);
  expect(await broker.end('SIGTERM')).toBe(0);
});
