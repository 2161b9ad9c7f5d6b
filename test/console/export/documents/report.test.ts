import { describe, expect, it } from 'vitest';
import { reportDocument } from '../../../../console/export/documents/report.ts';
import { reportCsv, reportJson } from '../../../../console/export/documents/report-renders.ts';
import { statisticsForm } from '../../../../console/export/documents/statistics-form.ts';
import type { SchoolYearFacts } from '../../../../shared/domain/snapshot/register.ts';
import { expectGolden } from '../../goldens.ts';
import { documentText } from './document-text.ts';
import { sampleInput, sampleNames } from './sample-form.ts';

const facts = (schoolCode: string, medianFixDays: number | null): SchoolYearFacts => ({
  ...{ schoolCode, findingsOpened: 12, findingsFixed: 9, findingsOpen: 3, medianFixDays },
  ...{ lineOutages: 2, lineOutageMinutes: 95.5, servicesReachablePercent: 99.25 },
});
const watched = { yearFacts: [facts('001', 4), facts('002', 6.5)] };
const input = sampleInput(sampleNames(4), { snapshot: watched });

describe('the report', () => {
  it.each(['vi', 'en'] as const)('says what the golden file says (%s)', (language) => {
    const own = sampleInput(sampleNames(4), { language, snapshot: watched });
    expectGolden(`report-${language}.txt`, documentText(reportDocument(own)));
  });

  it('has the five parts of the letters and the annexes, figures filled in and gaps left open', () => {
    const text = documentText(reportDocument(input));
    for (const part of ['I. Đặc điểm', 'II. Kết quả', 'III. So sánh', 'IV. Tồn tại', 'V. Kế hoạch']) {
      expect(text).toContain(`## ${part}`);
    }
    expect(text).toContain('# Phụ lục 3.1.');
    expect(text).toContain('# Phụ lục 3.2.');
    expect(text.match(/^gap: \(/gm)?.length).toBeGreaterThanOrEqual(4);
    expect(text).toContain('từ 4,0 đến 6,5 ngày (2 trường có số liệu)');
  });

  it('compares with the earlier plan that it is given', () => {
    const before = sampleInput(sampleNames(2)).plan;
    const text = documentText(reportDocument({ ...input, against: before }));
    expect(text).toContain('Máy tính cần có | 33 | 66 | 33');
    expect(text).not.toContain('Chưa chọn số liệu kỳ trước');
  });

  it('has at the end of the year what the middle has not, and the school year of its snapshot', () => {
    const atEnd = sampleInput(sampleNames(2), { snapshot: { asAtMs: Date.UTC(2027, 4, 31) } });
    const text = documentText(reportDocument({ ...atEnd, scope: { ...atEnd.scope, period: 'end-year' } }));
    expect(text).toContain('# Báo cáo tổng kết năm học 2026-2027');
    expect(text).toContain('Tài sản đã thanh lý trong 12 tháng tính đến ngày chốt: 0.');
    expect(text).toContain('kết quả tự đánh giá');
    expect(documentText(reportDocument(input))).not.toContain('tự đánh giá');
  });

  it('leaves the annexes of a province to the data files', () => {
    const text = documentText(reportDocument(sampleInput(sampleNames(201))));
    expect(text).toContain('Hơn 200 trường');
    expect(text.length).toBeLessThan(20_000);
  });

  it('has the same tables in its data files', async () => {
    const json = JSON.parse(new TextDecoder().decode(await reportJson(input))) as {
      tables: Record<string, unknown>;
    };
    expect(Object.keys(json.tables)).toEqual([
      'scale',
      'connection',
      'machines',
      'labs',
      'safety',
      'index',
      'meta',
    ]);
    expect(json.tables.machines).toMatchObject([
      { level: 'TH', needed: 26 },
      { level: 'THCS', needed: 40 },
      { needed: 66 },
    ]);
    expect(new TextDecoder().decode(await reportCsv(input))).toContain('TH;26;30;0;0;0;0;2/2');
  });
});

describe('the statistics form', () => {
  it.each(['vi', 'en'] as const)('says what the golden file says (%s)', (language) => {
    const own = sampleInput(sampleNames(3), { language });
    expectGolden(`statistics-form-${language}.txt`, documentText(statisticsForm(own)));
  });

  it('fits a sheet on its side, names the denominator of each ratio, and takes unknown for nothing', () => {
    const document = statisticsForm(input);
    const tables = document.parts.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : [])),
    );
    expect(tables.map(({ columns }) => columns.length).every((count) => count <= 11)).toBe(true);
    const text = documentText(document);
    expect(text).toContain('"HS tính mức/máy": học sinh học Tin chia cho máy dùng được.');
    expect(text).toMatch(/Trường Tiểu học Nghĩa Hòa số 1 \| — \|/);
  });
});
