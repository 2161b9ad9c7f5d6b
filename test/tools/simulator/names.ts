const communes = [
  'Xã An Bình',
  'Xã Bình Minh',
  'Phường Tân Lập',
  'Xã Hòa Thuận',
  'Xã Phú Lộc',
  'Phường Đông Hà',
  'Xã Long Sơn',
  'Xã Thạnh Mỹ',
  'Phường Vĩnh Tường',
];

const people = [
  ...[
    'Kim Đồng',
    'Lê Lợi',
    'Nguyễn Huệ',
    'Trần Phú',
    'Võ Thị Sáu',
    'Phan Chu Trinh',
    'Hoàng Văn Thụ',
    'Lý Thường Kiệt',
  ],
  ...[
    'Trưng Vương',
    'Nguyễn Trãi',
    'Quang Trung',
    'Lê Hồng Phong',
    'Nguyễn Du',
    'Chu Văn An',
    'Đinh Tiên Hoàng',
    'Ngô Quyền',
  ],
  ...[
    'Hai Bà Trưng',
    'Lê Quý Đôn',
    'Nguyễn Bỉnh Khiêm',
    'Phan Bội Châu',
    'Huỳnh Thúc Kháng',
    'Nguyễn Viết Xuân',
    'Bùi Thị Xuân',
  ],
];
const flowers = [
  'Hoa Sen',
  'Hoa Mai',
  'Họa Mi',
  'Sơn Ca',
  'Tuổi Thơ',
  'Ánh Dương',
  'Măng Non',
  'Bông Hồng',
  'Vành Khuyên',
  'Hướng Dương',
];

/** Invented communes of the synthetic area. */
export function communeName(index: number): string {
  return communes[index % communes.length] ?? 'Xã Mẫu';
}

/** A school name of the usual kind, numbered from its second use: `TH Kim Đồng`, `TH Kim Đồng 2`. */
export function schoolName(type: string, index: number): string {
  const names = type === 'MN' ? flowers : people;
  const round = Math.floor(index / names.length);
  const name = names[index % names.length] ?? 'Mẫu';
  return `${type} ${name}${round === 0 ? '' : ` ${round + 1}`}`;
}
