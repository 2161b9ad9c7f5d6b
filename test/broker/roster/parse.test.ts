import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agreeingRows } from '../../../broker/roster/agree.ts';
import { columnsByName } from '../../../broker/roster/csv-table.ts';
import { parseRoster } from '../../../broker/roster/parse.ts';
import { fold } from '../../../shared/domain/register/fold.ts';
import { rosterColumns } from '../../../shared/domain/register/roster.ts';
import { decodeText } from '../../../shared/runtime/text-file.ts';

const header =
  'school_code,school_name,level,commune,site_code,students,informatics_students,declared_student_pcs';

function readRows(csv: string) {
  return parseRoster(csv).rows.map(({ row }) => row);
}

/** What is wrong, as `line column reason`. */
function problemsOf(csv: string): string[] {
  const parsed = parseRoster(csv);
  const all = [...parsed.problems, ...agreeingRows(parsed.rows).problems];
  return all.map(({ line, column, reason }) => `${line} ${column} ${reason}`);
}

test('a blank cell is missing, 0 is a typed zero, leading zeros stay', () => {
  const [row] = readRows(`${header}\n0012,Trường A,TH,,,,0,35\n`);
  expect(row).toMatchObject({
    schoolCode: '0012',
    commune: null,
    siteCode: null,
    students: null,
    informaticsStudents: 0,
    declaredStudentPcs: 35,
    sessions: null,
  });
});

test.for([',', ';', '\t'])('delimiter %j', (delimiter) => {
  const csv = `${header}\n1,Trường A,TH,,,5,,`.replaceAll(',', delimiter);
  expect(readRows(csv)).toMatchObject([{ schoolCode: '1', students: 5 }]);
});

test('Vietnamese headers: with or without marks, any case and blanks, composed or not', () => {
  const titles = [
    'Mã trường',
    'TÊN TRƯỜNG',
    'cap hoc',
    ' Xã/Phường ',
    'Đơn vị quản lý',
    'Sĩ số lớp lớn nhất',
  ];
  for (const form of ['NFC', 'NFD'] as const) {
    const csv = `\ufeff${titles.join(';').normalize(form)}\r\n7;${'Trường Bình Đông'.normalize(form)};tiểu  học;Xã B;Sở GDĐT;41\r\n`;
    const [row] = readRows(csv);
    expect(row).toMatchObject({
      schoolName: 'Trường Bình Đông',
      level: 'TH',
      commune: 'Xã B',
      owner: 'Sở GDĐT',
      largestClass: 41,
    });
    expect(row?.schoolName).toBe(row?.schoolName.normalize('NFC'));
  }
});

test('every header of the table leads to its own column, and to no other', () => {
  const byName = columnsByName(rosterColumns);
  for (const column of rosterColumns) {
    for (const title of [column.header, ...column.others])
      expect([title, byName.get(fold(title))]).toEqual([title, column]);
  }
});

test('columns of the school’s own are left alone', () => {
  expect(problemsOf('Ghi chú,school_code,school_name,level\nx,1,A,TH\n')).toEqual([]);
});

const bad: readonly (readonly [row: string, problem: string])[] = [
  ['1,Trường A,TH&THCS,,,,,', '2 level several-levels'],
  ['1,Trường A,TH và THCS,,,,,', '2 level several-levels'],
  ['1,Trường A,Đại học,,,,,', '2 level unknown-level'],
  ['1,Trường A,,,,,,', '2 level missing'],
  [',Trường A,TH,,,,,', '2 school_code missing'],
  ['1, ,TH,,,,,', '2 school_name missing'],
  ['a b,Trường A,TH,,,,,', '2 school_code bad-code'],
  [`${'1'.repeat(33)},Trường A,TH,,,,,`, '2 school_code bad-code'],
  ['"1,2E+10",Trường A,TH,,,,,', '2 school_code spreadsheet-number'],
  [`1,${'A'.repeat(201)},TH,,,,,`, '2 school_name too-long'],
  ['1,Trường A,TH,,,1.540,,', '2 students thousands-separator'],
  ['1,Trường A,TH,,,"1,540",,', '2 students thousands-separator'],
  ['1,Trường A,TH,,,-5,,', '2 students negative'],
  ['1,Trường A,TH,,,540.5,,', '2 students fractional'],
  ['1,Trường A,TH,,,"540,5",,', '2 students fractional'],
  ['1,Trường A,TH,,,nhiều,,', '2 students not-a-number'],
  ['1,Trường A,TH,,,1e3,,', '2 students not-a-number'],
  ['1,Trường A,TH,,,20001,,', '2 students out-of-range'],
  ['1,Trường A,TH,,,99999999999999999999,,', '2 students out-of-range'],
  ['1,Trường A,TH,,,10,11,', '2 informatics_students more-than-students'],
];

test.for(bad)('%s', ([row, problem]) => {
  expect(problemsOf(`${header}\n${row}\n`)).toEqual([problem]);
  expect(readRows(`${header}\n${row}\n9,Trường B,THCS,,,,,\n`)).toHaveLength(1);
});

test('a number grouped by blanks has one reading', () => {
  expect(readRows(`${header}\n1,A,TH,,,1 540,1\u00a0000,\n`)).toMatchObject([
    { students: 1540, informaticsStudents: 1000 },
  ]);
});

test('each bad cell of a row is named, with the line where the row begins', () => {
  const csv = `${header}\r\n1,A,TH,,,,,\r\n\r\n2,"Trường\r\nhai dòng",XX,,,-1,,\r\n3,C,YY,,,,,\r\n`;
  expect(problemsOf(csv)).toEqual(['4 level unknown-level', '4 students negative', '6 level unknown-level']);
});

test('a school’s levels and sites are rows under one code; repetition and contradiction are named by line', () => {
  const rows = [
    '1,Trường A,TH,Xã B,,,,',
    '1,Trường A,THCS,,,,,',
    '1,Trường A,TH,,D2,,,',
    '1,Trường A,TH,Xã B,,,,',
    '1,Trường Khác,THPT,,,,,',
    '1,Trường A,GDTX,Xã C,,,,',
  ];
  const csv = [header, ...rows].join('\n');
  expect(problemsOf(csv)).toEqual([
    '5 level duplicate',
    '6 school_name contradicts',
    '7 commune contradicts',
  ]);
  const agreed = agreeingRows(parseRoster(csv).rows);
  expect(agreed.rows.map(({ row: { level, siteCode, commune } }) => [level, siteCode, commune])).toEqual([
    ['TH', null, 'Xã B'],
    ['THCS', null, 'Xã B'],
    ['TH', 'D2', 'Xã B'],
  ]);
  expect(agreed.problems[0]).toMatchObject({ value: '2' });
});

test.for([
  ['', '1  empty'],
  ['\n\n', '1  empty'],
  ['school_code,level\n1,TH\n', '1 school_name missing-column'],
  [`${header},Cấp học\n`, '1 level repeated-column'],
  ['\0\0\0\0', '1  not-csv'],
  [`${header}\n1,"Trường A,TH\n2,B,TH\n`, '3  broken-quotes'],
  [`${header}\n1,${'A'.repeat(20_000)},TH\n`, '2  too-long'],
] as const)('a file like %j is refused as a whole', ([csv, problem]) => {
  expect(problemsOf(csv)).toEqual([problem]);
  expect(readRows(csv)).toEqual([]);
});

test('a row with more cells than the header is refused: a separator inside a cell moved the others', () => {
  const rows = ['1,A,TH,,,500,300,1,500', '2,A,TH,,,500,300,20,,'];
  expect(problemsOf([header, ...rows].join('\n'))).toEqual(['2  stray-cell']);
  expect(readRows([header, ...rows].join('\n'))).toMatchObject([{ schoolCode: '2', declaredStudentPcs: 20 }]);
});

test('blank lines at the end are nothing, hundreds of thousands between rows are no list', () => {
  const row = '1,A,TH,,,5,,';
  expect(readRows(`${header}\n${row}\n${',,,,,,,\n \n'.repeat(500_000)}`)).toHaveLength(1);
  expect(problemsOf(`${header}\n${'\n'.repeat(200_000)}${row}`)).toEqual(['20002  too-many-rows']);
});

test('more rows than a country has schools are refused', () => {
  const rows = Array.from({ length: 20_001 }, (_, index) => `${index},A,TH,,,,,`);
  expect(problemsOf([header, ...rows].join('\n'))).toEqual(['20002  too-many-rows']);
  expect(readRows([header, ...rows.slice(1)].join('\n'))).toHaveLength(20_000);
});

test('files: UTF-8 and UTF-16 are read, older encodings are refused', () => {
  const text = 'Mã trường;Điểm trường';
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), utf16]) {
    expect(decodeText(bytes)).toEqual({ ok: true, value: text });
  }
  // "Trường" in Windows-1258.
  expect(decodeText(Buffer.from([0x54, 0x72, 0xfd, 0xf5, 0xcc, 0x6e, 0x67]))).toEqual({
    ok: false,
    error: 'not-utf-8',
  });
});

test('any text gives rows or problems, never an exception, and every problem names a known line', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('TH', '"', '""', ',', ';', '\n', '\r\n', '1', 'school_code', header),
  );
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 40 }), fc.boolean(), (cells, hasHeader) => {
      const csv = (hasHeader ? `${header}\n` : '') + cells.join('');
      const parsed = parseRoster(csv);
      const { rows, problems } = agreeingRows(parsed.rows);
      expect(rows.length).toBeLessThanOrEqual(parsed.rows.length);
      for (const { line } of [...parsed.problems, ...problems]) expect(line).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});
