import { afterEach, expect, test } from 'vitest';
import { unzipped } from '../../../../console/export/zip-again.ts';
import type { Snapshot } from '../../../../shared/domain/snapshot/snapshot.ts';
import { districtSnapshot } from '../../../tools/district/district.ts';
import { readWorkbook, sheetNamed } from './read-back.ts';
import { exported, inputOf, smallSnapshot } from './sample-export.ts';

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const procurementColumns = [
  ...[
    'STT',
    'Mã trường',
    'Tên trường',
    'Cấp học',
    'Điểm trường',
    'Danh mục thiết bị',
    'Đơn vị tính',
    'Định mức',
  ],
  ...[
    'Căn cứ định mức',
    'Số học sinh tính định mức',
    'Hiện có',
    'Còn sử dụng được',
    'Cần sửa chữa',
    'Cần nâng cấp',
  ],
  ...[
    'Cần thay thế',
    'Điều chuyển đến',
    'Điều chuyển đi',
    'Còn thiếu',
    'Đề nghị mua mới',
    'Đơn giá dự kiến (đồng)',
  ],
  ...[
    'Thành tiền (đồng)',
    'Nguồn kinh phí',
    'Năm thực hiện',
    'Mức ưu tiên',
    'Lý do',
    'Ghi chú',
    'Nhóm',
    'Phục vụ',
  ],
];

test('another library reads the purchase list with the columns of the form, codes as text, amounts as numbers', async () => {
  const sheets = await readWorkbook(await exported(inputOf(smallSnapshot()), 'xlsx'));
  const { header, rows } = sheetNamed(sheets, 'Nhu cầu');
  expect(header).toEqual(procurementColumns);
  expect(rows[0]).toMatchObject({
    ...{
      STT: 1,
      'Mã trường': '0101',
      'Tên trường': 'TH Ỷ Tý',
      'Danh mục thiết bị': 'Máy tính học sinh',
      'Định mức': 13,
    },
    ...{
      'Hiện có': 7,
      'Còn sử dụng được': 6,
      'Còn thiếu': 7,
      'Đơn giá dự kiến (đồng)': 15_000_000,
      Nhóm: 'Mua sắm bổ sung',
    },
  });
  expect(rows.at(-1)).toMatchObject({ 'Tên trường': 'Bằng chữ' });
  expect(sheets.at(-1)?.name).toBe('_meta');
});

test('a school that did not confirm is said to, on its lines and in _meta', async () => {
  const sheets = await readWorkbook(await exported(inputOf(smallSnapshot()), 'xlsx'));
  const notes = sheetNamed(sheets, 'Nhu cầu').rows.map((row) => [row['Mã trường'], row['Ghi chú']]);
  expect(notes).toContainEqual(['0101', null]);
  expect(notes).toContainEqual(['0102', 'chưa xác nhận']);
  const named = sheetNamed(sheets, '_meta').rows.filter(({ Mục: fact }) => fact === 'Trường chưa xác nhận');
  expect(named.map((row) => row['Nội dung'])).toEqual([
    '0102 THCS Lê Lợi: chưa xác nhận',
    '0103 TH Đắk Plao: chưa xác nhận',
  ]);
});

test('every machine is in the evidence, with the reason for which it is not counted', async () => {
  const sheets = await readWorkbook(await exported(inputOf(smallSnapshot()), 'xlsx'));
  const { rows } = sheetNamed(sheets, 'Bằng chứng');
  expect(rows).toHaveLength(9);
  const why = new Map(rows.map((row) => [row['Mã máy'], row['Lý do không tính']]));
  expect(why.get('d-0101-0')).toBeNull();
  expect(why.get('d-0101-6')).toBe('hỏng');
  expect(why.get('d-0101-7')).toBe('không phải máy học sinh');
  expect(rows[0]?.['Thấy lần cuối']).toEqual(new Date('2026-09-30T17:00:00Z'));
});

test('all texts of a district with names in NFD come back composed', async () => {
  const sheets = await readWorkbook(await exported(inputOf(districtSnapshot({ seed: 3 })), 'xlsx'));
  const texts = sheets.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)));
  const words = texts.filter((cell) => typeof cell === 'string');
  expect(words.filter((word) => word !== word.normalize('NFC'))).toEqual([]);
  // A key in place of its text.
  expect(words.filter((word) => /^(export|item|line|reason|rule|action|age)\.[\w.-]+$/.test(word))).toEqual(
    [],
  );
});

const hostile = [
  ['=HYPERLINK("http://x";"TH")', '\'=HYPERLINK("http://x";"TH")'],
  ['+84 912', "'+84 912"],
  ['-1+1', "'-1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r\n=1', "'\n=1"],
  ['\n=1', "'\n=1"],
  ['＝1', "'＝1"],
  ['TH \u202Eéil\u202C', 'TH éil'],
  ['TH\u0000\u0008\uFFFE\uD800 A', 'TH A'],
  ['Tiểu học'.normalize('NFD'), 'Tiểu học'],
  ['<&>"\'', '<&>"\''],
  ['a\nb', 'a\nb'],
  ['x'.repeat(40_000), `${'x'.repeat(32_766)}…`],
] as const;

test.each(hostile)('%j as the name of a school and a machine is only text', async (name, shown) => {
  const { schools, machines } = smallSnapshot();
  const snapshot: Snapshot = smallSnapshot({
    schools: schools.map((school) => ({ ...school, schoolName: name })),
    machines: machines.map((machine) => ({ ...machine, hostname: name, model: name })),
  });
  const sheets = await readWorkbook(await exported(inputOf(snapshot), 'xlsx'));
  const read = (sheet: string, label: string) => sheetNamed(sheets, sheet).rows[0]?.[label];
  expect(read('Theo trường', 'Tên trường')).toBe(shown);
  expect(read('Bằng chứng', 'Tên máy')).toBe(shown);
  expect(read('Bằng chứng', 'Kiểu máy')).toBe(shown);
});

test.each(['xlsx', 'csv', 'json'] as const)(
  'the same snapshot gives the same %s, whatever the zone and the order of rows',
  async (format) => {
    const snapshot = { ...districtSnapshot({ seed: 5 }), name: 'Chốt' };
    process.env.TZ = 'Asia/Ho_Chi_Minh';
    const first = await exported(inputOf(snapshot), format);
    process.env.TZ = 'Pacific/Kiritimati';
    const { schools, machines, prices, equipment, rooms, lines, budgets, assets } = snapshot;
    const turned: Snapshot = {
      ...snapshot,
      ...{ schools: schools.toReversed(), machines: machines.toReversed(), prices: prices.toReversed() },
      ...{ equipment: equipment.toReversed(), rooms: rooms.toReversed(), lines: lines.toReversed() },
      ...{ budgets: budgets.toReversed(), assets: assets.toReversed() },
    };
    expect(Buffer.compare(first, await exported(inputOf(turned), format))).toBe(0);
  },
);

test('a workbook is dated by its snapshot, never by the clock', async () => {
  const bytes = await exported(inputOf(smallSnapshot()), 'xlsx');
  const core = Buffer.from(unzipped(bytes).get('docProps/core.xml') ?? []).toString();
  expect(core.match(/2026-09-30T10:00:00Z/g)).toHaveLength(2);
  // Date and time of the first entry: 30 September 2026, 12:00 (APPNOTE.TXT §4.4.6).
  expect(Buffer.from(bytes).readUInt16LE(12)).toBe(((2026 - 1980) << 9) | (9 << 5) | 30);
  expect(Buffer.from(bytes).readUInt16LE(10)).toBe(12 << 11);
});

test('statistics are a workbook of the columns of the form', async () => {
  const sheets = await readWorkbook(await exported(inputOf(smallSnapshot(), { what: 'statistics' }), 'xlsx'));
  const { rows } = sheetNamed(sheets, 'Thống kê');
  expect(rows[0]).toMatchObject({
    'Tên trường': 'TH Ỷ Tý',
    'Số học sinh': 500,
    'Có máy tính cho dạy học (C/K)': 'C',
  });
});
