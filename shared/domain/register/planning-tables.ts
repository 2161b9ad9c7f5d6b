import type { RegisterTable } from './column.ts';
import { column, date, itemColumn, maxRows, money, required, words, yesNo } from './common-columns.ts';
import { wordKinds } from './words.ts';

const source = ['Nguồn', 'Source', 'Căn cứ', 'Văn bản'];
const owner = ['Đơn vị quản lý', 'Owner', 'Cơ quan quản lý', 'Chủ quản', 'Đơn vị'];

const prices: RegisterTable = {
  key: ['item'],
  reach: 'installation',
  maxRows: 100,
  columns: [
    itemColumn,
    required('unitPriceDong', 'unit_price', money, [
      'Đơn giá (đồng)',
      'Unit price (đồng)',
      'Đơn giá',
      'Đơn giá dự kiến (đồng)',
      'Giá',
      'Unit price',
      'Price',
    ]),
    column('leasePerYearDong', 'lease_per_year', money, [
      'Giá thuê một năm (đồng)',
      'Lease per year (đồng)',
      'Giá thuê năm',
      'Giá thuê',
      'Lease per year',
    ]),
    column('isVatIncluded', 'vat_included', yesNo, [
      'Đã gồm VAT',
      'VAT included',
      'Gồm thuế',
      'Đã có thuế GTGT',
      'VAT',
    ]),
    required('pricedOn', 'priced_on', date, [
      'Ngày giá',
      'Priced on',
      'Ngày báo giá',
      'Ngày áp dụng',
      'Ngày',
    ]),
    required('source', 'source', words(300), ['Nguồn giá', 'Source', 'Nguồn', 'Căn cứ giá', 'Báo giá của']),
  ],
  example: {
    ...{ item: 'student-pc', unitPriceDong: 15_000_000, leasePerYearDong: null, isVatIncluded: true },
    ...{ pricedOn: '2026-11-01', source: 'Báo giá ví dụ' },
  },
  complete: (row) => ({ ...row, kind: 'given' }),
};

/** Money of one owner and programme for a year. */
const budgets: RegisterTable = {
  key: ['owner', 'programme', 'year'],
  reach: 'installation',
  maxRows,
  columns: [
    required('owner', 'owner', words(200), owner),
    column('programme', 'programme', words(200), ['Chương trình', 'Programme', 'Đề án', 'Dự án']),
    column('year', 'year', { kind: 'year' }, ['Năm', 'Year', 'Năm ngân sách']),
    required('amountDong', 'amount', money, [
      'Kinh phí (đồng)',
      'Amount (đồng)',
      'Kinh phí',
      'Số tiền (đồng)',
      'Số tiền',
      'Ngân sách (đồng)',
      'Ngân sách',
      'Amount',
      'Budget',
    ]),
    column('funding', 'funding', wordKinds.funding, ['Nguồn kinh phí', 'Funding', 'Nguồn vốn', 'Nguồn']),
  ],
  example: {
    ...{ owner: 'UBND xã Ví dụ', programme: null, year: 2027, amountDong: 500_000_000 },
    funding: 'state-budget',
  },
};

/** Days on which schools are closed. */
const calendar: RegisterTable = {
  key: ['name', 'from'],
  reach: 'installation',
  maxRows: 500,
  columns: [
    required('name', 'name', words(200), ['Tên ngày nghỉ', 'Name', 'Ngày nghỉ', 'Nội dung', 'Tên']),
    required('from', 'from', date, ['Từ ngày', 'From', 'Ngày bắt đầu', 'Bắt đầu']),
    required('to', 'to', date, ['Đến ngày', 'To', 'Ngày kết thúc', 'Kết thúc', 'Đến hết ngày']),
    column('source', 'source', words(300), source),
  ],
  example: {
    ...{ name: 'Nghỉ Tết Nguyên đán 2027', from: '2027-02-01', to: '2027-02-14' },
    source: 'QĐ khung thời gian năm học (ví dụ)',
  },
  fault: ({ from, to }) => (String(from) > String(to) ? { field: 'to', reason: 'to-before-from' } : null),
};

const deadlines: RegisterTable = {
  key: ['report', 'from', 'to'],
  reach: 'installation',
  maxRows: 200,
  columns: [
    required('report', 'report', wordKinds.report, ['Báo cáo', 'Report', 'Loại báo cáo']),
    required('from', 'from', wordKinds.sender, ['Nơi gửi', 'From', 'Đơn vị gửi']),
    required('to', 'to', wordKinds.receiver, ['Nơi nhận', 'To', 'Đơn vị nhận']),
    required('dueOn', 'due_on', { kind: 'month-day' }, [
      'Hạn nộp (ngày/tháng)',
      'Due on',
      'Hạn nộp',
      'Thời hạn',
      'Hạn',
    ]),
    column('asAtOn', 'as_at_on', { kind: 'month-day' }, [
      'Số liệu tính đến (ngày/tháng)',
      'As at',
      'Số liệu tính đến',
      'Thời điểm số liệu',
    ]),
    required('source', 'source', words(300), source),
  ],
  example: {
    ...{ report: 'mid-year', from: 'school', to: 'commune', dueOn: '01-25', asAtOn: null },
    source: 'Công văn ví dụ',
  },
};

/** What the printed forms of an owner carry; a row without an owner is the default of all. */
const headers: RegisterTable = {
  key: ['owner'],
  reach: 'installation',
  maxRows: 5_000,
  columns: [
    column('owner', 'owner', words(200), owner),
    column('authority', 'authority', words(300), ['Cơ quan chủ quản', 'Authority', 'Cơ quan cấp trên']),
    column('unit', 'unit', words(300), ['Tên đơn vị', 'Unit', 'Đơn vị lập', 'Cơ quan lập']),
    column('place', 'place', words(100), ['Địa danh', 'Place']),
    column('legalBases', 'legal_bases', { kind: 'list', maxItems: 40, maxLength: 500 }, [
      'Căn cứ (cách nhau bằng |)',
      'Legal bases (apart by |)',
      'Căn cứ',
      'Căn cứ pháp lý',
      'Legal bases',
    ]),
    column('signatures', 'signatures', { kind: 'list', maxItems: 4, maxLength: 100 }, [
      'Chữ ký (cách nhau bằng |)',
      'Signatures (apart by |)',
      'Chữ ký',
      'Người ký',
      'Signatures',
    ]),
  ],
  example: {
    ...{ owner: 'UBND xã Ví dụ', authority: 'UBND TỈNH VÍ DỤ', unit: 'UBND XÃ VÍ DỤ', place: 'Ví dụ' },
    legalBases: ['Căn cứ Thông tư 16/2019/TT-BGDĐT', 'Căn cứ Quyết định ví dụ'],
    signatures: ['Người lập biểu', 'Kế toán', 'Chủ tịch'],
  },
  complete: (row) => ({ ...row, legalBases: row.legalBases ?? [], signatures: row.signatures ?? [] }),
  fault: ({ owner: _, ...said }) =>
    Object.values(said).some((value) => value !== null && String(value) !== '')
      ? null
      : { field: 'unit', reason: 'missing' },
};

export const planningTables = { prices, budgets, calendar, deadlines, headers } as const;
