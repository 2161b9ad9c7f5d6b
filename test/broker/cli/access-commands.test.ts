import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { dataPaths } from '../../../broker/config.ts';
import { openSqliteStore } from '../../../broker/store/sqlite-store.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { initBroker, runDone, runHere } from '../../support/broker-process.ts';
import { openResources, type Resources } from '../../support/resources.ts';

/** An installation with one school and three machines of it; the third one is revoked. */
async function openSchool(resources: Resources): Promise<{ data: string; folder: string; admin: string }> {
  const data = await initBroker(resources);
  const folder = await resources.folder();
  await writeFile(join(folder, 's.csv'), 'school_code,school_name,level,commune\nS1,TH Kim Đồng,TH,Xã A\n');
  await runDone(data, 'roster', 'import', join(folder, 's.csv'));
  await runDone(data, 'token', '--school', 'S1');
  const opened = openSqliteStore(dataPaths(data).database);
  if (!opened.ok) throw new Error(opened.error.code);
  const store = opened.value;
  const [[own], [token]] = [await store.certificates(), await store.tokens()];
  if (own === undefined || token === undefined) throw new Error('no administrator');
  for (const number of [1, 2, 3]) {
    const deviceId = deviceCn(number);
    const sha256 = String(number).padStart(64, '0');
    await store.admit({
      device: {
        ...{ deviceId, joinedAt: 1, tokenId: token.id, fingerprint: {} },
        ...{ isWeakIdentity: false, originKeyId: null, mergedInto: null, leftAt: null },
      },
      assignment: {
        ...{ deviceId, validFrom: 1, schoolCode: 'S1', room: 'PM1', seat: String(number) },
        ...{ role: 'unknown', state: 'approved', confirmedGoodAt: null },
      },
      certificate: { ...own, sha256, cn: deviceId, keyId: sha256.slice(-16) },
      ...{ tokenId: token.id, at: 1 },
    });
  }
  await store.revokeCertificates(deviceCn(3), 2);
  store.close();
  return { data, folder, admin: own.cn };
}

const rulesOf = (stdout: string, comment: string): string[] =>
  stdout
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith(comment));

test('acl prints exactly the topics of whoever may connect now, in the order of the names', async () => {
  await using resources = openResources();
  const { data, admin } = await openSchool(resources);
  const worker = 'b-aaaaaaaaaaaaaaaa';
  const run = await runHere(['acl', '--for', 'mosquitto', '--worker', worker, '--data', data]);
  const rules = rulesOf(run.stdout, '#');
  const units = rules.filter((rule) => rule.startsWith('topic read drum/1/_view/unit/'));
  // The whole tree: root, commune, school.
  expect(units).toHaveLength(3);
  expect(rules).toEqual([
    `user ${worker}`,
    ...['drum/1/+/order', 'drum/1/+/tell/+', 'drum/1/_view/#'].map((topic) => `topic write ${topic}`),
    ...['report', 'status', 'answer', 'ask'].map((kind) => `topic read drum/1/+/${kind}`),
    ...[1, 2].flatMap((number) => [
      `user ${deviceCn(number)}`,
      ...['report', 'status', 'answer'].map((kind) => `topic write drum/1/${deviceCn(number)}/${kind}`),
      `topic read drum/1/${deviceCn(number)}/order`,
    ]),
    `user ${admin}`,
    `topic write drum/1/${admin}/ask`,
    `topic read drum/1/${admin}/tell/+`,
    'topic read drum/1/_view/head',
    ...units,
  ]);
  expect(run.stdout).toContain('#   use_identity_as_username true\n');
  expect((await runHere(['acl', '--for', 'mosquitto', '--worker', worker, '--data', data])).stdout).toBe(
    run.stdout,
  );
});

test('acl for EMQX denies what it does not allow, and retained messages but the status', async () => {
  await using resources = openResources();
  const { data, admin } = await openSchool(resources);
  const { stdout } = await runHere(['acl', '--for', 'emqx', '--data', data]);
  const rules = rulesOf(stdout, '%%');
  const [one, two] = [deviceCn(1), deviceCn(2)];
  expect(rules.slice(0, 3)).toEqual([
    `{allow, {username, "${one}"}, {publish, [{retain, false}]}, ["drum/1/${one}/report", "drum/1/${one}/answer"]}.`,
    `{allow, {username, "${one}"}, publish, ["drum/1/${one}/status"]}.`,
    `{allow, {username, "${one}"}, subscribe, ["drum/1/${one}/order"]}.`,
  ]);
  expect(rules.filter((rule) => rule.includes(two))).toHaveLength(3);
  expect(rules.filter((rule) => rule.includes(admin))).toHaveLength(2);
  expect(rules.filter((rule) => rule.includes(deviceCn(3)))).toEqual([]);
  expect(rules.at(-1)).toBe('{deny, all}.');
  expect(rules.filter((rule) => rule.startsWith('{deny'))).toHaveLength(1);
});

test('rooms: described, listed with their missing seats, and below the machines of a room', async () => {
  await using resources = openResources();
  const { data } = await openSchool(resources);
  await runDone(data, 'room', 'set', 'PM1', '--school', 'S1', '--kind', 'lab', '--seats', '12');
  const json = await runHere(['room', 'list', '--json', '--data', data]);
  expect(JSON.parse(json.stdout)).toMatchObject([
    { schoolCode: 'S1', room: 'PM1', kind: 'lab', seats: 12, machines: 3 },
  ]);
  const csv = await runHere(['room', 'list', '--csv', '--data', data]);
  expect(parse(csv.stdout, { bom: true })[1]).toEqual(['S1', 'PM1', 'lab', '12', '3', '4–12']);
  const listed = await runHere(['device', 'list', '--room', 'PM1', '--data', data]);
  expect(listed.stdout.trimEnd().split('\n').at(-1)).toBe(
    'PM1: 3 machines, 12 seats. Seats without a machine: 4–12',
  );
  const plain = await runHere(['device', 'list', '--room', 'PM1', '--json', '--data', data]);
  expect(JSON.parse(plain.stdout)).toHaveLength(3);
});

test('a list of machines: what is wrong and who is unknown on stderr, the sum on stdout, all of it audited', async () => {
  await using resources = openResources();
  const { data, folder } = await openSchool(resources);
  const list = join(folder, 'm.csv');
  const [one, two] = [deviceCn(1), deviceCn(2)];
  await writeFile(
    list,
    Buffer.from(`\ufeffMã máy\tMục đích\tTình trạng\n${one}\thọc sinh\ttốt\n${two}\tđầu bếp\t\n`, 'utf16le'),
  );
  const strict = await runHere(['device', 'import', list, '--school', 'S1', '--strict', '--data', data]);
  expect(strict).toMatchObject({ status: 65, stdout: 'No machine imported: 1 problem.\n' });
  const run = await runHere(['device', 'import', list, '--school', 'S1', '--data', data]);
  expect(run).toMatchObject({
    status: 0,
    stdout: '1 machine: 1 changed, 0 as before, 1 problem.\n',
  });
  expect(run.stderr.trimEnd().split('\n')).toEqual([
    expect.stringContaining('line 3, role "đầu bếp"'),
    '2 machines have no known purpose and are not counted:',
    `  ${two}  PM1`,
    `  ${deviceCn(3)}  PM1`,
  ]);
  await runDone(data, 'device', 'set', two, '--confirm-good');
  const json = await runHere(['device', 'import', list, '--school', 'S1', '--json', '--data', data]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    machines: 1,
    problems: [{ line: 3, reason: 'unknown-role' }],
    unknownRole: [{ deviceId: two }, { deviceId: deviceCn(3) }],
  });
  const audit = await runHere(['audit', 'list', '--limit', '3', '--json', '--data', data]);
  expect(JSON.parse(audit.stdout)).toMatchObject([
    { actor: 'local', action: 'deviceImport', subject: 'S1' },
    { actor: 'local', action: 'deviceSet', subject: two, detail: expect.stringContaining('confirmGood') },
    { actor: 'local', action: 'deviceImport' },
  ]);
  const csv = await runHere(['audit', 'list', '--csv', '--data', data]);
  expect(parse(csv.stdout, { bom: true })[0]).toEqual(['id', 'at', 'actor', 'action', 'subject', 'detail']);
});

test.for([
  [['acl'], 64, 'mosquitto | emqx'],
  [['acl', '--for', 'hivemq'], 64, 'mosquitto | emqx'],
  [['acl', '--for', 'emqx', '--worker', 'u-aaaaaaaaaaaaaaaa'], 64, '--worker'],
  [['room', 'set', 'PM1', '--kind', 'lab'], 64, '--school'],
  [['room', 'set', 'PM1', '--school', 'S1'], 64, '--kind | --seats'],
  [['room', 'set', 'PM1', '--school', 'S1', '--kind', 'kitchen'], 64, 'lab | classroom'],
  [['room', 'set', 'PM1', '--school', 'S1', '--seats', '-1'], 64, '--seats'],
  [['room', 'list', '--school', 'S9'], 65, 'SD-SCHOOL-UNKNOWN'],
  [['device', 'import', 'DIR/none.csv', '--school', 'S1'], 66, 'SD-FILE-UNREADABLE'],
  [['device', 'import', 'DIR/s.csv'], 64, '--school'],
  [['audit', 'list', '--limit', '0'], 64, '--limit'],
] as const)('%j ends with %i and one line', async ([args, status, words]) => {
  await using resources = openResources();
  const { data, folder } = await openSchool(resources);
  const run = await runHere([...args.map((word) => word.replace('DIR', folder)), '--data', data]);
  expect([run.status, run.stderr]).toEqual([status, expect.stringContaining(words)]);
  expect(run.stdout).toBe('');
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
});
