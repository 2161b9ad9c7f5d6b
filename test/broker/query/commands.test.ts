import pino from 'pino';
import { expect, test } from 'vitest';
import { openCore, silentNetwork } from '../../../broker/core.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';
import { openOffice, roster } from './office.ts';

test('nobody reaches beyond their unit: tokens, people, machines', async () => {
  await using resources = openResources();
  const { ask, actor, unitOf, joinTo, core } = await openOffice(resources);
  const [mine, theirs] = [await joinTo('A1'), await joinTo('B1')];
  const technician = actor('technician', 'Xã A');
  expect(await ask(technician, 'tokenCreate', { schoolCode: 'B1' })).toBe('SD-OUTSIDE-UNIT');
  const listed = await ask(technician, 'tokenList', {});
  expect(typeof listed === 'string' ? listed : listed[0]?.tokens.map(({ schoolCode }) => schoolCode)).toEqual(
    ['A1'],
  );
  const all = await ask(core.local(), 'tokenList', {});
  const foreign =
    typeof all === 'string' ? undefined : all[0]?.tokens.find(({ schoolCode }) => schoolCode === 'B1');
  expect(await ask(technician, 'tokenRevoke', { id: foreign?.id ?? '' })).toBe('SD-OUTSIDE-UNIT');
  expect(await ask(technician, 'deviceSet', { deviceId: theirs, role: 'student' })).toBe('SD-OUTSIDE-UNIT');
  expect(await ask(technician, 'deviceRevoke', { deviceId: theirs })).toBe('SD-OUTSIDE-UNIT');
  expect(await ask(technician, 'deviceSet', { deviceId: mine, role: 'student' })).toMatchObject([
    { device: { deviceId: mine, role: 'student' } },
  ]);

  const admin = actor('admin', 'Xã A');
  const { csrPem } = await createKeyAndRequest();
  const person = { name: 'An', role: 'technician', csr: csrPem } as const;
  expect(await ask(admin, 'userAdd', { ...person, unitId: unitOf('Xã B') })).toBe('SD-OUTSIDE-UNIT');
  expect(await ask(admin, 'userAdd', { ...person, schoolCode: 'B1' })).toBe('SD-OUTSIDE-UNIT');
  expect(await ask(admin, 'rosterImport', { csv: roster })).toBe('SD-OUTSIDE-UNIT');
  // Without a unit a person gets the actor's own, never more.
  expect(await ask(admin, 'userAdd', person)).toHaveLength(1);
  const users = await ask(core.local(), 'userList', {});
  expect(typeof users === 'string' ? users : users[0]?.users.map(({ unitId }) => unitId)).toEqual([
    unitOf('Xã A'),
  ]);
  expect(await ask(actor('admin', 'Xã B'), 'userList', {})).toEqual([{ users: [] }]);
});

test('a key belongs to one person', async () => {
  await using resources = openResources();
  const { ask, core } = await openOffice(resources);
  const { csrPem } = await createKeyAndRequest();
  const person = { name: 'An', role: 'planner', csr: csrPem } as const;
  expect(await ask(core.local(), 'userAdd', person)).toHaveLength(1);
  expect(await ask(core.local(), 'userAdd', person)).toBe('SD-CSR-INVALID');
});

test('who is revoked is disconnected, and the views made for them are cleared', async () => {
  await using resources = openResources();
  const { ask, core, clock, cleared, unitOf, disconnected } = await openOffice(resources);
  const { csrPem } = await createKeyAndRequest();
  core.fleet.start();
  const added = await ask(core.local(), 'userAdd', {
    name: 'An',
    role: 'technician',
    csr: csrPem,
    unitId: unitOf('Xã A'),
  });
  const userId = typeof added === 'string' ? added : (added[0]?.userId ?? '');
  await clock.advance(1_000);
  expect(core.fleet.views.isPublished(unitOf('Xã A'))).toBe(true);
  await ask(core.local(), 'userRevoke', { userId });
  await clock.advance(1_000);
  expect(disconnected).toEqual([userId]);
  expect(core.fleet.views.isPublished(unitOf('Xã A'))).toBe(false);
  const views = `drum/1/_view/unit/${unitOf('Xã A')}`;
  expect(cleared).toEqual([`${views}/summary`, `${views}/alerts`]);
});

test('an expiry in the past is refused', async () => {
  await using resources = openResources();
  const { ask, core } = await openOffice(resources);
  expect(await ask(core.local(), 'tokenCreate', { schoolCode: 'A1', expiresAt: 5 })).toBe(
    'SD-TOKEN-EXPIRY-PAST',
  );
});

test('a revoked machine is disconnected and stays out; one that is set the same is not written again', async () => {
  await using resources = openResources();
  const { ask, core, joinTo, store, disconnected } = await openOffice(resources);
  const deviceId = await joinTo('A1');
  const local = core.local();
  await ask(local, 'deviceSet', { deviceId, room: ' PM1 ', seat: '3' });
  const before = await store.assignment(deviceId);
  expect(before).toMatchObject({ room: 'PM1', seat: '3' });
  await ask(local, 'deviceSet', { deviceId, seat: '3' });
  expect(await store.assignment(deviceId)).toEqual(before);
  await ask(local, 'deviceSet', { deviceId, seat: '' });
  expect(await store.assignment(deviceId)).toMatchObject({ seat: null });
  const certificateSha256 = (await store.certificates())[0]?.sha256 ?? '';
  expect(core.cache.authenticate({ cn: deviceId, certificateSha256 })).toBe('ok');
  await ask(local, 'deviceRevoke', { deviceId });
  expect(disconnected).toEqual([deviceId]);
  expect(core.cache.authenticate({ cn: deviceId, certificateSha256 })).toBe('revoked');
  expect(await ask(local, 'deviceSet', { deviceId, state: 'approved' })).toMatchObject([{ mustJoin: true }]);
});

test('imports at the same time follow one another', async () => {
  await using resources = openResources();
  const { ask, core, store } = await openOffice(resources);
  const csv = 'school_code,school_name,level,commune\nC1,Trường C,TH,Xã C\n';
  const done = await Promise.all(Array.from({ length: 5 }, () => ask(core.local(), 'rosterImport', { csv })));
  const changes = done.map((pages) => (typeof pages === 'string' ? pages : pages[0]?.changed));
  expect(changes).toEqual([1, 0, 0, 0, 0]);
  expect((await store.units()).filter(({ name }) => name === 'Xã C')).toHaveLength(1);
});

test('every attempt to change something is audited, with its outcome and without secrets', async () => {
  await using resources = openResources();
  const { ask, actor, store } = await openOffice(resources);
  await ask(actor('technician', 'Xã A'), 'tokenCreate', { schoolCode: 'B1' });
  const created = await ask(actor('technician', 'Xã A'), 'tokenCreate', { schoolCode: 'A1' });
  const log = JSON.stringify(await store.auditLog({ limit: 2 }));
  expect(log).toContain('SD-OUTSIDE-UNIT');
  expect(log).toContain('tokenCreate');
  expect(log).not.toContain(typeof created === 'string' ? '' : (created[0]?.token.slice(10, 60) ?? ''));
});

test('a full disk is said as such', async () => {
  await using resources = openResources();
  const { core, store } = await openOffice(resources);
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  const settings = {
    hosts: ['localhost'],
    mqttPort: 1,
    httpsPort: 2,
    ndt7Port: 3,
    echoPort: 4,
    measuring: false,
    logLevel: 'info' as const,
  };
  const { authority, folder } = await openTestAuthority(resources, createManualClock(0));
  const broken = { ...store, tokens: () => Promise.reject(full) };
  const log = pino({ level: 'silent' });
  const second = await openCore(
    { clock: createManualClock(0), log, network: silentNetwork },
    { folder, store: broken, authority, settings },
  );
  resources.defer(second.close);
  expect(await second.dispatch(core.local(), 'tokenList', {})).toMatchObject({
    ok: false,
    error: { code: 'SD-DISK-FULL' },
  });
});
