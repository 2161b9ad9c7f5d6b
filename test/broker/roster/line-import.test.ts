import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type KnownLines, maxLinesPerSchool, planLines } from '../../../broker/roster/line-import.ts';
import { csvText } from '../../../console/export/csv.ts';
import { type LineEntry, lineEntry } from '../../../shared/contract/line-rows.ts';
import { lineColumns } from '../../../shared/domain/line/line-columns.ts';
import { lineFileRows, lineTemplateRows } from '../../../shared/domain/line/line-file.ts';
import { vi } from '../../../shared/text/vi.ts';

function template(language: 'vi' | 'en'): string {
  return csvText(lineTemplateRows(language), { separator: language === 'vi' ? ';' : ',', bom: true });
}

/** Schools A and B may be entered, C lies outside the unit; nothing else is known. */
function knowing(entries: readonly LineEntry[] = []): KnownLines {
  return {
    entry: (lineId) => entries.find((entry) => entry.lineId === lineId) ?? null,
    linesOfSchool: (code) => entries.filter(({ schoolCode }) => schoolCode === code).length,
    whyNot: (code) => (code === 'C' ? 'outside-unit' : ['A', 'B'].includes(code) ? null : 'unknown-school'),
  };
}

const problemsOf = (csv: string, entries: readonly LineEntry[] = []) =>
  planLines(csv, knowing(entries)).problems.map(
    ({ line, column, reason, value }) => `${line} ${column} ${reason} ${value}`,
  );

const head = 'line_id,school_code,isp,medium';

it('reads Vietnamese headers in any order, Vietnamese numbers, dates and words', () => {
  const csv =
    '\ufeffNhà mạng;Mã trường;Loại đường truyền;Mã đường truyền;Cước tháng (đồng);Ngày hết hợp đồng;Vai trò;Băng thông;Công suất quang (dBm);Tên trường\r\n' +
    ' VNPT ;A;Cáp quang;A-1;1.250.000;31/12/2027;Chính;200 Mbps;−18,5;Trường A\r\n' +
    'Viettel;A;4G;A-2;350.000 đ;1/2/2027;dự phòng;;;\r\n';
  expect(planLines(csv, knowing())).toMatchObject({
    ...{ rows: 2, unchanged: 0, problems: [], changed: [] },
    added: [
      {
        ...{ lineId: 'A-1', schoolCode: 'A', isp: 'VNPT', medium: 'fibre', duty: 'main', downMbps: 200 },
        ...{ monthlyCost: 1_250_000, contractEndsOn: '2027-12-31', opticalDbm: -18.5 },
      },
      { lineId: 'A-2', isp: 'Viettel', medium: '4g', duty: 'backup', contractEndsOn: '2027-02-01' },
    ],
  });
});

it.each([
  ['200/200 Mbps', '', 200, 200],
  ['200 Mb/s / 100 Mb/s', '', 200, 100],
  ['200Mb', '50', 200, 50],
  ['1Gbps', '', 1_000, undefined],
  ['1,2 Gb/s', '0,5 Gb/s', 1_200, 500],
  // No group begins with a zero.
  ['8', '0,512', 8, 0.512],
  ['1,001 Gb/s', '0.128', 1_001, 0.128],
])('rates as contracts write them: %s and %s', (down, up, downMbps, upMbps) => {
  const { added, problems } = planLines(
    `${head},down_mbps,up_mbps\nA-1,A,VNPT,fibre,"${down}","${up}"`,
    knowing(),
  );
  expect(problems).toEqual([]);
  expect(added).toEqual([
    {
      lineId: 'A-1',
      schoolCode: 'A',
      isp: 'VNPT',
      medium: 'fibre',
      duty: 'main',
      downMbps,
      ...(upMbps === undefined ? {} : { upMbps }),
    },
  ]);
});

it('a formula is no value, and no text either', () => {
  const csv = `${head},down_mbps,note\nA-1,A,=B1,fibre,=200,#REF!\nA-2,A,VNPT,fibre,200,'=x\n`;
  expect(problemsOf(csv)).toEqual([
    '2 isp formula =B1',
    '2 down_mbps formula =200',
    '2 note formula-error #REF!',
  ]);
});

it('a row that says nothing under a known header is none: a running number, who signs below', () => {
  const csv =
    'STT;Mã đường truyền;Mã trường;Nhà mạng;Loại\n1;A-1;A;VNPT;quang\n2;;;;\n;;;;\nNgười lập biểu (ký, ghi rõ họ tên);;;;\n';
  expect(planLines(csv, knowing())).toMatchObject({ rows: 1, problems: [], added: [{ lineId: 'A-1' }] });
  expect(problemsOf(`${csv}Tổng cộng;;;VNPT;\n`)).toEqual(['6 line_id missing ']);
});

it('two rates under one header are refused where the other column tells a third', () => {
  expect(problemsOf(`${head},down_mbps,up_mbps\nA-1,A,VNPT,fibre,200/100,50`)).toEqual([
    '2 down_mbps not-a-number 200/100',
  ]);
  expect(problemsOf(`${head},down_mbps\nA-1,A,VNPT,fibre,200/1.000`)).toEqual([
    '2 up_mbps ambiguous-number 1.000',
  ]);
});

it.each([
  ['350.000 đ', 350_000],
  ['1.500.000 Đ/tháng', 1_500_000],
  ['350.000 d', 350_000],
  ['350,000 dong / thang', 350_000],
  ['350 000 VNĐ', 350_000],
  ['+350000', 350_000],
  // As a spreadsheet shows its currency of Vietnam.
  ['1.650.000 ₫', 1_650_000],
])('money as lists write it: %s', (cell, monthlyCost) => {
  const { added } = planLines(`${head},monthly_cost\nA-1,A,VNPT,fibre,"${cell}"`, knowing());
  expect(added).toMatchObject([{ monthlyCost }]);
});

it.each([
  ['46387', '2026-12-31'],
  ['36526', '2000-01-01'],
  ['31/12/2026 00:00:00', '2026-12-31'],
  ['2026-12-31T00:00:00', '2026-12-31'],
  ['36525', null],
  ['73050', null],
  ['31/12/2026 07:00', null],
  ['31/12/26', null],
])('a day as spreadsheets keep it: %s', (cell, contractEndsOn) => {
  const plan = planLines(`${head},contract_ends_on\nA-1,A,VNPT,fibre,${cell}`, knowing());
  if (contractEndsOn === null) expect(plan.problems).toMatchObject([{ reason: 'bad-date', value: cell }]);
  else expect(plan.added).toMatchObject([{ contractEndsOn }]);
});

it.each([
  ['Cáp quang (FTTH)', 'fibre'],
  ['cap quang - GPON', 'fibre'],
  ['4G/LTE', '4g'],
  ['Cáp quang/4G', null],
  ['Cáp quang (xịn)', null],
])('a medium in several words: %s', (cell, medium) => {
  const plan = planLines(`line_id,school_code,isp,medium\nA-1,A,VNPT,${cell}`, knowing());
  if (medium === null) expect(plan.problems).toMatchObject([{ reason: 'unknown-medium', value: cell }]);
  else expect(plan.added).toMatchObject([{ medium }]);
});

it('names every bad cell by line and column, and then enters nothing', () => {
  const csv = `${head},down_mbps,monthly_cost,contract_ends_on,duty
,A,VNPT,fibre,,,,
A 1,A,VNPT,fibre,,,,
A-2,A,VNPT,dây thừng,fast,-5,31/02/2027,lúc có lúc không
A-3,A,,fibre,1.000,12.5,12/31/2027,
A-4,Z,VNPT,fibre,,,,
A-5,C,VNPT,fibre,,,,
A-6,A,VNPT,fibre,200001,,2027,
1.2E+10,A,VNPT,fibre,,,,
A-7,A,VNPT,fibre,,,,
A-7,A,VNPT,fibre,,,,
auto-A,A,VNPT,fibre,,,,`;
  expect(planLines(csv, knowing()).added).toEqual([]);
  expect(problemsOf(csv)).toEqual([
    '2 line_id missing ',
    '3 line_id bad-line-id A 1',
    '4 medium unknown-medium dây thừng',
    '4 down_mbps not-a-number fast',
    '4 monthly_cost negative -5',
    '4 contract_ends_on bad-date 31/02/2027',
    '4 duty unknown-duty lúc có lúc không',
    '5 down_mbps ambiguous-number 1.000',
    '5 monthly_cost fractional 12.5',
    '5 contract_ends_on bad-date 12/31/2027',
    '6 school_code unknown-school Z',
    '7 school_code outside-unit C',
    '8 down_mbps out-of-range 200001',
    '8 contract_ends_on bad-date 2027',
    '9 line_id spreadsheet-number 1.2E+10',
    '11 line_id repeated-line 10',
    '12 line_id reserved-line-id auto-A',
  ]);
});

it('a new line needs a school, a provider and a medium; a known one keeps what the file leaves out', () => {
  expect(problemsOf('line_id\nA-1')).toEqual(['2 school_code missing ']);
  expect(problemsOf('line_id,school_code,medium\nA-1,A,fibre')).toEqual(['2 isp missing ']);
  const known: LineEntry = {
    ...{ lineId: 'A-1', schoolCode: 'A', isp: 'VNPT', medium: 'fibre', duty: 'backup', downMbps: 100 },
  };
  const plan = planLines('line_id,down_mbps,isp\nA-1,200,', knowing([known]));
  expect(plan.changed).toEqual([{ ...known, downMbps: 200 }]);
  expect(plan.changes).toEqual([{ lineId: 'A-1', field: 'downMbps', before: '100', after: '200' }]);
  expect(problemsOf('line_id,school_code\nA-1,B', [known])).toEqual(['2 line_id line-elsewhere A-1']);
});

it('a school has a bounded number of lines', () => {
  const rows = Array.from({ length: maxLinesPerSchool + 3 }, (_, index) => `A-${index},A,VNPT,fibre`);
  expect(problemsOf([head, ...rows].join('\n'))).toEqual([
    `${maxLinesPerSchool + 2} school_code too-many-lines ${maxLinesPerSchool}`,
  ]);
});

it.each([
  ['nothing at all', ''],
  ['no header of ours', 'a,b\n1,2'],
  ['a quote that never ends', `${head}\n"A-1,A,VNPT,fibre`],
  ['a binary file', 'PK\u0003\u0004\0\0'],
  ['one endless cell', `${head}\nA-1,A,${'x'.repeat(100_000)},fibre`],
  ['a column twice', 'line_id,Mã đường truyền\nA-1,A-2'],
  ['too many rows', `${head}\n${'A-1,A,VNPT,fibre\n'.repeat(20_002)}`],
])('refuses %s, and says why', (_name, csv) => {
  const plan = planLines(csv, knowing());
  expect(plan.problems.length).toBeGreaterThan(0);
  expect([plan.added, plan.changed]).toEqual([[], []]);
  for (const { reason } of plan.problems) expect(vi).toHaveProperty([`roster.${reason}`]);
});

it('the template is read, and asks for the school in place of its example’s', () => {
  expect(problemsOf(template('vi'))).toEqual(['2 school_code unknown-school MA-TRUONG']);
  expect(problemsOf(template('en'))).toEqual(['2 school_code unknown-school SCHOOL-CODE']);
  const filled = template('vi').replace('MA-TRUONG', 'A');
  expect(planLines(filled, knowing()).added).toEqual([
    {
      ...{ lineId: 'VNPT-1', schoolCode: 'A', isp: 'VNPT', medium: 'fibre', downMbps: 200, upMbps: 200 },
      ...{ monthlyCost: 1_250_000, duty: 'main', contractEndsOn: '2027-12-31', opticalDbm: -18.5 },
      ...{ opticalReadOn: '2026-11-20', promisedPercent: 99.5 },
    },
  ]);
});

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const words = fc.string({ unit: fc.constantFrom(...'aẵđ1 ;,"=-\n'), minLength: 1, maxLength: 30 });
const entries = fc.uniqueArray(
  fc.record({
    lineId: fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,20}$/),
    schoolCode: fc.constantFrom('A', 'B'),
    isp: words.map((text) => `VNPT ${text.replace(/\s+/g, ' ').trim()}`.trim()),
    medium: fc.constantFrom('fibre' as const, 'adsl' as const, '4g' as const, 'other' as const),
    duty: fc.constantFrom('main' as const, 'backup' as const, 'parallel' as const),
    downMbps: optional(fc.integer({ min: 0, max: 100_000_000 }).map((kilobits) => kilobits / 1_000)),
    monthlyCost: optional(fc.integer({ min: 0, max: 10_000_000_000 })),
    contractEndsOn: optional(day),
    opticalDbm: optional(fc.integer({ min: -6_000, max: 2_000 }).map((hundredths) => hundredths / 100)),
    note: optional(
      words.map((text) =>
        text
          .replace(/\s+/g, ' ')
          // A cell that begins like a formula is refused in every list.
          .replace(/^[=#' ]+/, '')
          .trim(),
      ),
    ),
  }),
  { selector: ({ lineId }) => lineId, minLength: 1, maxLength: 12 },
);

function quotedCsv(rows: readonly (readonly string[])[], delimiter: string): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return rows.map((cells) => cells.map(cell).join(delimiter)).join('\r\n');
}

it('importing an export changes nothing, in either language and in any order of columns', () => {
  fc.assert(
    fc.property(
      entries,
      fc.constantFrom('vi' as const, 'en' as const),
      fc.boolean(),
      (given, language, turn) => {
        const held = given.map((one) => lineEntry.parse(JSON.parse(JSON.stringify(one))));
        const rows = lineFileRows(held, language).map((cells) => (turn ? cells.toReversed() : cells));
        const plan = planLines(quotedCsv(rows, language === 'vi' ? ';' : ','), knowing(held));
        expect(plan).toMatchObject({ problems: [], added: [], changed: [], unchanged: held.length });
        const fresh = planLines(quotedCsv(rows, ','), knowing());
        expect(fresh.problems).toEqual([]);
        expect(fresh.added.map((one) => ({ ...one, note: one.note || undefined }))).toEqual(
          held.map((one) => ({ ...one, note: one.note || undefined })),
        );
      },
    ),
    { numRuns: 200 },
  );
});

it('no file makes the import throw, and what it takes is an entry by the contract', () => {
  const header = fc.constantFrom(...lineColumns.flatMap(({ header: name, others }) => [name, ...others]));
  const cell = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('A', 'fibre', '1.250.000', '31/12/2027', "'=1+1"),
  );
  const file = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(header, { minLength: 1, maxLength: 6 }),
      file,
      fc.boolean(),
      (names, rows, isRaw) => {
        const csv = isRaw
          ? [names, ...rows].map((cells) => cells.join(';')).join('\n')
          : quotedCsv([names, ...rows], ';');
        const plan = planLines(csv, knowing());
        for (const entry of plan.added) expect(lineEntry.parse(entry)).toEqual(entry);
      },
    ),
    { numRuns: 500 },
  );
});
