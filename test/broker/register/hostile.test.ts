import { describe, expect, test } from 'vitest';
import { importRoster } from '../../../broker/roster/import-roster.ts';
import type { RegisterName } from '../../../shared/domain/snapshot/registers.ts';
import { en } from '../../../shared/text/en.ts';
import { vi } from '../../../shared/text/vi.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';
import { openRegisters, told } from './register-rig.ts';

const files: readonly (readonly [string, RegisterName, string, readonly string[]])[] = [
  ['no rows at all', 'prices', '', ['1  empty']],
  [
    'no header',
    'prices',
    'student-pc;15000000\n',
    [
      '1 item missing-column',
      '1 unit_price missing-column',
      '1 priced_on missing-column',
      '1 source missing-column',
    ],
  ],
  ['a byte of zero', 'prices', 'item\0', ['1  not-csv']],
  [
    'prices of every bad kind',
    'prices',
    [
      'Danh mục thiết bị;Đơn giá (đồng);Ngày giá;Nguồn giá',
      'Máy in;13.000;01/11/2026;QĐ',
      'Máy giặt;1000;01/11/2026;QĐ',
      'Máy in;=1+1;01/11/2026;QĐ',
      'Webcam;-5;31/02/2026;',
      'Máy quét;1e9;01/11/2026;QĐ',
    ].join('\n'),
    [
      '2 unit_price ambiguous-money',
      '3 item unknown-item',
      '4 unit_price formula',
      '5 unit_price negative',
      '5 priced_on bad-date',
      '5 source missing',
      '6 unit_price not-a-number',
    ],
  ],
  [
    'a title above the header',
    'priorities',
    'BẢNG ƯU TIÊN;\nNăm học 2026, 2027;\nMã trường;Trọng số (%)\nA1;1.500\n',
    ['4 weight_percent thousands-separator'],
  ],
  [
    'schools and sites that there are not',
    'equipment',
    'school_code,site_code,item,quantity,working\nZ9,,printer,1,\nA1,S9,printer,1,\nA1,S1,printer,1,2\nA1,,printer,2,1\nA1,,Máy in,3,1\n',
    [
      '2 school_code unknown-school',
      '3 site_code unknown-site',
      '4 working more-working',
      '6 school_code repeated-row',
    ],
  ],
  [
    'a year that is not the date’s',
    'assets',
    'school_code,asset_code,purchase_year,purchased_on\nA1,T1,2019,2020-01-01\nA1,T2,2019,2020\n',
    ['2 purchase_year contradicts-date', '3 purchase_year contradicts-date'],
  ],
  ['a closure backwards', 'calendar', 'name,from,to\nTết,2027-02-14,2027-02-01\n', ['2 to to-before-from']],
  [
    'an old code that a school has',
    'aliases',
    'old_code,school_code,valid_from\nB1,A1,2026-07-01\nX1,X1,2026-07-01\nX2,X2,2026-07-01\n',
    ['2 old_code code-in-use', '3 school_code unknown-school', '4 school_code unknown-school'],
  ],
  [
    'two budgets of one owner',
    'budgets',
    'owner,year,amount\nUBND xã A,2027,5\nUBND Xã A,2027,6\n',
    ['3 owner repeated-row'],
  ],
  [
    'units that stand nowhere',
    'units',
    'name,kind,parent\nXã M,commune,Khu Z\nKhu A,area,Xã A\nTỉnh B,province,Xã A\nHuyện C,district,\n',
    ['2 parent unknown-parent', '3 parent unknown-parent', '4 parent wrong-parent', '5 kind unknown-word'],
  ],
  ['a header of which nothing is known', 'headers', 'a,b\n1,2\n', ['1 owner missing-column']],
  ['no norm pack', 'norms', '{"id": ', ['1  bad-json']],
  ['a norm pack without anything', 'norms', '{}', ['1 id bad-norm']],
];

test.for(files)('%s', async ([, register, csv, problems]) => {
  await using resources = openResources();
  const { load, listed } = await openRegisters(resources);
  const before = await listed(register);
  const done = await load(register, csv, { strict: true });
  expect(told(done)).toEqual(problems);
  expect(done).toMatchObject({ isWritten: false, rows: 0 });
  expect(await listed(register)).toEqual(before);
  for (const { reason } of done.problems) {
    expect(Object.keys(vi)).toContain(`roster.${reason}`);
    expect(Object.keys(en)).toContain(`roster.${reason}`);
  }
});

test('more rows than a register holds are refused at once', async () => {
  await using resources = openResources();
  const { load } = await openRegisters(resources);
  const rows = 'A1,T\n'.repeat(1_000_000);
  expect(told(await load('assets', `school_code,asset_code\n${rows}`))).toEqual(['20002  too-many-rows']);
  const closures = Array.from({ length: 501 }, (_, at) => `N${at},2027-01-01,2027-01-01`);
  expect(told(await load('calendar', `name,from,to\n${closures.join('\n')}`))).toEqual(['1  too-many-rows']);
});

describe('good rows beside bad ones', () => {
  const csv = 'school_code,weight_percent,reason\nA1,150,\nC1,abc,\n';

  test('are taken; with strict or replace nothing is', async () => {
    await using resources = openResources();
    const { load, listed } = await openRegisters(resources);
    for (const wish of [{ strict: true }, { replace: true }]) {
      expect(await load('priorities', csv, wish)).toMatchObject({ isWritten: false, rows: 0 });
    }
    expect(await load('priorities', csv)).toMatchObject({ isWritten: true, added: 1 });
    expect((await listed('priorities')).slice(1)).toEqual([['A1', '150', '']]);
  });

  test('a column that the file lacks keeps its values; a blank cell makes unknown; replace ends the rest', async () => {
    await using resources = openResources();
    const { load, listed } = await openRegisters(resources);
    await load('priorities', 'school_code,weight_percent,reason\nA1,150,xa\nC1,130,xa\n');
    await load('priorities', 'school_code,weight_percent\nA1,160\n');
    expect((await listed('priorities')).slice(1)).toEqual([
      ['A1', '160', 'xa'],
      ['C1', '130', 'xa'],
    ]);
    const done = await load('priorities', 'school_code,weight_percent,reason\nA1,160,\n', { replace: true });
    expect(done.changes).toEqual([
      { change: 'changed', key: 'A1', field: 'reason', before: 'xa', after: null },
      { change: 'removed', key: 'C1', field: null, before: 'weight_percent=130, reason=xa', after: null },
    ]);
    expect((await listed('priorities')).slice(1)).toEqual([['A1', '160', '']]);
  });
});

test('a planner of a commune changes its own schools alone, and nothing of the whole installation', async () => {
  await using resources = openResources();
  const { load, listed, actor } = await openRegisters(resources);
  const planner = actor('planner', 'Xã B');
  await load('priorities', 'school_code,weight_percent\nA1,150\nB1,120\n');
  const csv = 'school_code,weight_percent\nB1,125\nA1,200\n';
  expect(told(await load('priorities', csv, {}, planner))).toEqual(['3 school_code outside-unit']);
  expect((await listed('priorities', planner)).slice(1)).toEqual([['B1', '125', '']]);
  const replaced = await load('priorities', 'school_code,weight_percent\n', { replace: true }, planner);
  expect(replaced).toMatchObject({ removed: 1 });
  expect((await listed('priorities')).slice(1)).toEqual([['A1', '150', '']]);
  for (const register of ['prices', 'budgets', 'calendar', 'roster', 'norms', 'units'] as const) {
    await expect(load(register, 'x', {}, planner)).rejects.toThrow('SD-OUTSIDE-UNIT');
  }
});

test('rosters of every bad kind: each bad row is named, the good ones stand, no number is wrong', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const csv = [
    'Mã trường,Tên trường,Cấp học,Số học sinh,HS học Tin học,Số lớp,Sĩ số lớp lớn nhất',
    '1,Trường Một,TH,500,300,15,35',
    '1,Trường Một,TH,400,300,15,35',
    '1,Trường Khác,THCS,400,300,15,35',
    '2,Trường Hai,TH,-5,,,',
    '3,Trường Ba,TH,30,,2,35',
    '4,Trường Bốn,TH,10,,11,',
    '5,Trường Năm,Tiểu học cơ sở,10,,,',
    '6,Trường Sáu,TH,=1+1,,,',
    '7,,TH,10,,,',
    '8,=HYPERLINK(x),TH,10,,,',
    '9,#REF!,TH,10,,,',
    '10,Trường Mười,TH,1e9,,,',
    '11,Trường Mười Một,TH,1000000000,,,',
    `12,${'Trường Mười Hai'.normalize('NFD')},TH,,,,`,
  ].join('\n');
  const done = await importRoster(store, csv, { strict: false, at: 1, actor: 'test' });
  expect(told(done)).toEqual([
    '3 level duplicate',
    '4 school_name contradicts',
    '5 students negative',
    '6 largest_class class-larger-than-school',
    '7 classes more-classes-than-students',
    '8 level unknown-level',
    '9 students formula',
    '10 school_name missing',
    '11 school_name formula',
    '12 school_name formula-error',
    '13 students not-a-number',
    '14 students out-of-range',
  ]);
  const rows = await store.rosterRows();
  expect(rows.map(({ schoolCode, schoolName, students }) => [schoolCode, schoolName, students])).toEqual([
    ['1', 'Trường Một', 500],
    ['12', 'Trường Mười Hai', null],
  ]);
  // A column that is left out keeps its values: what is new must fit to them.
  const fewer = await importRoster(store, 'school_code,school_name,level,students\n1,Trường Một,TH,20\n', {
    ...{ strict: false, at: 2, actor: 'test' },
  });
  expect(told(fewer)).toEqual(['2 informatics_students more-than-students']);
  expect((await store.rosterRows())[0]?.students).toBe(500);
});

test('with replace, rows that the roster lacks end; a dry run tells all of it and writes nothing', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const wish = { strict: false, at: 1, actor: 'test' };
  await importRoster(store, 'school_code,school_name,level,students\n1,A,TH,5\n1,A,THCS,6\n', wish);
  const next = 'school_code,school_name,level,students\n1,A,TH,7\n2,B,TH,8\n';
  const dry = await importRoster(store, next, { ...wish, replace: true, isDry: true });
  expect(dry).toMatchObject({ isWritten: false, added: 1, changed: 2, removed: 1, unchanged: 0 });
  expect(await store.rosterRows()).toHaveLength(2);
  const done = await importRoster(store, next, { ...wish, at: 2, replace: true });
  expect(done.changes).toEqual(dry.changes);
  expect(
    (await store.rosterRows()).map(({ schoolCode, level, students }) => [schoolCode, level, students]),
  ).toEqual([
    ['1', 'TH', 7],
    ['2', 'TH', 8],
  ]);
  expect(await store.rosterRows(1)).toHaveLength(2);
});

test('columns that nobody reads are named, and a list of headers alone ends nothing', async () => {
  await using resources = openResources();
  const { load } = await openRegisters(resources);
  const header = 'school_code,school_name,level,Số học sinh (em),students,Ghi chú';
  const done = await load('roster', `Danh sách trường\n${header}\nA1,A,TH,500,40,x\n`);
  expect(done.ignored).toEqual(['Số học sinh (em)', 'Ghi chú']);
  const empty = await load('roster', `${header}\n`, { replace: true });
  expect(told(empty)).toEqual(['1  empty']);
  expect(empty).toMatchObject({ rows: 0, removed: 0, isWritten: false });
});
