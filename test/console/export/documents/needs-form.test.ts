import { describe, expect, it } from 'vitest';
import { needsForm } from '../../../../console/export/documents/needs-form.ts';
import type {
  PrintDocument,
  PrintRow,
  PrintTable,
} from '../../../../console/export/documents/print-document.ts';
import type { ProcurementLine } from '../../../../shared/domain/plan/procurement-line.ts';
import { amountInWords } from '../../../../shared/text/amount-words.ts';
import { expectGolden } from '../../goldens.ts';
import { documentText } from './document-text.ts';
import { sampleHeader, sampleInput, sampleLines, sampleNames, sampleOwner } from './sample-form.ts';

const input = sampleInput(sampleNames(3));
const lines = sampleLines(input, 10);

function tablesOf({ parts }: PrintDocument, part = 0): PrintTable[] {
  return (parts[part]?.blocks ?? []).flatMap((block) => (block.kind === 'table' ? [block.table] : []));
}

function formOf(document: PrintDocument, part = 0): PrintTable {
  const [table] = tablesOf(document, part);
  if (table === undefined) throw new Error('no form');
  return table;
}

function money(row: PrintRow | undefined): number {
  const cell = row?.kind === 'group' ? undefined : row?.cells.at(-1);
  return Number((cell ?? '').replaceAll('.', '').replace('—', '0'));
}

describe('the form of the purchase list', () => {
  it.each(['vi', 'en'] as const)('says what the golden file says (%s)', (language) => {
    const own = sampleInput(sampleNames(3), { language });
    expectGolden(`needs-form-${language}.txt`, documentText(needsForm(own, sampleLines(own, 4))));
  });

  it('has the eleven columns of the form, on a sheet on its side', () => {
    const document = needsForm(input, lines);
    expect(formOf(document).columns.map(({ label }) => label)).toEqual([
      ...['STT', 'Trường', 'Danh mục', 'ĐVT', 'Cần có', 'Hiện có', 'Dùng được', 'Còn thiếu', 'Đề nghị'],
      ...['Đơn giá', 'Thành tiền'],
    ]);
    expect(document.parts.map(({ isLandscape }) => isLandscape)).toEqual([true, true]);
    for (const table of document.parts.flatMap((_, part) => tablesOf(document, part))) {
      expect(table.columns.length).toBeLessThanOrEqual(11);
    }
  });

  it('adds up: lines to schools, schools to levels, levels to the total, which is also said in words', () => {
    const document = needsForm(input, lines);
    const { rows } = formOf(document);
    const total = lines.reduce((sum, { amountDong }) => sum + (amountDong ?? 0), 0);
    const sums = (label: RegExp): number =>
      rows
        .filter((row) => row.kind === 'sum' && label.test(row.label))
        .reduce((sum, row) => sum + money(row), 0);
    expect(total).toBeGreaterThan(0);
    expect(rows.filter(({ kind }) => kind === 'line').reduce((sum, row) => sum + money(row), 0)).toBe(total);
    expect(sums(/^Cộng Trường/)).toBe(total);
    expect(sums(/^Cộng cấp/)).toBe(total);
    expect(sums(/^Cộng (mua sắm|chi hằng năm)/)).toBe(total);
    expect(money(rows.at(-1))).toBe(total);
    expect(money(tablesOf(document)[1]?.rows.at(-1))).toBe(total);
    expect(documentText(document)).toContain(`Bằng chữ: ${amountInWords(total, 'vi')}.`);
  });

  it('totals what is bought for a norm apart from what is kept of the same thing', () => {
    const [bought] = lines.filter(({ item }) => item === 'student-pc');
    if (bought === undefined) throw new Error('no line');
    const kept = { ...bought, group: 'maintain', needed: null, deficit: null, buy: 7 } as const;
    const [, byItem] = tablesOf(needsForm(input, [{ ...bought, needed: 13, deficit: 5, buy: 5 }, kept]));
    const rows = (byItem?.rows ?? []).flatMap((row) => (row.kind === 'line' ? [row.cells] : []));
    expect(rows.map((cells) => [cells[0], cells[2], cells[5], cells[6]])).toEqual([
      ['Máy tính học sinh', '13', '5', '5'],
      ['Máy tính học sinh (Duy trì)', '—', '—', '7'],
    ]);
  });

  it('says that pupils were estimated, and only then', () => {
    const { options } = input.plan;
    const noted = (estimate: boolean) =>
      documentText(
        needsForm({ ...input, plan: { ...input.plan, options: { ...options, estimate } } }, lines),
      );
    expect(noted(true)).toContain(input.text.t('needs.estimated'));
    expect(noted(false)).not.toContain(input.text.t('needs.estimated'));
  });

  it('numbers its lines as the annex does', () => {
    const document = needsForm(input, lines);
    const numbers = (table: PrintTable | undefined): (string | undefined)[] =>
      (table?.rows ?? []).flatMap((row) => (row.kind === 'line' ? [row.cells[0]] : []));
    expect(numbers(formOf(document))).toEqual(lines.map((_, index) => String(index + 1)));
    expect(numbers(tablesOf(document, 1)[0])).toEqual(numbers(formOf(document)));
  });

  it('never calls guidance a norm', () => {
    const text = documentText(needsForm(input, lines));
    expect(text).toContain('Mức tối thiểu theo văn bản: ');
    expect(text.replace('chưa phải định mức do tỉnh ban hành', '')).not.toMatch(/định mức/i);
  });

  it('leaves no total without saying what it leaves out', () => {
    const [first, ...others] = lines;
    if (first === undefined) throw new Error('no line');
    const unpriced: ProcurementLine = { ...first, buy: 5, unitPriceDong: null, amountDong: null };
    const text = documentText(needsForm(input, [unpriced, ...others]));
    expect(text).toContain('= Tổng cộng (chưa gồm danh mục chưa có đơn giá)');
    expect(text).toContain('Chưa có đơn giá nên chưa tính tiền: Máy tính học sinh');
  });

  it('refuses to print a sum that is no longer exact', () => {
    const [first] = lines;
    if (first === undefined) throw new Error('no line');
    const huge = { ...first, buy: 1, amountDong: Number.MAX_SAFE_INTEGER };
    expect(documentText(needsForm(input, [huge, huge]))).toContain('Bằng chữ: vượt giới hạn tính toán.');
  });
});

describe('whose form it is', () => {
  const two = lines.map((line, index) => (index < 10 ? line : { ...line, owner: 'Xã An Bình' }));

  it('is one form for each owner, under its own header, else the one for all, else its name', () => {
    const forAll = { ...sampleHeader, owner: null, unit: 'ĐƠN VỊ CHUNG' };
    const unitsOf = (headers: readonly (typeof sampleHeader)[]): (string | null | undefined)[] =>
      needsForm(sampleInput(sampleNames(3), { snapshot: { headers } }), two).parts.flatMap(({ head }) =>
        head === null ? [] : [head.unit],
      );
    expect(unitsOf([sampleHeader, forAll])).toEqual(['ĐƠN VỊ CHUNG', sampleHeader.unit]);
    expect(unitsOf([sampleHeader])).toEqual(['Xã An Bình', sampleHeader.unit]);
    expect(unitsOf([{ ...sampleHeader, owner: ` ${sampleOwner.normalize('NFD').toUpperCase()} ` }])).toEqual([
      'Xã An Bình',
      sampleHeader.unit,
    ]);
  });

  it('signs three times, the last with the seal; an owner may name others', () => {
    const text = documentText(needsForm(input, lines));
    expect(text).toContain(
      'Người lập biểu (Ký, ghi rõ họ tên)\nKế toán (Ký, ghi rõ họ tên)\nThủ trưởng đơn vị (Ký tên, đóng dấu)',
    );
    const headers = [{ ...sampleHeader, signatures: ['Hiệu trưởng'] }];
    const own = documentText(needsForm(sampleInput(sampleNames(3), { snapshot: { headers } }), lines));
    expect(own).toContain('Hiệu trưởng (Ký tên, đóng dấu)');
    expect(own).not.toContain('Kế toán');
  });
});

describe('what a reader must know', () => {
  it('marks the schools that did not confirm, and says of a live picture that nobody was asked', () => {
    const text = documentText(needsForm(input, lines));
    expect(text).toMatch(/Trường THCS Nghĩa Hòa số 2 \* \|/);
    expect(text).not.toMatch(/Trường Tiểu học Nghĩa Hòa số 1 \*/);
    expect(text).toContain('Dấu * là trường chưa xác nhận số liệu chốt (1 trường).');
    const live = documentText(needsForm(sampleInput(sampleNames(3), { snapshot: { name: null } }), lines));
    expect(live).toContain('Số liệu trực tiếp, chưa chốt');
    expect(live).not.toContain(' *');
  });

  it('labels a run over several owners, changed parameters and a past that could not be rebuilt', () => {
    const own = sampleInput(sampleNames(3), { snapshot: { gaps: ['lines-not-rebuilt'] } });
    const allocation = { ...own.plan.allocation, isReference: true };
    const text = documentText(
      needsForm({ ...own, settings: { 'norm.TH': '20' }, plan: { ...own.plan, allocation } }, lines),
    );
    expect(text).toContain('PHƯƠNG ÁN THAM KHẢO');
    expect(text).toContain('Tham số thay đổi so với mặc định: norm.TH = 20.');
    expect(text).toContain('Chưa dựng lại được của thời điểm chốt: ');
  });
});
