import type { DeviceState, Role } from '../../shared/domain/device.ts';
import { fold } from '../../shared/domain/register/fold.ts';
import type { NamedColumn } from './csv-table.ts';

/** A column of a list of machines. */
export type MachineColumn = NamedColumn & {
  readonly field: 'machine' | 'room' | 'seat' | 'role' | 'state';
};

export const machineColumns: readonly MachineColumn[] = [
  {
    field: 'machine',
    header: 'machine',
    others: [
      'Tên máy',
      'Máy',
      'Tên máy tính',
      'Mã máy',
      'Hostname',
      'Computer',
      'Computer name',
      'Device ID',
    ],
    isRequired: true,
  },
  { field: 'room', header: 'room', others: ['Phòng', 'Phòng máy', 'Tên phòng'] },
  { field: 'seat', header: 'seat', others: ['Chỗ', 'Chỗ ngồi', 'Chỗ số', 'Số chỗ', 'Vị trí'] },
  { field: 'role', header: 'role', others: ['Mục đích', 'Mục đích sử dụng', 'Purpose'] },
  { field: 'state', header: 'state', others: ['Tình trạng', 'Trạng thái', 'Condition', 'Status'] },
];

/** Words for what a machine is for. */
export const roleNames: Readonly<Record<Role, readonly string[]>> = {
  student: ['student', 'học sinh', 'HS', 'máy học sinh', 'máy HS', 'pupil', 'pupils', 'students'],
  teacher: ['teacher', 'giáo viên', 'GV', 'máy giáo viên', 'máy GV', 'teachers'],
  office: ['office', 'văn phòng', 'máy văn phòng', 'quản lý', 'máy quản lý', 'hành chính'],
  department: ['department', 'bộ môn', 'tổ bộ môn', 'máy tổ bộ môn', 'máy bộ môn', 'tổ chuyên môn'],
  server: ['server', 'máy chủ'],
  unknown: ['unknown', 'chưa rõ'],
};

/** What an officer says of a machine's condition; `good` is a confirmation and approves it. */
export const conditionNames: Readonly<Record<DeviceState | 'good', readonly string[]>> = {
  good: ['tốt', 'dùng tốt', 'dùng được', 'hoạt động tốt', 'bình thường', 'good', 'works', 'usable', 'OK'],
  approved: ['approved', 'đã duyệt'],
  pending: ['pending', 'chờ duyệt', 'pending approval'],
  broken: ['broken', 'hỏng', 'hư', 'hư hỏng'],
  'in-repair': ['in-repair', 'đang sửa', 'đang sửa chữa', 'sửa chữa', 'under repair'],
  stored: ['stored', 'cất kho', 'lưu kho', 'trong kho', 'in storage'],
  retired: ['retired', 'thanh lý', 'đã thanh lý', 'write-off', 'written off'],
};

const roleByName = namesOf(roleNames);
const conditionByName = namesOf(conditionNames);

export function roleNamed(cell: string): Role | null {
  return roleByName.get(fold(cell)) ?? null;
}

/** The state, and whether the machine was found to work. `approved` lets it in and says nothing of its condition. */
export function conditionNamed(
  cell: string,
): { readonly state: DeviceState; readonly confirmGood: boolean } | null {
  const name = conditionByName.get(fold(cell));
  if (name === undefined) return null;
  return name === 'good' ? { state: 'approved', confirmGood: true } : { state: name, confirmGood: false };
}

function namesOf<K extends string>(names: Readonly<Record<K, readonly string[]>>): Map<string, K> {
  const keys = Object.keys(names) as K[];
  return new Map(keys.flatMap((key) => names[key].map((name) => [fold(name), key] as const)));
}
