import type { LineDuty, LineMedium } from './line.ts';

/** What the cells of a column hold. Numbers lie between `min` and `max`; a unit may follow them, each with its factor. */
export type LineCellKind =
  | { readonly kind: 'line-id' | 'code' | 'medium' | 'duty' | 'date' }
  | { readonly kind: 'text'; readonly maxLength: number }
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly isWhole: boolean;
      readonly units: Readonly<Record<string, number>>;
    };

export type LineField =
  | 'lineId'
  | 'schoolCode'
  | 'siteCode'
  | 'isp'
  | 'medium'
  | 'downMbps'
  | 'upMbps'
  | 'monthlyCost'
  | 'duty'
  | 'contractEndsOn'
  | 'opticalDbm'
  | 'opticalReadOn'
  | 'promisedPercent'
  | 'note';

/** A column of the list of lines: the field it fills, what its cells hold, the headers it is known by. */
export interface LineColumn {
  readonly field: LineField;
  /** The stable header; the Vietnamese one stands first among the others. */
  readonly header: string;
  readonly others: readonly string[];
  readonly holds: LineCellKind;
  readonly isRequired?: true;
}

const rate: LineCellKind = {
  kind: 'number',
  min: 0,
  max: 100_000,
  isWhole: false,
  units: { 'mb/s': 1, mbps: 1, 'mbit/s': 1, mb: 1, m: 1, 'gb/s': 1_000, gbps: 1_000, 'gbit/s': 1_000 },
};

const dong = {
  ...{ đ: 1, đồng: 1, vnd: 1, '₫': 1 },
  ...{ 'đ/tháng': 1, 'đồng/tháng': 1, 'vnd/tháng': 1, '₫/tháng': 1 },
};

/** Every column, the required one first. A new line also needs its school, provider and medium. */
export const lineColumns: readonly LineColumn[] = [
  {
    field: 'lineId',
    header: 'line_id',
    others: [
      'Mã đường truyền',
      'Đường truyền',
      'Mã đường',
      'Số hợp đồng',
      'Mã hợp đồng',
      'Mã HĐ',
      'Mã thuê bao',
      'Line',
      'Line id',
    ],
    holds: { kind: 'line-id' },
    isRequired: true,
  },
  {
    field: 'schoolCode',
    header: 'school_code',
    others: ['Mã trường', 'Mã định danh', 'Mã định danh trường', 'School code'],
    holds: { kind: 'code' },
  },
  {
    field: 'siteCode',
    header: 'site_code',
    others: ['Mã điểm trường', 'Điểm trường', 'Mã điểm', 'Site', 'Site code'],
    holds: { kind: 'code' },
  },
  {
    field: 'isp',
    header: 'isp',
    others: [
      'Nhà mạng',
      'Nhà cung cấp',
      'Nhà cung cấp dịch vụ',
      'Đơn vị cung cấp',
      'Đơn vị cung cấp dịch vụ',
      'ISP',
      'Provider',
    ],
    holds: { kind: 'text', maxLength: 64 },
  },
  {
    field: 'medium',
    header: 'medium',
    others: [
      'Loại đường truyền',
      'Loại',
      'Loại kết nối',
      'Loại hình',
      'Hình thức',
      'Hình thức kết nối',
      'Công nghệ',
      'Medium',
      'Type',
    ],
    holds: { kind: 'medium' },
  },
  {
    field: 'downMbps',
    header: 'down_mbps',
    others: [
      'Tốc độ tải xuống (Mb/s)',
      'Tốc độ tải xuống',
      'Tải xuống',
      'Tốc độ',
      'Tốc độ (Mbps)',
      'Tốc độ (Mb/s)',
      'Băng thông',
      'Băng thông (Mbps)',
      'Download',
      'Download Mbps',
    ],
    holds: rate,
  },
  {
    field: 'upMbps',
    header: 'up_mbps',
    others: ['Tốc độ tải lên (Mb/s)', 'Tốc độ tải lên', 'Tải lên', 'Upload', 'Upload Mbps'],
    holds: rate,
  },
  {
    field: 'monthlyCost',
    header: 'monthly_cost',
    others: [
      'Cước tháng (đồng)',
      'Cước tháng',
      'Cước hằng tháng',
      'Cước hàng tháng',
      'Cước/tháng',
      'Giá cước',
      'Giá cước/tháng',
      'Chi phí tháng',
      'Monthly cost',
    ],
    holds: { kind: 'number', min: 0, max: 10_000_000_000, isWhole: true, units: dong },
  },
  {
    field: 'duty',
    header: 'duty',
    others: ['Vai trò', 'Chính/dự phòng', 'Đường chính/dự phòng', 'Duty', 'Role'],
    holds: { kind: 'duty' },
  },
  {
    field: 'contractEndsOn',
    header: 'contract_ends_on',
    others: [
      'Ngày hết hợp đồng',
      'Ngày hết hạn hợp đồng',
      'Ngày hết hạn HĐ',
      'Ngày hết hạn',
      'Hết hạn hợp đồng',
      'Hạn hợp đồng',
      'Contract end',
    ],
    holds: { kind: 'date' },
  },
  {
    field: 'opticalDbm',
    header: 'optical_dbm',
    others: ['Công suất quang (dBm)', 'Công suất quang', 'Công suất thu', 'Optical power', 'Rx power'],
    holds: { kind: 'number', min: -60, max: 20, isWhole: false, units: { dbm: 1 } },
  },
  {
    field: 'opticalReadOn',
    header: 'optical_read_on',
    others: ['Ngày đo quang', 'Ngày đo công suất quang', 'Optical read on'],
    holds: { kind: 'date' },
  },
  {
    field: 'promisedPercent',
    header: 'promised_percent',
    others: [
      'Độ sẵn sàng cam kết (%)',
      'Độ sẵn sàng cam kết',
      'Cam kết khả dụng (%)',
      'Cam kết khả dụng',
      'Độ khả dụng cam kết',
      'SLA',
      'SLA %',
      'Availability',
    ],
    holds: { kind: 'number', min: 0, max: 100, isWhole: false, units: { '%': 1 } },
  },
  {
    field: 'note',
    header: 'note',
    others: ['Ghi chú', 'Note', 'Notes', 'Remark'],
    holds: { kind: 'text', maxLength: 200 },
  },
];

/** Words for how a line reaches the school; the Vietnamese one that is written out stands first. */
export const mediumWords: Readonly<Record<LineMedium, readonly string[]>> = {
  fibre: [
    'cáp quang',
    'quang',
    'fibre',
    'fiber',
    'FTTH',
    'FTTx',
    'GPON',
    'XGS-PON',
    'Internet cáp quang',
    'sợi quang',
  ],
  cable: ['truyền hình cáp', 'cable', 'cáp đồng trục', 'DOCSIS', 'CATV'],
  adsl: ['ADSL', 'ADSL2+', 'cáp đồng'],
  vdsl: ['VDSL', 'VDSL2'],
  '4g': ['4G', 'LTE', '4G LTE', 'mạng 4G', 'di động 4G', 'dcom 4G', 'USB 4G'],
  '5g': ['5G', 'mạng 5G', 'di động 5G'],
  radio: ['vô tuyến', 'radio', 'viba', 'vi ba', 'WiMAX', 'microwave'],
  satellite: ['vệ tinh', 'satellite', 'VSAT', 'Starlink'],
  other: ['khác', 'other'],
};

export const dutyWords: Readonly<Record<LineDuty, readonly string[]>> = {
  main: ['chính', 'main', 'đường chính', 'primary'],
  backup: ['dự phòng', 'backup', 'đường dự phòng', 'phụ', 'đường phụ', 'secondary'],
  parallel: ['song song', 'parallel', 'chạy song song', 'cân bằng tải', 'load balancing'],
};
