import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importRoster } from '../../../broker/roster/import-roster.ts';
import type { RosterRow } from '../../../broker/store/org-port.ts';
import { schoolLevels } from '../../../shared/domain/device.ts';
import { rosterColumns } from '../../../shared/domain/register/roster.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

const wish = { strict: false, at: 1, actor: 'test' };

function csvOf(rows: readonly RosterRow[]): string {
  return stringify([
    rosterColumns.map(({ header }) => header),
    ...rows.map((row) => rosterColumns.map(({ field }) => row[field])),
  ]);
}

test('areas, communes, schools and sites become units, parents first, ids kept through renames and moves', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const first =
    'school_code,school_name,level,commune,site_code,site_name\n1,A,TH,Xã B,D1,Điểm Suối\n2,B,MN,Xã B,,\n3,C,THPT,,,\n';
  expect(await importRoster(store, first, wish)).toMatchObject({
    schools: 3,
    rows: 3,
    changed: 3,
    isWritten: true,
  });
  const before = await store.units();
  const named = (units: typeof before) =>
    units.map(({ kind, name, parentId }) => [
      kind,
      name,
      units.find((unit) => unit.unitId === parentId)?.name ?? null,
    ]);
  expect(named(before)).toEqual(
    expect.arrayContaining([
      ['province', 'Tỉnh A', null],
      ['commune', 'Xã B', 'Tỉnh A'],
      ['school', 'A', 'Xã B'],
      ['school', 'B', 'Xã B'],
      ['school', 'C', 'Tỉnh A'],
      ['site', 'Điểm Suối', 'A'],
    ]),
  );
  const second = 'school_code,school_name,level,commune,area\n1,A mới,TH,Xã B,Khu vực 1\n';
  expect(await importRoster(store, second, { ...wish, at: 2 })).toMatchObject({ changed: 1 });
  const after = await store.units();
  expect(named(after)).toEqual(
    expect.arrayContaining([
      ['area', 'Khu vực 1', 'Tỉnh A'],
      ['commune', 'Xã B', 'Khu vực 1'],
      ['school', 'A mới', 'Xã B'],
      ['school', 'B', 'Xã B'],
    ]),
  );
  expect(after).toHaveLength(before.length + 1);
  for (const { unitId } of before) expect(after.map((unit) => unit.unitId)).toContain(unitId);
});

test('the same file again writes nothing', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const csv = 'school_code,school_name,level,commune,students\n1,A,TH,Xã B,100\n1,A,THCS,,0\n';
  await importRoster(store, csv, wish);
  const before = [await store.units(), await store.rosterRows()];
  expect(await importRoster(store, csv, { ...wish, at: 2 })).toMatchObject({
    changed: 0,
    unchanged: 2,
    isWritten: true,
  });
  expect([await store.units(), await store.rosterRows()]).toEqual(before);
});

test('a missing column keeps its values, a blank cell of a present one clears them, a missing row stays', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await importRoster(
    store,
    'school_code,school_name,level,students,classes\n1,A,TH,100,4\n2,B,TH,50,2\n',
    wish,
  );
  await importRoster(store, 'school_code,school_name,level,students\n1,A,TH,\n', { ...wish, at: 2 });
  expect(await store.rosterRows()).toMatchObject([
    { schoolCode: '1', students: null, classes: 4 },
    { schoolCode: '2', students: 50, classes: 2 },
  ]);
});

test('a school’s new name and place hold for the levels that the file does not name', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await importRoster(store, 'school_code,school_name,level,commune\n1,A,TH,Xã B\n1,A,THCS,Xã B\n', wish);
  await importRoster(store, 'school_code,school_name,level,commune\n1,A mới,TH,Xã C\n', { ...wish, at: 2 });
  expect(await store.rosterRows()).toMatchObject([
    { level: 'TH', schoolName: 'A mới', commune: 'Xã C' },
    { level: 'THCS', schoolName: 'A mới', commune: 'Xã C' },
  ]);
});

test('good rows are kept beside bad ones; with strict nothing is', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const csv = 'school_code,school_name,level\n1,A,TH\n2,B,XX\n';
  expect(await importRoster(store, csv, { ...wish, strict: true })).toMatchObject({
    rows: 0,
    isWritten: false,
  });
  expect(await store.rosterRows()).toEqual([]);
  expect(await importRoster(store, csv, wish)).toMatchObject({
    rows: 1,
    isWritten: true,
    problems: [{ line: 3, column: 'level', reason: 'unknown-level', value: 'XX' }],
  });
  expect(await store.rosterRows()).toHaveLength(1);
});

test('problems are bounded', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const csv = `school_code,school_name,level\n${'1,A,XX\n'.repeat(3_000)}`;
  expect((await importRoster(store, csv, wish)).problems).toHaveLength(1_000);
});

const words = fc
  .stringMatching(/^[A-Za-zÀ-ỹ0-9 .,;"'-]{0,20}$/)
  .map((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim());
const optionalWords = words.map((text) => (text === '' ? null : text));
const count = (max: number, min = 0) => fc.option(fc.integer({ min, max }), { nil: null });

test('what was imported and exported imports to the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(
        fc.record({
          schoolCode: fc.stringMatching(/^[A-Za-z0-9._-]{1,8}$/),
          schoolName: words.map((text) => `Trường ${text}`.trim()),
          level: fc.constantFrom(...schoolLevels),
          siteCode: fc.option(fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,6}$/), { nil: null }),
          siteName: optionalWords,
          commune: optionalWords,
          owner: optionalWords,
          area: optionalWords,
          students: fc.constant(20_000),
          informaticsStudents: count(20_000),
          classes: count(1_000),
          largestClass: count(500),
          practicePupilsPerPc: count(10, 1),
          sessions: count(2, 1),
          departments: count(200),
          classrooms: count(2_000),
          declaredStudentPcs: count(10_000),
        }),
        { selector: ({ schoolCode }) => schoolCode, maxLength: 8 },
      ),
      async (rows) => {
        await using resources = openResources();
        const store = await openTestStore(resources);
        const first = await importRoster(store, csvOf(rows), wish);
        expect(first.problems).toEqual([]);
        const held = await store.rosterRows();
        expect(held).toHaveLength(rows.length);
        const again = await importRoster(store, csvOf(held), { ...wish, at: 2 });
        expect(again).toMatchObject({ changed: 0, unchanged: rows.length });
        expect(await store.rosterRows()).toEqual(held);
      },
    ),
    { numRuns: 40 },
  );
});
