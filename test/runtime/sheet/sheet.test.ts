import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { expect, it } from 'vitest';
import { lineTemplateRows } from '../../../shared/domain/line/line-file.ts';
import { readSheetAsCsv, templateXlsx } from '../../../shared/runtime/sheet/sheet.ts';
import { unpackedBytes } from '../../../shared/runtime/sheet/zip-size.ts';
import { openResources, type Resources } from '../../support/resources.ts';

async function fileOf(resources: Resources, name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await resources.folder(), name);
  await writeFile(path, content);
  return path;
}

/** The CSV, or the code and reason of the refusal. */
async function read(path: string): Promise<string> {
  const done = await readSheetAsCsv(path);
  return done.ok ? done.value : `${done.error.code} ${done.error.values.reason}`;
}

it('the first visible sheet is read: values of formulas, dates as days, numbers that cannot be mistaken', async () => {
  await using resources = openResources();
  const xlsx = await writeXlsx({
    sheets: [
      { name: 'ẩn', hidden: true, rows: [['nothing of this']] },
      { name: 'trống', rows: [] },
      {
        name: 'Đường truyền',
        rows: [
          ['Mã đường truyền', 'Nhà mạng', 'Ngày', 'Số', 'Ghi chú', null],
          ['001', 'VNPT "Quảng Ngãi", xã', new Date(Date.UTC(2027, 11, 31)), 1_250_000, 'hai\ndòng', true],
          [null, null, null, null, null, null],
          ['002', '', null, 1.234, null, -18.5],
        ],
        cells: new Map([['3,4', { value: 42, type: 'formula', formula: 'SUM(40,2)', formulaResult: 42 }]]),
      },
    ],
  });
  const csv = await read(await fileOf(resources, 'lines.xlsx', xlsx));
  expect(csv.split('\n')).toEqual([
    '"Mã đường truyền","Nhà mạng","Ngày","Số","Ghi chú",""',
    '"001","VNPT ""Quảng Ngãi"", xã","2027-12-31","1250000","hai dòng","true"',
    '"","","","","",""',
    '"002","","","1.2340","42","-18.5"',
    '',
  ]);
});

it('a percentage is read as it is shown, whatever share is kept of it', async () => {
  await using resources = openResources();
  const xlsx = await writeXlsx({
    sheets: [
      {
        name: 'SLA',
        rows: [[0.995, 0.99995, 99.5, 1]],
        cells: new Map(
          ['0.0%', '0.000%', '0.0" %"', '0%'].map((numFmt, index) => [`0,${index}`, { style: { numFmt } }]),
        ),
      },
    ],
  });
  expect(await read(await fileOf(resources, 'sla.xlsx', xlsx))).toBe('"99.5%","99.9950%","99.5","100%"\n');
});

it('the template comes back as it was written', async () => {
  await using resources = openResources();
  for (const language of ['vi', 'en'] as const) {
    const rows = lineTemplateRows(language);
    const xlsx = await templateXlsx(rows, 'Đường truyền');
    const csv = await read(await fileOf(resources, 'template.xlsx', xlsx));
    expect(csv).toBe(rows.map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\n`).join(''));
    const [sheet] = (await readXlsx(xlsx, { readStyles: true })).sheets;
    expect(sheet?.freezePane?.rows).toBe(1);
  }
});

it('CSV is read as it is, in UTF-8 or UTF-16', async () => {
  await using resources = openResources();
  const text = 'Mã đường truyền;Nhà mạng\nA-1;VNPT\n';
  expect(await read(await fileOf(resources, 'a.csv', text))).toBe(text);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  expect(await read(await fileOf(resources, 'b.CSV', utf16))).toBe(text);
  const old = Buffer.from([0x4d, 0xe3, 0x20, 0x74]);
  expect(await read(await fileOf(resources, 'c.csv', old))).toBe('SD-SHEET-INVALID not-utf-8');
});

it('what is no sheet is refused with its reason', async () => {
  await using resources = openResources();
  const missing = await read(join(await resources.folder(), 'none.xlsx'));
  expect(missing).toContain('SD-FILE-UNREADABLE');
  expect(await read(await fileOf(resources, 'a.xls', 'x'))).toBe('SD-SHEET-INVALID not-sheet');
  expect(await read(await fileOf(resources, 'a.xlsx', 'not a zip'))).toBe('SD-SHEET-INVALID not-xlsx');
  expect(await read(await fileOf(resources, 'b.xlsx', ''))).toBe('SD-SHEET-INVALID not-xlsx');
  expect(await read(await fileOf(resources, 'big.csv', 'x'.repeat(8_000_001)))).toBe(
    'SD-SHEET-INVALID > 8 MB',
  );
  const empty = await writeXlsx({ sheets: [{ name: 'a', rows: [] }] });
  expect(await read(await fileOf(resources, 'c.xlsx', empty))).toBe('SD-SHEET-INVALID empty');
  const locked = await writeXlsx({
    sheets: [{ name: 'a', rows: [['x']] }],
    encryption: { password: 'x', spinCount: 10 },
  });
  expect(await read(await fileOf(resources, 'd.xlsx', locked))).toMatch(/^SD-SHEET-INVALID /);
});

/** A ZIP of one deflated entry that says to be of `declared` bytes. */
function zipOf(content: Uint8Array, declared: number): Buffer {
  const packed = deflateRawSync(content, { level: 9 });
  const name = Buffer.from('xl/worksheets/sheet1.xml');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(declared, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(declared, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, entry, name, end]);
}

it('a file that unpacks to more than it may is refused before it is unpacked', async () => {
  await using resources = openResources();
  const bomb = new Uint8Array(80 * 1024 * 1024);
  const path = await fileOf(resources, 'bomb.xlsx', zipOf(bomb, bomb.length));
  expect(await read(path)).toBe('SD-SHEET-INVALID > 64 MB');
  for (const lie of [0, 0xffff_ffff]) {
    expect(unpackedBytes(zipOf(bomb, lie))).toBe(0xffff_ffff);
  }
  expect(unpackedBytes(zipOf(new Uint8Array(10), 10))).toBe(10);
});

it('a damaged file never throws', async () => {
  await using resources = openResources();
  const whole = await templateXlsx(lineTemplateRows('vi'), 'a');
  const path = join(await resources.folder(), 'damaged.xlsx');
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (at, byte, isCut) => {
      const damaged = isCut ? whole.slice(0, at) : whole.with(at, byte);
      await writeFile(path, damaged);
      const done = await readSheetAsCsv(path);
      if (!done.ok) expect(done.error.code).toBe('SD-SHEET-INVALID');
    }),
    { numRuns: 100 },
  );
});

it('codes keep the zeros that the sheet shows; one that lost digits is no number; notes beside the table are cells', async () => {
  await using resources = openResources();
  const xlsx = await writeXlsx({
    sheets: [
      {
        name: 'A',
        columns: [{ numFmt: '00000' }],
        rows: [
          ['Mã', 'Số'],
          [1234, 5],
          [12_345_678_901_234_567n.toString(), 7],
          [null, 1e16, 'ghi chú'],
        ],
      },
    ],
  });
  const csv = await read(await fileOf(resources, 'codes.xlsx', xlsx));
  expect(csv.split('\n')).toEqual([
    '"Mã","Số",""',
    '"01234","5",""',
    '"12345678901234567","7",""',
    '"","1e+16","ghi chú"',
    '',
  ]);
});
