import { createHash, X509Certificate } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { encode } from '../../../shared/contract/codec.ts';
import { renewalText } from '../../../shared/contract/enrol.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { closedNow } from '../../support/closed-now.ts';
import { openResources } from '../../support/resources.ts';
import { signed } from '../enrol/enrol-rig.ts';
import { birthOf } from '../fleet/fleet-rig.ts';
import { type Office, openOffice, origin } from './office.ts';

const hour = 3_600_000;

/** The machine is born on a connection of its own. */
async function born({ core, store, clock }: Office, deviceId: string): Promise<void> {
  const [certificate] = await store.certificatesOf(deviceId);
  core.fleet.connected(deviceId, certificate?.sha256 ?? '', '203.0.113.1');
  await core.ingest.status(deviceId, encode(birthOf(1, clock.now())));
  await clock.advance(1);
}

const proposeTo = ({ store }: Office, deviceId: string, otherId: string) =>
  store.addProposal({ createdAt: 1, deviceId, otherId, reason: 'seat' });

test('a retired machine is out for good, listed, and counted nowhere', async () => {
  await using resources = openResources();
  const office = await openOffice(resources);
  const { ask, core, store, joinTo, disconnected } = office;
  const deviceId = await joinTo('A1');
  const [certificate] = await store.certificatesOf(deviceId);
  for (const _again of [1, 2]) {
    expect(await ask(core.local(), 'deviceRetire', { deviceId })).toEqual([{ deviceId }]);
  }
  expect(disconnected).toContain(deviceId);
  const peer = { cn: deviceId, certificateSha256: certificate?.sha256 ?? '' };
  expect(core.cache.authenticate(peer)).toBe('revoked');
  expect(await ask(core.local(), 'devices', {})).toMatchObject([
    { devices: [{ deviceId, state: 'retired' }] },
  ]);
  expect(core.fleet.picture.tree().root?.tally.devices).toBe(0);
  const changes = (await store.auditLog({ limit: 10 })).filter(({ action }) => action === 'deviceRetire');
  expect(changes).toMatchObject([{ subject: deviceId }, { subject: deviceId }]);
});

test('merged ids have one history, and are separated again', async () => {
  await using resources = openResources();
  const office = await openOffice(resources);
  const { ask, core, clock, joinTo } = office;
  const local = core.local();
  const old = await joinTo('A1');
  const joinedAt = clock.now();
  await clock.advance(hour);
  const keeps = await joinTo('A1');
  expect(await ask(local, 'deviceMerge', { deviceId: keeps, otherId: old })).toEqual([{ deviceId: keeps }]);
  expect(await ask(local, 'devices', {})).toMatchObject([{ devices: [{ deviceId: keeps }] }]);
  await clock.advance(1_000);
  // The old id is still an answer: it is on stickers and in letters.
  const [shown] = [await ask(local, 'device', { deviceId: old })].flat();
  expect(shown).toMatchObject({ device: { mergedIds: [old], firstSeen: joinedAt } });
  const kinds = typeof shown === 'object' ? shown.device.events.map(({ kind }) => kind) : [];
  expect(kinds.sort()).toEqual([
    'joined',
    'joined',
    'merged',
    'merged-into',
    'weak-identity',
    'weak-identity',
  ]);
  for (const [pair, code] of [
    [{ deviceId: keeps, otherId: keeps }, 'SD-VALUE'],
    [{ deviceId: keeps, otherId: old }, 'SD-DEVICE-MERGED'],
    [{ deviceId: old, otherId: keeps }, 'SD-DEVICE-MERGED'],
    [{ deviceId: keeps, otherId: 'd-aaaaaaaaaaaaaaaa' }, 'SD-DEVICE-UNKNOWN'],
  ] as const) {
    expect(await ask(local, 'deviceMerge', pair)).toBe(code);
  }
  expect(await ask(local, 'deviceUnmerge', { deviceId: old })).toEqual([{ deviceId: old }]);
  expect(await ask(local, 'deviceUnmerge', { deviceId: old })).toBe('SD-DEVICE-NOT-MERGED');
  expect(core.fleet.picture.tree().root?.tally.devices).toBe(2);
});

test('an id that is connected is a machine of its own', async () => {
  await using resources = openResources();
  const office = await openOffice(resources);
  const [keeps, live] = [await office.joinTo('A1'), await office.joinTo('A1')];
  await born(office, live);
  const { ask, core } = office;
  expect(await ask(core.local(), 'deviceMerge', { deviceId: keeps, otherId: live })).toBe(
    'SD-DEVICE-CONNECTED',
  );
  core.fleet.disconnected(live, closedNow);
  expect(await ask(core.local(), 'deviceMerge', { deviceId: keeps, otherId: live })).toHaveLength(1);
});

test('two machines that are merged into each other at once are one, not none', async () => {
  await using resources = openResources();
  const { ask, core, joinTo, store } = await openOffice(resources);
  const local = core.local();
  const [one, other] = [await joinTo('A1'), await joinTo('A1')];
  const merge = (deviceId: string, otherId: string) => ask(local, 'deviceMerge', { deviceId, otherId });
  expect(await Promise.all([merge(one, other), merge(other, one)])).toEqual([
    [{ deviceId: one }],
    'SD-DEVICE-MERGED',
  ]);
  expect((await store.devices()).map(({ mergedInto }) => mergedInto)).toEqual([null, one]);
});

test('what an operator cuts off is not renewed at the same time, at whichever moment that is', async () => {
  await using resources = openResources();
  const { ask, core, join } = await openOffice(resources);
  for (let turns = 0; turns < 1_200; turns += 24) {
    const { deviceId, certificate, keyPem } = await join('A1');
    const { csrPem: csr } = await createKeyAndRequest();
    const signature = signed(renewalText(csr), keyPem);
    const renewing = core.joining.renew({ v: 1, certificate, csr, signature, fingerprint: {} }, origin);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    await ask(core.local(), turns % 48 === 0 ? 'deviceRevoke' : 'deviceRetire', { deviceId });
    const renewed = await renewing;
    const given = renewed.ok ? renewed.value.certificate : certificate;
    const certificateSha256 = createHash('sha256').update(new X509Certificate(given).raw).digest('hex');
    expect(core.cache.authenticate({ cn: deviceId, certificateSha256 })).toBe('revoked');
  }
});

test('nobody merges, splits, retires, orders or decides beyond their unit', async () => {
  await using resources = openResources();
  const office = await openOffice(resources);
  const { ask, actor, joinTo, store } = office;
  const [mine, theirs] = [await joinTo('A1'), await joinTo('B1')];
  const admin = actor('admin', 'Xã A');
  const refused = [
    await ask(admin, 'deviceRetire', { deviceId: theirs }),
    await ask(admin, 'deviceMerge', { deviceId: mine, otherId: theirs }),
    await ask(admin, 'deviceMerge', { deviceId: theirs, otherId: mine }),
    await ask(admin, 'deviceUnmerge', { deviceId: theirs }),
    await ask(admin, 'deviceSplit', { deviceId: theirs }),
    await ask(admin, 'deviceOrder', { deviceId: theirs, order: 'renew' }),
  ];
  expect(new Set(refused)).toEqual(new Set(['SD-OUTSIDE-UNIT']));
  const [theirsFirst, mineFirst] = [
    await proposeTo(office, theirs, mine),
    await proposeTo(office, mine, theirs),
  ];
  for (const proposal of [theirsFirst, mineFirst]) {
    for (const decision of ['accept', 'reject'] as const) {
      expect(await ask(admin, 'proposalDecide', { id: proposal?.id ?? 0, decision })).toBe('SD-OUTSIDE-UNIT');
    }
  }
  expect(await ask(admin, 'proposalList', {})).toMatchObject([{ proposals: [{ deviceId: mine }] }]);
  expect((await store.proposals()).every(({ state }) => state === 'open')).toBe(true);
});

test('orders wait for their machine; a split names what is connected now', async () => {
  await using resources = openResources();
  const office = await openOffice(resources);
  const { ask, core, store, clock, joinTo } = office;
  const local = core.local();
  const deviceId = await joinTo('A1');
  expect(await ask(local, 'deviceSplit', { deviceId })).toBe('SD-DEVICE-NOT-CONNECTED');
  const collect = await ask(local, 'deviceOrder', { deviceId, order: 'collect-now' });
  const renew = await ask(local, 'deviceOrder', { deviceId, order: 'renew' });
  expect(await ask(local, 'deviceOrder', { deviceId, order: 'renew' })).toEqual(renew);
  const waiting = async () =>
    (await store.openOrders(deviceId, clock.now())).map(({ id, body }) => ({ id, body }));
  const ids = [collect, renew].map((pages) => (typeof pages === 'string' ? '' : pages[0]?.orderId));
  expect((await waiting()).map(({ id }) => id).sort()).toEqual(ids.sort());
  await born(office, deviceId);
  const split = await ask(local, 'deviceSplit', { deviceId });
  const { boot } = birthOf(1, 0);
  expect((await waiting()).map(({ body }) => body)).toEqual(
    expect.arrayContaining([{ kind: 'collect-now' }, { kind: 'split', boot, conn: 1 }]),
  );
  expect(typeof split === 'string' ? '' : split[0]?.orderId).not.toBe('');
  for (let more = 0; more < 70; more += 1) {
    await ask(local, 'deviceOrder', { deviceId, order: 'collect-now' });
  }
  expect(await ask(local, 'deviceOrder', { deviceId, order: 'collect-now' })).toBe('SD-ORDERS-FULL');
});

test('a proposal is decided once, and an accepted one undone', async () => {
  await using resources = openResources();
  const office = await openOffice(resources);
  const { ask, core, joinTo, store } = office;
  const local = core.local();
  const [keeps, old, third] = [await joinTo('A1'), await joinTo('A1'), await joinTo('A1')];
  const accepted = (await proposeTo(office, keeps, old))?.id ?? 0;
  const rejected = (await proposeTo(office, keeps, third))?.id ?? 0;
  const decide = (id: number, decision: 'accept' | 'reject' | 'undo') =>
    ask(local, 'proposalDecide', { id, decision });
  expect(await decide(accepted, 'undo')).toBe('SD-PROPOSAL-DECIDED');
  const both = await Promise.all([decide(accepted, 'accept'), decide(accepted, 'reject')]);
  expect(both).toMatchObject([
    [{ proposal: { id: accepted, state: 'accepted', decidedBy: 'local', schoolCode: 'A1' } }],
    'SD-PROPOSAL-DECIDED',
  ]);
  expect(core.fleet.survivorOf(old)).toBe(keeps);
  expect(await decide(rejected, 'reject')).toHaveLength(1);
  expect(await decide(rejected, 'accept')).toBe('SD-PROPOSAL-DECIDED');
  expect(await decide(999, 'accept')).toBe('SD-PROPOSAL-UNKNOWN');
  expect(await ask(local, 'proposalList', { state: 'accepted' })).toMatchObject([
    { proposals: [{ id: accepted }] },
  ]);
  expect(await decide(accepted, 'undo')).toMatchObject([{ proposal: { state: 'undone' } }]);
  expect(core.fleet.survivorOf(old)).toBe(old);
  expect((await store.device(old))?.mergedInto).toBeNull();
});
