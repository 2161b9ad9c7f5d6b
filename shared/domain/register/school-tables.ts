import type { RegisterTable } from './column.ts';
import {
  code,
  column,
  date,
  exampleSchool,
  maxRows,
  required,
  schoolColumn,
  siteColumn,
  upTo,
  words,
  yesNo,
} from './common-columns.ts';
import { wordKinds } from './words.ts';

const sites: RegisterTable = {
  key: ['schoolCode', 'siteCode'],
  reach: 'school',
  maxRows,
  columns: [
    schoolColumn,
    siteColumn,
    column('latitude', 'latitude', { kind: 'number', min: -90, max: 90 }, ['Vĩ độ', 'Latitude', 'Lat']),
    column('longitude', 'longitude', { kind: 'number', min: -180, max: 180 }, [
      'Kinh độ',
      'Longitude',
      'Long',
      'Lng',
    ]),
    column('hasElectricity', 'electricity', yesNo, ['Có điện', 'Electricity', 'Điện', 'Có điện (C/K)']),
    column('address', 'address', words(300), ['Địa chỉ', 'Address']),
  ],
  example: {
    ...{ schoolCode: exampleSchool, siteCode: null, latitude: 15.1205, longitude: 108.7923 },
    ...{ hasElectricity: true, address: 'Thôn 1, xã Ví dụ' },
  },
};

const priorities: RegisterTable = {
  key: ['schoolCode'],
  reach: 'school',
  maxRows,
  columns: [
    schoolColumn,
    required('weightPercent', 'weight_percent', upTo(1_000, 1), [
      'Trọng số (%)',
      'Weight (%)',
      'Trọng số',
      'Hệ số ưu tiên (%)',
    ]),
    column('reason', 'reason', words(200), ['Lý do', 'Reason', 'Lý do ưu tiên']),
  ],
  example: { schoolCode: exampleSchool, weightPercent: 150, reason: 'Xã đặc biệt khó khăn' },
};

/** Rules that are papers; a row without a school is the managing unit's own. */
const checklist: RegisterTable = {
  key: ['schoolCode', 'document'],
  reach: 'school',
  maxRows,
  columns: [
    column('schoolCode', 'school_code', code, schoolColumn.others),
    required('document', 'document', words(200), [
      'Văn bản',
      'Document',
      'Tên văn bản',
      'Quy chế',
      'Nội dung',
    ]),
    column('number', 'number', words(100), ['Số hiệu', 'Number', 'Số', 'Số văn bản', 'Số, ký hiệu']),
    column('issuedOn', 'issued_on', date, ['Ngày ban hành', 'Issued on', 'Ngày', 'Ngày ký']),
  ],
  example: {
    ...{ schoolCode: exampleSchool, document: 'Quy chế sử dụng phòng Tin học' },
    ...{ number: '12/QĐ-TH', issuedOn: '2026-09-10' },
  },
};

/** Codes that schools had before. */
const aliases: RegisterTable = {
  key: ['oldCode'],
  reach: 'installation',
  maxRows,
  columns: [
    required('oldCode', 'old_code', code, ['Mã cũ', 'Old code', 'Mã trường cũ']),
    required('schoolCode', 'school_code', code, [
      'Mã trường mới',
      'School code',
      'Mã mới',
      'Mã trường',
      'New code',
    ]),
    required('validFrom', 'valid_from', date, ['Từ ngày', 'Valid from', 'Ngày có hiệu lực', 'Hiệu lực từ']),
    column('basis', 'basis', words(200), ['Căn cứ', 'Basis', 'Quyết định', 'Số quyết định']),
  ],
  example: { oldCode: 'MA-CU', schoolCode: exampleSchool, validFrom: '2026-07-01', basis: 'QĐ 100/QĐ-UBND' },
  fault: ({ oldCode, schoolCode }) =>
    oldCode === schoolCode ? { field: 'oldCode', reason: 'alias-of-itself' } : null,
};

/** The org tree above the schools; schools and their sites come from the roster. */
const units: RegisterTable = {
  key: ['kind', 'name', 'parent'],
  reach: 'installation',
  // All of Vietnam: 34 provinces and 3,321 communes since 1 July 2025 (Resolution 202/2025/QH15), and areas.
  maxRows: 5_000,
  columns: [
    column('code', 'code', code, ['Mã đơn vị', 'Code', 'Mã']),
    required('name', 'name', words(200), ['Tên đơn vị', 'Name', 'Tên']),
    required('kind', 'kind', wordKinds.unit, ['Cấp đơn vị', 'Kind', 'Loại đơn vị', 'Loại', 'Cấp']),
    column('parent', 'parent', words(200), ['Đơn vị cấp trên', 'Parent', 'Trực thuộc', 'Thuộc']),
  ],
  example: { code: null, name: 'Xã Ví dụ', kind: 'commune', parent: 'Khu vực Ví dụ' },
};

export const schoolTables = { sites, priorities, checklist, aliases, units } as const;
