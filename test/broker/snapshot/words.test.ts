import { expect, it } from 'vitest';
import type { Actor } from '../../../broker/query/handler.ts';
import { exportCodeOf } from '../../../shared/runtime/export-code.ts';
import { openResources } from '../../support/resources.ts';
import { admit } from '../fleet/fleet-rig.ts';
import { officerOfA, openSnapshots } from './snapshot-rig.ts';

const ofB: Actor = { ...officerOfA, unitId: 'sb' };

const source = { what: 'needs', lang: 'vi' as const, snapshotSha256: 'a'.repeat(64), settings: {} };
const exported = {
  ...{ ...source, code: exportCodeOf(source), format: 'xlsx', snapshot: 'N' },
  ...{ asAt: 1, sha256: 'b'.repeat(64), sizeBytes: 10 },
};

it('schools confirm or dispute until the planner closes; the hash never changes', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  const { sha256 } = await rig.create('N');
  const word = { name: 'N', schoolCode: 'A', remarks: [] };
  expect(await rig.ask('snapshotShow', { name: 'N' }, officerOfA)).toMatchObject([
    { confirmations: [{ schoolCode: 'A', state: 'draft', role: null, at: null }] },
  ]);
  const remarks = [
    { deviceId, remark: 'máy đã hỏng nguồn' },
    { deviceId: null, remark: 'thiếu 3 máy chưa cài' },
  ];
  expect(await rig.ask('snapshotConfirm', { ...word, state: 'disputed', remarks }, officerOfA)).toEqual([
    {
      confirmation: {
        ...{ schoolCode: 'A', state: 'disputed', role: 'school-officer', at: rig.clock.now(), remarks },
      },
    },
  ]);
  await rig.clock.advance(1_000);
  await rig.ask('snapshotConfirm', { ...word, state: 'confirmed' }, officerOfA);
  await rig.ask('snapshotConfirm', { ...word, schoolCode: 'C', state: 'disputed' });
  const shown = await rig.ask('snapshotShow', { name: 'N' });
  expect(shown).toMatchObject([
    {
      snapshot: { confirmed: 1, disputed: 1, isClosed: false, sha256 },
      confirmations: [
        { schoolCode: 'A', state: 'confirmed', remarks: [] },
        { schoolCode: 'B', state: 'draft' },
        { schoolCode: 'C', state: 'disputed', role: 'planner' },
      ],
    },
  ]);
  const { confirmations } = await rig.planning({ snapshot: 'N' });
  expect(confirmations.map(({ schoolCode, state }) => `${schoolCode} ${state}`)).toEqual([
    ...['A confirmed', 'B draft', 'C disputed'],
  ]);
  expect(await rig.ask('snapshotClose', { name: 'N' })).toMatchObject([{ snapshot: { isClosed: true } }]);
  expect(await rig.ask('snapshotClose', { name: 'N' })).toBe('SD-SNAPSHOT-CLOSED');
  expect(await rig.ask('snapshotConfirm', { ...word, state: 'disputed' })).toBe('SD-SNAPSHOT-CLOSED');
  expect((await rig.planning({ snapshot: 'N' })).sha256).toBe(sha256);
});

it('nobody speaks for another school, about machines of another school, or of snapshots that are none', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const ofA = await admit(rig, 1, { schoolCode: 'A' });
  await rig.create('N');
  const say = (schoolCode: string, more: object = {}, actor = officerOfA) =>
    rig.ask('snapshotConfirm', { name: 'N', schoolCode, state: 'confirmed', remarks: [], ...more }, actor);
  expect(await say('B')).toBe('SD-OUTSIDE-UNIT');
  expect(await say('Z')).toBe('SD-OUTSIDE-UNIT');
  expect(await say('A', { name: 'X' })).toBe('SD-SNAPSHOT-UNKNOWN');
  expect(await say('B', { remarks: [{ deviceId: ofA, remark: 'x' }] }, ofB)).toBe('SD-DEVICE-UNKNOWN');
  const many = Array.from({ length: 100 }, () => ({ deviceId: ofA, remark: 'đ'.repeat(400) }));
  expect(await say('A', { remarks: many })).toBe('SD-VALUE');
  expect(await rig.ask('snapshotShow', { name: 'X' })).toBe('SD-SNAPSHOT-UNKNOWN');
  expect(await rig.ask('planning', { snapshot: 'X' })).toBe('SD-SNAPSHOT-UNKNOWN');
  expect(await rig.ask('snapshotShow', { name: 'N' })).toMatchObject([{ snapshot: { confirmed: 0 } }]);
});

it('who asks from a unit that did not exist then is told so', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  await rig.create('N');
  const later: Actor = { ...officerOfA, unitId: 'se' };
  expect(await rig.ask('planning', { snapshot: 'N' }, later)).toBe('SD-SNAPSHOT-UNIT');
  expect(await rig.ask('snapshotShow', { name: 'N' }, later)).toBe('SD-SNAPSHOT-UNIT');
  expect(await rig.ask('planning', { snapshot: 'N', unitId: 'sb' }, officerOfA)).toBe('SD-OUTSIDE-UNIT');
});

it('scenarios are saved with who and when; saved again, the newest holds; removed, they are history', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const settings = { 'norm.TH': '20', 'budget.Xã Một': '3000000000' };
  const scenario = {
    name: 'Ngân sách thấp',
    settings,
    note: null,
    author: 'u-planneraaaaaaaaa',
    role: 'planner',
  };
  const at = rig.clock.now();
  expect(await rig.ask('scenarioSave', { name: scenario.name, settings })).toEqual([
    { scenario: { ...scenario, at } },
  ]);
  await rig.ask('scenarioSave', { name: scenario.name, settings: {}, note: 'không đổi gì' });
  expect(await rig.ask('scenarioList', {})).toEqual([
    { scenarios: [{ ...scenario, settings: {}, note: 'không đổi gì', at }] },
  ]);
  expect(await rig.ask('scenarioRemove', { name: 'khác' })).toBe('SD-SCENARIO-UNKNOWN');
  expect(await rig.ask('scenarioRemove', { name: scenario.name })).toEqual([{ name: scenario.name }]);
  expect(await rig.ask('scenarioList', {})).toEqual([{ scenarios: [] }]);
});

it('a scenario belongs to the unit of who saved it: budgets are not for everybody to read, nor to change', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const settings = { 'budget.Xã Một': '3000000000' };
  const ofCommune: Actor = { ...officerOfA, role: 'planner', unitId: 'c1' };
  await rig.ask('scenarioSave', { name: 'Tỉnh', settings });
  await rig.ask('scenarioSave', { name: 'Xã', settings: {} }, ofCommune);
  const namesFor = async (actor?: Actor): Promise<unknown[]> => {
    const pages = await rig.ask('scenarioList', {}, actor);
    return typeof pages === 'string'
      ? [pages]
      : pages.flatMap((page) => page.scenarios.map(({ name }) => name));
  };
  expect(await namesFor()).toEqual(['Tỉnh', 'Xã']);
  expect(await namesFor(ofCommune)).toEqual(['Xã']);
  expect(await namesFor(officerOfA)).toEqual([]);
  expect(await rig.ask('scenarioSave', { name: 'Tỉnh', settings: {} }, ofCommune)).toBe('SD-OUTSIDE-UNIT');
  expect(await rig.ask('scenarioRemove', { name: 'Tỉnh' }, ofCommune)).toBe('SD-OUTSIDE-UNIT');
  expect(await rig.ask('scenarioList', {})).toMatchObject([{ scenarios: [{ settings }, { name: 'Xã' }] }]);
});

it('a word that is repeated is one, and nobody says more than can be read', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  await rig.create('N');
  const say = (state: 'confirmed' | 'disputed') =>
    rig.ask('snapshotConfirm', { name: 'N', schoolCode: 'A', state, remarks: [] }, officerOfA);
  const first = await say('confirmed');
  await rig.clock.advance(1_000);
  expect(await say('confirmed')).toEqual(first);
  expect(await rig.store.snapshotWordsOf('N', 'A')).toHaveLength(1);
  for (let word = 1; word < 100; word += 1) await say(word % 2 === 0 ? 'confirmed' : 'disputed');
  expect(await say('confirmed')).toBe('SD-LIST-FULL');
  expect(await say('disputed')).toMatchObject([{ confirmation: { state: 'disputed' } }]);
  expect(await rig.store.snapshotWordsOf('N', 'A')).toHaveLength(100);
});

it('no code is registered for what it does not stand for', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  expect(await rig.ask('exportRecord', { ...exported, what: 'transfers' })).toBe('SD-VALUE');
  expect(await rig.ask('exportRecord', { ...exported, snapshotSha256: 'f'.repeat(64) })).toBe('SD-VALUE');
  expect(await rig.ask('exportFind', { code: exported.code })).toEqual([{ rows: [] }]);
});

it('a file is found by its code or its hash; recorded twice it is one row, of who was first', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const file = exported;
  const row = { ...file, at: rig.clock.now(), by: 'u-planneraaaaaaaaa', role: 'planner' };
  expect(await rig.ask('exportRecord', file)).toEqual([{ row }]);
  await rig.clock.advance(1_000);
  expect(await rig.ask('exportRecord', file, officerOfA)).toEqual([{ row }]);
  const other = { ...file, format: 'pdf', sha256: 'c'.repeat(64) };
  await rig.ask('exportRecord', other, officerOfA);
  const rowsOf = async (asked: object): Promise<unknown[]> => {
    const found = await rig.ask('exportFind', asked);
    return typeof found === 'string'
      ? [found]
      : found.flatMap(({ rows }) => rows.map(({ format }) => format));
  };
  expect(await rowsOf({ code: file.code })).toEqual(['xlsx', 'pdf']);
  expect(await rowsOf({ sha256: file.sha256 })).toEqual(['xlsx']);
  expect(await rowsOf({ code: 'SD-AAAA-AAAA' })).toEqual([]);
  expect(await rowsOf({})).toEqual(['SD-VALUE']);
});
