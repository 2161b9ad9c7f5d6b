import type { SchoolRow } from '../school.ts';
import type { RegisterRow, RegisterTable, RowFault } from './column.ts';

/** A column of the roster file: the field it fills, what its cells hold, and the headers it is known by. */
export type RosterColumn = {
  readonly field: keyof SchoolRow | 'schoolCode' | 'schoolName' | 'commune' | 'owner' | 'area';
  /** The stable header; the Vietnamese one stands first among the others. */
  readonly header: string;
  readonly others: readonly string[];
  readonly holds:
    | { readonly kind: 'code' | 'level' }
    | { readonly kind: 'text'; readonly maxLength: number }
    /** A whole number within what a real school can have. */
    | { readonly kind: 'count'; readonly min: number; readonly max: number };
  readonly isRequired?: true;
};

const name = { kind: 'text', maxLength: 200 } as const;
const upTo = (max: number, min = 0) => ({ kind: 'count', min, max }) as const;

/** Every column, required ones first. Limits are ten times the largest school known, to catch a shifted column. */
export const rosterColumns: readonly RosterColumn[] = [
  {
    field: 'schoolCode',
    header: 'school_code',
    others: ['Mã trường', 'Mã định danh', 'Mã định danh trường', 'School code'],
    holds: { kind: 'code' },
    isRequired: true,
  },
  {
    field: 'schoolName',
    header: 'school_name',
    others: ['Tên trường', 'Trường', 'Tên đơn vị', 'School', 'School name'],
    holds: name,
    isRequired: true,
  },
  {
    field: 'level',
    header: 'level',
    others: ['Cấp học', 'Cấp', 'Bậc học', 'School level'],
    holds: { kind: 'level' },
    isRequired: true,
  },
  {
    field: 'commune',
    header: 'commune',
    others: ['Xã/phường', 'Xã', 'Phường', 'Xã, phường', 'Commune/ward'],
    holds: name,
  },
  {
    field: 'owner',
    header: 'owner',
    others: ['Đơn vị quản lý', 'Cơ quan quản lý', 'Chủ quản', 'Cơ quan chủ quản'],
    holds: name,
  },
  { field: 'area', header: 'area', others: ['Khu vực', 'Cụm', 'Địa bàn'], holds: name },
  {
    field: 'siteCode',
    header: 'site_code',
    others: ['Mã điểm trường', 'Mã điểm', 'Site code'],
    holds: { kind: 'code' },
  },
  {
    field: 'siteName',
    header: 'site_name',
    others: ['Điểm trường', 'Tên điểm trường', 'Site', 'School site'],
    holds: name,
  },
  {
    field: 'students',
    header: 'students',
    others: ['Số học sinh', 'Học sinh', 'Tổng số học sinh', 'Số HS', 'Pupils'],
    holds: upTo(20_000),
  },
  {
    field: 'informaticsStudents',
    header: 'informatics_students',
    others: [
      'HS học Tin học',
      'HS học Tin',
      'Số HS học Tin học',
      'Số học sinh học Tin học',
      'Học sinh học Tin học',
    ],
    holds: upTo(20_000),
  },
  { field: 'classes', header: 'classes', others: ['Số lớp', 'Lớp', 'Số lớp học'], holds: upTo(1_000) },
  {
    field: 'largestClass',
    header: 'largest_class',
    others: ['Sĩ số lớp lớn nhất', 'Sĩ số lớn nhất', 'Lớp đông nhất'],
    holds: upTo(500),
  },
  {
    field: 'practicePupilsPerPc',
    header: 'practice_pupils_per_pc',
    others: ['HS/máy thực hành', 'HS/máy khi thực hành', 'Số HS/máy thực hành', 'Học sinh/máy thực hành'],
    holds: upTo(10, 1),
  },
  {
    field: 'sessions',
    header: 'sessions',
    others: ['Số buổi học', 'Số buổi', 'Số buổi học/ngày', 'Số buổi/ngày'],
    holds: upTo(2, 1),
  },
  {
    field: 'departments',
    header: 'departments',
    others: ['Số tổ bộ môn', 'Tổ bộ môn', 'Số tổ chuyên môn'],
    holds: upTo(200),
  },
  { field: 'classrooms', header: 'classrooms', others: ['Số phòng học', 'Phòng học'], holds: upTo(2_000) },
  {
    field: 'declaredStudentPcs',
    header: 'declared_student_pcs',
    others: [
      'Máy tính học sinh khai báo',
      'Máy tính học sinh (khai báo)',
      'Số máy tính học sinh khai báo',
      'Máy tính học sinh',
      'Số máy tính học sinh',
      'Máy học sinh khai báo',
    ],
    holds: upTo(10_000),
  },
];

/** Numbers of one row that cannot all be true: the row is refused, since nobody knows which of them is wrong. */
export function rosterFault(row: RegisterRow): RowFault | null {
  const { students, informaticsStudents, largestClass, classes } = row;
  if (typeof students !== 'number') return null;
  const isMore = (value: unknown): boolean => typeof value === 'number' && value > students;
  if (isMore(informaticsStudents)) return { field: 'informaticsStudents', reason: 'more-than-students' };
  if (isMore(largestClass)) return { field: 'largestClass', reason: 'class-larger-than-school' };
  return isMore(classes) ? { field: 'classes', reason: 'more-classes-than-students' } : null;
}

/** The roster: one row is one level of one school on one site. */
export const rosterTable: RegisterTable = {
  columns: rosterColumns,
  key: ['schoolCode', 'level', 'siteCode'],
  reach: 'installation',
  maxRows: 20_000,
  fault: rosterFault,
  example: {
    ...{ schoolCode: 'MA-TRUONG', schoolName: 'Trường Tiểu học Ví dụ', level: 'TH', commune: 'Xã Ví dụ' },
    ...{ owner: 'UBND xã Ví dụ', area: null, siteCode: null, siteName: null, students: 500 },
    ...{ informaticsStudents: 300, classes: 15, largestClass: 35, practicePupilsPerPc: 2, sessions: 2 },
    ...{ departments: 3, classrooms: 18, declaredStudentPcs: 20 },
  },
};
