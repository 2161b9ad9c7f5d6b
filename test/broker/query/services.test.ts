import { expect, it } from 'vitest';
import { createLineAnswers } from '../../../broker/query/line-answers.ts';
import type { ServiceCheck } from '../../../shared/contract/line-facts.ts';
import { serviceEntry } from '../../../shared/contract/line-rows.ts';
import { shippedServices } from '../../../shared/data/services.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, bootOf, openRig, reload, report, rules } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

const minuteMs = 60_000;

/** One prober in each of the schools A, B and C. */
async function openServices(resources: Resources) {
  const rig = await openRig(resources);
  const probers = [
    await admit(rig, 1, { schoolCode: 'A' }),
    await admit(rig, 2, { schoolCode: 'B' }),
    await admit(rig, 3, { schoolCode: 'C' }),
  ];
  const { dispatch } = openQuestions(rig, createLineAnswers({ ...rig, rules }));
  let seq = 0;
  const check = async (index: number, ...services: (Partial<ServiceCheck> & { service: string })[]) => {
    seq += 1;
    const checks = services.map((one) => ({ ago: 0, stage: 'ok' as const, ...one }));
    await report(rig, probers[index] ?? '', { seq, boot: bootOf(index + 1), services: checks });
  };
  const list = async (schoolCode?: string) =>
    (await pagesFor(dispatch, admin, 'serviceList', { schoolCode })).flatMap(({ services }) => services);
  const row = async (service: string, schoolCode?: string) =>
    (await list(schoolCode)).find((one) => one.service === service);
  const set = (params: object, actor = admin) => pagesFor(dispatch, actor, 'serviceSet', params);
  const remove = (params: object, actor = admin) => pagesFor(dispatch, actor, 'serviceRemove', params);
  const targets = (schoolCode: string) =>
    rig.fleet.lines.services.targetsOf(schoolCode).map(({ service, url }) => `${service} ${url}`);
  return { ...rig, dispatch, check, list, row, set, remove, targets };
}

it('shipped services are listed, and the active ones with an address are checked', async () => {
  await using resources = openResources();
  const { list, targets } = await openServices(resources);
  const rows = await list();
  expect(rows.map(({ service }) => service)).toEqual(shippedServices().map(({ service }) => service));
  expect(
    rows.every(
      ({ origin, health, source }) => origin === 'shipped' && health === 'unknown' && source !== null,
    ),
  ).toBe(true);
  expect(targets('A')).toContain('csdl https://csdl.moet.gov.vn/');
  const ids = targets('A').map((target) => target.split(' ')[0]);
  const inactive = rows.filter(({ state }) => state !== 'active').map(({ service }) => service);
  expect(inactive).toEqual(expect.arrayContaining(['taphuan-2018', 'province', 'eoffice']));
  expect(ids.filter((id) => inactive.includes(id ?? ''))).toEqual([]);
});

it('a service gets another address, is retired, is added, and goes back to what is shipped', async () => {
  await using resources = openResources();
  const { row, set, remove, targets, store, clock } = await openServices(resources);
  await set({ service: 'province', name: 'Cổng Quảng Ngãi', url: 'https://quangngai.edu.vn' });
  await set({ service: 'hop', name: 'Họp', url: 'https://hop.moet.edu.vn', state: 'retired' });
  await set({ service: 'thu-vien', name: 'Thư viện số', url: 'http://thuvien.vn/tim' });
  expect(await row('province')).toMatchObject({
    origin: 'changed',
    state: 'active',
    url: 'https://quangngai.edu.vn',
  });
  expect(await row('thu-vien')).toMatchObject({ origin: 'added', source: null });
  expect(targets('A')).toEqual(
    expect.arrayContaining(['province https://quangngai.edu.vn', 'thu-vien http://thuvien.vn/tim']),
  );
  expect(targets('A').some((target) => target.startsWith('hop '))).toBe(false);
  const restarted = (await reload(store, clock)).lines.services;
  expect(restarted.list().find(({ service }) => service === 'hop')?.state).toBe('retired');
  for (const service of ['province', 'hop', 'thu-vien']) await remove({ service });
  expect(await row('province')).toMatchObject({ origin: 'shipped', state: 'unset', url: null });
  expect(await row('thu-vien')).toBeUndefined();
  await expect(remove({ service: 'hop' })).rejects.toThrow('SD-SERVICE-UNKNOWN');
  await expect(set({ service: 'x', name: 'x', url: 'ftp://x' })).rejects.toThrow('url');
});

it('no service lies inside the machine that looks, or where nobody has a page', async () => {
  await using resources = openResources();
  const { dispatch } = await openServices(resources);
  for (const host of ['localhost', 'a.localhost.', '127.0.0.1', '[::1]', '169.254.169.254', '0x7f000001']) {
    const asked = await dispatch(admin, 'serviceSet', { service: 'odd', name: 'Lạ', url: `http://${host}/` });
    expect(asked, host).toMatchObject({ ok: false, error: { code: 'SD-VALUE' } });
  }
  for (const url of ['http://a:99999/', 'https://user:word@csdl.vn/', 'https://[::/']) {
    expect(serviceEntry.safeParse({ service: 'odd', name: 'Lạ', url }).success, url).toBe(false);
  }
});

it('a school has services of its own, which stand for everybody’s of the same name and are nobody else’s', async () => {
  await using resources = openResources();
  const { row, set, remove, targets, list } = await openServices(resources);
  const school = technicianOf('sa');
  const own = { service: 'eoffice', name: 'e-office trường A', url: 'https://a.vn', schoolCode: 'A' };
  await set(own, school);
  expect([
    targets('A').includes('eoffice https://a.vn'),
    targets('B').some((one) => one.startsWith('eoffice')),
  ]).toEqual([true, false]);
  expect(await row('eoffice', 'A')).toMatchObject({ schoolCode: 'A', schoolName: 'Trường A' });
  expect((await list('A')).filter(({ service }) => service === 'eoffice')).toHaveLength(1);
  expect(await row('eoffice')).toMatchObject({ state: 'unset' });
  await expect(set({ ...own, schoolCode: 'C' }, school)).rejects.toThrow('SD-OUTSIDE-UNIT');
  await expect(set({ ...own, schoolCode: undefined }, school)).rejects.toThrow('SD-OUTSIDE-UNIT');
  await remove({ service: 'eoffice', schoolCode: 'A' }, school);
  expect(await row('eoffice', 'A')).toMatchObject({ state: 'unset' });
});

it('health is that of all schools: up, down for some, down for all', async () => {
  await using resources = openResources();
  const { row, check, clock } = await openServices(resources);
  const good = {
    service: 'csdl',
    dnsMs: 5,
    tcpMs: 10,
    tlsMs: 20,
    httpMs: 65,
    httpStatus: 200,
    certificateDays: 40,
  };
  for (const school of [0, 1, 2]) await check(school, good, { service: 'moet' });
  expect(await row('csdl')).toMatchObject({
    ...{ checkedBy: 3, failingAt: 0, health: 'up', p50Ms: 100, httpStatus: 200, certificateDays: 40 },
    ...{ failedStage: null, checkedAt: clock.now() },
  });
  await clock.advance(minuteMs);
  await check(0, { service: 'csdl', stage: 'http', httpStatus: 503 });
  expect(await row('csdl')).toMatchObject({
    failingAt: 1,
    health: 'partly',
    failedStage: 'http',
    httpStatus: 503,
  });
  for (const school of [1, 2]) await check(school, { service: 'csdl', stage: 'tcp' });
  expect(await row('csdl')).toMatchObject({ checkedBy: 3, failingAt: 3, health: 'down', failedStage: 'tcp' });
  await clock.advance(60 * minuteMs);
  expect(await row('csdl')).toMatchObject({ checkedBy: 0, health: 'unknown', checkedAt: null });
});

it('a school that reaches nothing at all says nothing of any service', async () => {
  await using resources = openResources();
  const { row, check, clock } = await openServices(resources);
  await check(0, { service: 'csdl', stage: 'dns' }, { service: 'moet', stage: 'dns' });
  await check(1, { service: 'csdl' }, { service: 'moet' });
  expect(await row('csdl')).toMatchObject({ checkedBy: 1, failingAt: 0, health: 'up' });
  await clock.advance(minuteMs);
  await check(0, { service: 'moet' });
  expect(await row('csdl')).toMatchObject({ checkedBy: 2, failingAt: 1, health: 'partly' });
});

it('a light check that went well leaves what a full one knew of the page, and late news changes nothing', async () => {
  await using resources = openResources();
  const { row, check, clock } = await openServices(resources);
  await check(0, { service: 'csdl', httpStatus: 200, certificateDays: 12 });
  await clock.advance(minuteMs);
  await check(0, { service: 'csdl', isLight: true, tcpMs: 8 });
  expect(await row('csdl')).toMatchObject({ httpStatus: 200, certificateDays: 12, checkedAt: clock.now() });
  await check(0, { service: 'csdl', stage: 'tls', ago: 600 });
  expect(await row('csdl')).toMatchObject({ failingAt: 0, health: 'up' });
});
