import { type SchoolLevel, schoolLevels } from '../device.ts';
import type { Funding, ItemCode } from '../item/item.ts';
import type { RoomKind } from '../school.ts';
import type { Asset, Deadline } from '../snapshot/register.ts';
import type { CellKind } from './column.ts';
import { fold, namesOf } from './fold.ts';

/** Words that people write in a list: the Vietnamese one stands first, the English one second. */
type Words<K extends string> = Readonly<Record<K, readonly [string, string, ...string[]]>>;

const levelNames: Readonly<Record<SchoolLevel, readonly string[]>> = {
  MN: ['MN', 'Mầm non', 'Mẫu giáo', 'Nhà trẻ', 'Kindergarten'],
  TH: ['TH', 'Tiểu học', 'Primary'],
  THCS: ['THCS', 'Trung học cơ sở', 'Lower secondary'],
  THPT: ['THPT', 'Trung học phổ thông', 'Upper secondary'],
  GDTX: ['GDTX', 'Giáo dục thường xuyên', 'GDNN-GDTX', 'TTGDTX', 'Continuing education'],
};
export const levelByName = new Map(
  schoolLevels.flatMap((level) => levelNames[level].map((name) => [fold(name), level] as const)),
);

/** Names of items as asset books and price lists write them. */
export const itemWords: Words<ItemCode> = {
  'student-pc': [
    'Máy tính học sinh',
    'Student PC',
    'Student computer',
    'Máy tính phòng Tin học',
    'Máy vi tính học sinh',
    'Bộ máy tính',
    'Máy tính để bàn',
    'Máy vi tính để bàn',
    'Máy tính thực hành',
    'Desktop',
  ],
  'office-pc': [
    'Máy tính quản lý',
    'Office PC',
    'Office computer',
    'Máy tính văn phòng',
    'Máy vi tính văn phòng',
    'Máy tính hành chính',
    'Management computer',
  ],
  'department-pc': [
    'Máy tính tổ bộ môn',
    'Department PC',
    'Department computer',
    'Máy tính bộ môn',
    'Máy tính tổ chuyên môn',
    'Subject-department computer',
  ],
  'teacher-pc': [
    'Máy tính giáo viên',
    'Teacher PC',
    'Teacher computer',
    'Máy tính xách tay',
    'Máy tính xách tay giáo viên',
    'Laptop',
  ],
  printer: ['Máy in', 'Printer', 'Máy in laser', 'Máy in mạng'],
  scanner: ['Máy quét', 'Scanner', 'Máy scan'],
  webcam: ['Webcam', 'Web camera', 'Camera máy tính', 'Camera họp trực tuyến'],
  projection: [
    'Thiết bị trình chiếu',
    'Projection equipment',
    'Projection',
    'Máy chiếu',
    'Máy chiếu/TV',
    'Ti vi',
    'Tivi',
    'TV',
    'Màn hình tương tác',
    'Màn hình trình chiếu',
    'Projector',
    'Projection set',
  ],
  'access-point': [
    'Bộ phát Wi-Fi',
    'Access point',
    'Thiết bị phát Wi-Fi',
    'Điểm truy cập Wi-Fi',
    'Cục phát Wi-Fi',
    'AP',
    'Wi-Fi access point',
  ],
  'lab-room': ['Phòng Tin học', 'Computer lab', 'Phòng máy', 'Phòng máy tính', 'Phòng học bộ môn Tin học'],
  'studio-room': ['Phòng học liệu số', 'Studio room', 'Phòng studio', 'Studio'],
  'lab-online': ['Phòng Tin học nối mạng', 'Lab online', 'Phòng máy nối mạng', 'Online lab'],
  'fibre-line': [
    'Đường cáp quang',
    'Fibre line',
    'Đường truyền cáp quang',
    'Cáp quang',
    'Internet cáp quang',
  ],
  provider: ['Nhà mạng', 'Internet provider', 'Nhà cung cấp Internet', 'Provider'],
  antivirus: [
    'Phần mềm phòng chống virus có bản quyền',
    'Licensed antivirus',
    'Phần mềm diệt virus',
    'Antivirus',
    'Phần mềm phòng chống virus',
    'Bản quyền phòng chống virus',
    'Bản quyền diệt virus',
    'Antivirus licence',
  ],
  wifi: [
    'Wi-Fi tại điểm trường',
    'Wi-Fi at the site',
    'Wi-Fi',
    'Wireless network',
    'Mạng không dây',
    'Phòng có Wi-Fi',
    'Wi-Fi room',
  ],
  repair: ['Sửa chữa máy tính', 'PC repair', 'Sửa chữa', 'Repair', 'Computer repair'],
  memory: ['Bộ nhớ RAM', 'Memory module', 'RAM', 'Memory', 'Thanh RAM', 'Bộ nhớ', 'RAM 8 GB'],
  ssd: ['Ổ SSD', 'SSD', 'Solid-state disk', 'Ổ cứng SSD', 'SSD 256 GB', 'SSD disk'],
  'system-licence': [
    'Bản quyền hệ điều hành',
    'Operating system licence',
    'System licence',
    'Giấy phép hệ điều hành',
    'Bản quyền Windows',
    'Windows licence',
  ],
};
export const itemByName = namesOf(itemWords);

const fundingWords: Words<Funding> = {
  'state-budget': ['NSNN', 'State budget', 'Ngân sách nhà nước', 'Ngân sách'],
  social: ['Xã hội hóa', 'Social contribution', 'Xã hội hoá', 'XHH'],
  donation: ['Tài trợ', 'Donation', 'Được tặng', 'Quà tặng'],
  lease: ['Thuê', 'Lease', 'Đi thuê', 'Rent'],
};

const holderWords: Words<NonNullable<Asset['holder']>> = {
  school: ['Nhà trường', 'School', 'Trường', 'Của trường'],
  donated: ['Được tặng', 'Donated', 'Tài trợ', 'Được tài trợ'],
  leased: ['Thuê', 'Leased', 'Đi thuê'],
  private: ['Cá nhân', 'Private', 'Tư nhân', 'Của cá nhân'],
};

const roomWords: Words<RoomKind> = {
  lab: ['Phòng Tin học', 'Computer lab', 'Phòng máy', 'Phòng máy tính', 'Phòng bộ môn Tin học'],
  classroom: ['Phòng học', 'Classroom', 'Lớp học'],
  studio: ['Phòng học liệu số', 'Studio room', 'Phòng studio'],
  office: ['Văn phòng', 'Office', 'Phòng hành chính', 'Phòng làm việc'],
  store: ['Kho', 'Store', 'Nhà kho', 'Storage'],
  other: ['Khác', 'Other', 'Phòng khác'],
};

/** Schools and their sites come from the roster. */
const unitWords: Words<'province' | 'area' | 'commune'> = {
  province: ['Tỉnh', 'Province', 'Thành phố', 'Tỉnh/thành phố', 'City'],
  area: ['Khu vực', 'Area', 'Cụm', 'Địa bàn'],
  commune: ['Xã/phường', 'Commune/ward', 'Xã', 'Phường', 'Đặc khu', 'Commune', 'Ward'],
};

const reportWords: Words<Deadline['report']> = {
  plan: ['Kế hoạch', 'Plan', 'Kế hoạch năm học'],
  training: ['Nhu cầu bồi dưỡng', 'Training needs', 'Bồi dưỡng', 'Đăng ký bồi dưỡng'],
  'mid-year': ['Sơ kết', 'Mid-year report', 'Sơ kết học kỳ I', 'Báo cáo sơ kết'],
  'end-year': ['Tổng kết', 'End-year report', 'Tổng kết năm học', 'Báo cáo tổng kết'],
  'statistics-start': ['Thống kê đầu năm', 'Statistics, start of year', 'Thống kê đầu năm học'],
  'statistics-end': ['Thống kê cuối năm', 'Statistics, end of year', 'Thống kê cuối năm học'],
  index: ['Chỉ số chuyển đổi số', 'Digital index', 'Chuyển đổi số', 'DTI'],
};

const partyWords: Words<Deadline['from'] | Deadline['to']> = {
  school: ['Trường', 'School', 'Nhà trường'],
  commune: ['Xã/phường', 'Commune/ward', 'Xã', 'Phường', 'Commune'],
  province: ['Sở', 'Province', 'Tỉnh', 'Sở GDĐT', 'Department'],
  'direct-unit': ['Đơn vị trực thuộc', 'Directly managed unit', 'Trực thuộc Sở', 'Direct unit'],
  ministry: ['Bộ', 'Ministry', 'Bộ GDĐT'],
};

const { ministry, ...senderWords } = partyWords;
const receiverWords = { commune: partyWords.commune, province: partyWords.province, ministry };

export const wordKinds = {
  funding: wordKind(fundingWords),
  holder: wordKind(holderWords),
  room: wordKind(roomWords),
  unit: wordKind(unitWords),
  report: wordKind(reportWords),
  sender: wordKind(senderWords),
  receiver: wordKind(receiverWords),
} as const;

function wordKind<K extends string>(words: Words<K>): CellKind {
  const entries = Object.entries<readonly [string, string, ...string[]]>(words);
  const shown = Object.fromEntries(entries.map(([name, [vi, en]]) => [name, { vi, en }]));
  return { kind: 'word', words: namesOf(words), shown };
}

const yes = ['có', 'c', 'x', 'yes', 'y', 'true', 'đúng', 'v', '✓', '✔', '1'];
const no = ['không', 'k', 'no', 'n', 'false', 'sai', '0'];
export const yesNoByName: ReadonlyMap<string, boolean> = new Map([
  ...yes.map((word) => [word, true] as const),
  ...no.map((word) => [word, false] as const),
]);
