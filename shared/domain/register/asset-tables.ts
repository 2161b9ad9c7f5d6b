import type { RegisterRow, RegisterTable, RowFault } from './column.ts';
import {
  column,
  date,
  exampleSchool,
  itemColumn,
  maxRows,
  money,
  required,
  schoolColumn,
  siteColumn,
  upTo,
  words,
  yesNo,
} from './common-columns.ts';
import { wordKinds } from './words.ts';

const funding = column('funding', 'funding', wordKinds.funding, [
  'Nguồn kinh phí',
  'Funding',
  'Nguồn vốn',
  'Nguồn',
]);
const assetCode = ['Mã tài sản', 'Asset code', 'Số hiệu tài sản', 'Mã TS', 'Mã thẻ tài sản'];
const serial = column('serial', 'serial', words(128), [
  'Số sê-ri',
  'Serial number',
  'Số serial',
  'Số máy',
  'Serial',
]);

/** The asset book (sổ tài sản). */
const assets: RegisterTable = {
  key: ['schoolCode', 'assetCode'],
  reach: 'school',
  maxRows,
  columns: [
    schoolColumn,
    required('assetCode', 'asset_code', words(64), assetCode),
    column('name', 'name', words(200), ['Tên tài sản', 'Asset name', 'Tên thiết bị', 'Tên']),
    column('item', 'item', itemColumn.holds, itemColumn.others),
    column('deviceId', 'device_id', words(32), ['Mã máy', 'Device ID']),
    serial,
    column('hostname', 'hostname', words(253), ['Tên máy', 'Host name', 'Tên máy tính', 'Computer name']),
    column('purchaseYear', 'purchase_year', { kind: 'year' }, [
      'Năm mua',
      'Purchase year',
      'Năm đưa vào sử dụng',
      'Năm sử dụng',
    ]),
    column('purchasedOn', 'purchased_on', { kind: 'date-or-year' }, [
      'Ngày mua',
      'Purchased on',
      'Ngày đưa vào sử dụng',
      'Ngày ghi tăng',
    ]),
    column('costDong', 'cost', money, ['Nguyên giá (đồng)', 'Cost (đồng)', 'Nguyên giá', 'Giá trị', 'Cost']),
    funding,
    column('holder', 'holder', wordKinds.holder, ['Sở hữu', 'Holder', 'Chủ sở hữu', 'Thuộc sở hữu']),
    column('isRestricted', 'restricted', yesNo, [
      'Không được điều chuyển',
      'Restricted',
      'Hạn chế điều chuyển',
    ]),
    column('hardwareFaults', 'hardware_faults', upTo(1_000), [
      'Số lần hỏng',
      'Hardware faults',
      'Số lần hỏng phần cứng',
    ]),
    column('repairCostDong', 'repair_cost', money, [
      'Chi phí sửa chữa (đồng)',
      'Repair cost (đồng)',
      'Dự toán sửa chữa',
      'Chi phí sửa chữa',
      'Repair cost',
    ]),
    column('writtenOffOn', 'written_off_on', date, ['Ngày thanh lý', 'Written off on', 'Ngày ghi giảm']),
  ],
  example: {
    ...{ schoolCode: exampleSchool, assetCode: 'TS-0001', name: 'Máy vi tính để bàn', item: 'student-pc' },
    ...{
      deviceId: null,
      serial: 'SN12345',
      hostname: 'MAY-01',
      purchaseYear: 2021,
      purchasedOn: '2021-09-15',
    },
    ...{ costDong: 14_500_000, funding: 'state-budget', holder: 'school', isRestricted: false },
    ...{ hardwareFaults: 0, repairCostDong: null, writtenOffOn: null },
  },
  complete: withPurchaseYear,
  fault: ({ purchaseYear, purchasedOn }) =>
    typeof purchasedOn === 'string' && Number(purchasedOn.slice(0, 4)) !== purchaseYear
      ? { field: 'purchaseYear', reason: 'contradicts-date' }
      : null,
};

/** A year alone (`2021` in the place of a date) is the year of purchase; a date gives the year that nobody wrote. */
function withPurchaseYear(row: RegisterRow): RegisterRow {
  const { purchasedOn, purchaseYear } = row;
  if (typeof purchasedOn !== 'string') return row;
  const year = purchaseYear ?? Number(purchasedOn.slice(0, 4));
  // A year that contradicts the column beside it stays, so that the fault is found.
  const isYearAlone = purchasedOn.length === 4 && Number(purchasedOn) === year;
  return { ...row, purchaseYear: year, purchasedOn: isYearAlone ? null : purchasedOn };
}

/** Things that no agent counts for sure. */
const equipment: RegisterTable = {
  key: ['schoolCode', 'siteCode', 'item'],
  reach: 'school',
  maxRows,
  columns: [
    schoolColumn,
    siteColumn,
    itemColumn,
    required('quantity', 'quantity', upTo(100_000), ['Số lượng', 'Quantity', 'SL', 'Hiện có', 'Tổng số']),
    column('working', 'working', upTo(100_000), [
      'Dùng được',
      'Working',
      'Còn dùng được',
      'Còn sử dụng được',
      'Đang dùng',
    ]),
  ],
  example: { schoolCode: exampleSchool, siteCode: null, item: 'projection', quantity: 4, working: 3 },
  fault: ({ quantity, working }) => moreWorking(quantity, working),
};

function moreWorking(quantity: unknown, working: unknown): RowFault | null {
  const isMore = typeof quantity === 'number' && typeof working === 'number' && working > quantity;
  return isMore ? { field: 'working', reason: 'more-working' } : null;
}

/** What a supplier handed over. */
const delivered: RegisterTable = {
  key: ['lot', 'schoolCode', 'item', 'assetCode', 'serial'],
  reach: 'school',
  maxRows,
  columns: [
    required('lot', 'lot', words(64), ['Gói mua sắm', 'Lot', 'Gói thầu', 'Lô', 'Đợt mua sắm', 'Số hợp đồng']),
    schoolColumn,
    itemColumn,
    column('assetCode', 'asset_code', words(64), assetCode),
    serial,
    required('quantity', 'quantity', upTo(100_000, 1), ['Số lượng', 'Quantity', 'SL', 'Số lượng bàn giao']),
    column('deliveredOn', 'delivered_on', date, ['Ngày bàn giao', 'Delivered on', 'Ngày giao', 'Ngày nhận']),
  ],
  example: {
    ...{ lot: 'GOI-01/2026', schoolCode: exampleSchool, item: 'student-pc', assetCode: null },
    ...{ serial: null, quantity: 20, deliveredOn: '2026-12-15' },
  },
};

/** Antivirus and other licences of schools; each batch that ends on a day of its own is a row. */
const licences: RegisterTable = {
  key: ['schoolCode', 'product', 'expiresOn'],
  reach: 'school',
  maxRows,
  columns: [
    schoolColumn,
    required('product', 'product', words(200), ['Sản phẩm', 'Product', 'Phần mềm', 'Tên phần mềm']),
    required('seats', 'seats', upTo(100_000, 1), ['Số máy', 'Seats', 'Số bản quyền', 'Số lượng']),
    column('expiresOn', 'expires_on', date, ['Ngày hết hạn', 'Expires on', 'Hạn dùng', 'Hết hạn']),
    column('note', 'note', words(200), ['Ghi chú', 'Note', 'Notes']),
  ],
  example: {
    schoolCode: exampleSchool,
    product: 'Kaspersky',
    seats: 40,
    expiresOn: '2027-12-31',
    note: null,
  },
};

const rooms: RegisterTable = {
  key: ['schoolCode', 'room'],
  reach: 'school',
  maxRows,
  columns: [
    schoolColumn,
    required('room', 'room', words(64), ['Phòng', 'Room', 'Tên phòng', 'Phòng máy']),
    siteColumn,
    column('kind', 'kind', wordKinds.room, ['Loại phòng', 'Kind', 'Công năng', 'Mục đích']),
    column('seats', 'seats', upTo(1_000), ['Số chỗ', 'Seats', 'Số chỗ ngồi', 'Số máy']),
  ],
  example: { schoolCode: exampleSchool, room: 'Phòng máy 1', siteCode: null, kind: 'lab', seats: 40 },
};

export const assetTables = { assets, equipment, delivered, licences, rooms } as const;
