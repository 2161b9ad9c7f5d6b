import type { Role, SchoolLevel } from '../../../shared/domain/device.ts';
import { communeName, schoolName } from './names.ts';
import { known, parameters } from './parameters.ts';
import { createDraw, type Draw } from './random.ts';

/** One row of the roster that the simulator imports. */
export type SyntheticLevel = {
  readonly level: SchoolLevel;
  readonly siteCode: string;
  readonly siteName: string;
  readonly students: number;
  readonly informaticsStudents: number;
  readonly classes: number;
  readonly largestClass: number;
};

export type SyntheticRoom = { readonly room: string; readonly role: Role; readonly machines: number };

export type SyntheticSchool = {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly commune: string;
  readonly owner: string;
  readonly levels: readonly SyntheticLevel[];
  /** null where the school left the cell blank. */
  readonly declaredStudentPcs: number | null;
  readonly rooms: readonly SyntheticRoom[];
};

const area = 'Khu vực mẫu';

/** The synthetic area: `schools` schools in the type mix of parameters.json. Same seed, same area. */
export function createArea(seed: number, schools: number): readonly SyntheticSchool[] {
  const draw = createDraw(seed);
  const types = typeMix(schools);
  return types.map((type, index) => createSchool(draw.fork(`school ${index}`), type, index));
}

/** Types by their shares, largest remainder first, so that small areas keep the mix. */
function typeMix(schools: number): readonly string[] {
  const entries = Object.entries(parameters.typeShare);
  const total = entries.reduce((sum, [, share]) => sum + share, 0);
  const exact = entries.map(([type, share]) => ({ type, exact: (share / total) * schools }));
  const counts = new Map(exact.map(({ type, exact: value }) => [type, Math.floor(value)]));
  let rest = schools - [...counts.values()].reduce((sum, value) => sum + value, 0);
  const byRemainder = [...exact].sort(
    (a, b) => (b.exact % 1) - (a.exact % 1) || a.type.localeCompare(b.type),
  );
  for (const { type } of byRemainder) {
    if (rest === 0) break;
    counts.set(type, (counts.get(type) ?? 0) + 1);
    rest -= 1;
  }
  return [...counts].flatMap(([type, value]) => Array.from({ length: value }, () => type));
}

function createSchool(draw: Draw, type: string, index: number): SyntheticSchool {
  const commune = communeName(index % parameters.communes);
  const levels = createLevels(draw, type);
  const rooms = createRooms(draw, type, levels);
  const lab = rooms.filter(({ role }) => role === 'student').reduce((sum, { machines }) => sum + machines, 0);
  const { schoolCodeLeadingZero, nfdNames } = parameters.defects;
  const name = schoolName(type, index);
  return {
    code: `${draw.chance(schoolCodeLeadingZero) ? '0' : '7'}${String(5_100_000 + index)}`,
    name: index < nfdNames ? name.normalize('NFD') : name,
    type,
    commune,
    owner: type === 'THPT' || type === 'GDTX' ? 'Sở GD&ĐT' : `UBND ${commune}`,
    levels,
    declaredStudentPcs: declaredPcs(draw, lab),
    rooms,
  };
}

function declaredPcs(draw: Draw, lab: number): number | null {
  const { declaredBlankShare, declaredMismatchShare } = parameters.defects;
  if (draw.chance(declaredBlankShare)) return null;
  return draw.chance(declaredMismatchShare) ? Math.max(0, lab + draw.integer(-5, 8)) : lab;
}

function createLevels(draw: Draw, type: string): readonly SyntheticLevel[] {
  const levels: readonly SchoolLevel[] = type === 'TH&THCS' ? ['TH', 'THCS'] : [type as SchoolLevel];
  const siteCount = Number(draw.weighted(known(parameters.sites, type)));
  return levels.flatMap((level) => {
    const key = levels.length > 1 ? `${type}.${level}` : level;
    const { median, sigma, min, max } = known(parameters.students, key);
    const students = Math.round(Math.min(max, Math.max(min, draw.lognormal(median, sigma))));
    // Upper levels of a school learn on the main site; satellites hold the young classes.
    return splitOverSites(students, level === 'THCS' ? 1 : siteCount).map((share, site) =>
      levelAt(draw, level, site, share),
    );
  });
}

function splitOverSites(students: number, sites: number): readonly number[] {
  const satellite = sites === 1 ? 0 : Math.floor((students * (1 - parameters.mainSiteShare)) / (sites - 1));
  return Array.from({ length: sites }, (_, site) =>
    site === 0 ? students - satellite * (sites - 1) : satellite,
  );
}

function levelAt(draw: Draw, level: SchoolLevel, site: number, students: number): SyntheticLevel {
  const { mean, sd, min, max } = known(parameters.classSize, level);
  const average = Math.min(max, Math.max(min, draw.normal(mean, sd)));
  const classes = Math.max(1, Math.ceil(students / average));
  return {
    level,
    siteCode: site === 0 ? '' : `D${site}`,
    siteName: site === 0 ? '' : `Điểm lẻ ${site}`,
    students,
    informaticsStudents: informatics(draw, level, students),
    classes,
    largestClass: Math.min(max, students, Math.ceil(students / classes) + draw.integer(0, 3)),
  };
}

/** TH: grades 3–5 of five, with noise; THCS: all; THPT and GDTX: an elective. */
function informatics(draw: Draw, level: SchoolLevel, students: number): number {
  if (level === 'MN') return 0;
  if (level === 'THCS') return students;
  const { alpha, beta } = parameters.informaticsShareThpt;
  const share = level === 'TH' ? 0.6 * (1 + draw.normal(0, parameters.gradeNoise)) : draw.beta(alpha, beta);
  return Math.min(students, Math.max(0, Math.round(students * share)));
}

function createRooms(draw: Draw, type: string, levels: readonly SyntheticLevel[]): readonly SyntheticRoom[] {
  const labs = createLabs(draw, type, levels);
  const classes = levels.reduce((sum, level) => sum + level.classes, 0);
  const { base, perClass } = known(parameters.otherPcs, type) as { base: number; perClass: number };
  const { sigma, officeMax, departmentShare } = parameters.otherPcs;
  const others = Math.round((base + perClass * classes) * draw.lognormal(1, sigma));
  const office = Math.min(others, draw.integer(1, officeMax));
  const department = Math.round(others * departmentShare);
  const server = draw.chance(known(parameters.serverProbability, type)) ? 1 : 0;
  const rest: readonly SyntheticRoom[] = [
    { room: 'Văn phòng', role: 'office', machines: office },
    { room: 'Tổ bộ môn', role: 'department', machines: department },
    { room: 'Phòng giáo viên', role: 'teacher', machines: Math.max(0, others - office - department) },
    { room: 'Tủ máy chủ', role: 'server', machines: server },
  ];
  return [...labs, ...rest.filter(({ machines }) => machines > 0)];
}

function createLabs(draw: Draw, type: string, levels: readonly SyntheticLevel[]): readonly SyntheticRoom[] {
  const { lab } = parameters;
  if (type === 'MN' || draw.chance(lab.noLabProbability[type] ?? 0)) return [];
  const norm = levels.reduce(
    (sum, row) => sum + Math.ceil(row.informaticsStudents / known(lab.pupilsPerPc, row.level)),
    0,
  );
  const floor = Math.ceil(
    Math.max(...levels.map(({ largestClass }) => largestClass)) / lab.practicePupilsPerPc,
  );
  const machines = Math.round(Math.max(norm, floor) * draw.lognormal(known(lab.fulfilment, type), lab.sigma));
  if (machines < lab.minimumForRoom) return [];
  const rooms = Math.ceil(machines / lab.roomSize);
  return Array.from({ length: rooms }, (_, room) => ({
    room: `PM${room + 1}`,
    role: 'student' as const,
    machines: Math.floor(machines / rooms) + (room < machines % rooms ? 1 : 0),
  }));
}

/** The area's roster as the CSV that a school office would send: `;`, BOM, Vietnamese headers. */
export function rosterCsv(schools: readonly SyntheticSchool[]): string {
  const header =
    'Mã trường;Tên trường;Cấp học;Xã/phường;Đơn vị quản lý;Khu vực;Mã điểm trường;Điểm trường;Số học sinh;HS học Tin học;Số lớp;Sĩ số lớp lớn nhất;Máy tính học sinh khai báo';
  const rows = schools.flatMap((school) =>
    school.levels.map((row, index) =>
      [
        ...[
          school.code,
          school.name,
          row.level,
          school.commune,
          school.owner,
          area,
          row.siteCode,
          row.siteName,
        ],
        ...[row.students, row.informaticsStudents, row.classes, row.largestClass],
        // Declared machines are summed over a school's rows: the office writes them once.
        index === 0 ? (school.declaredStudentPcs ?? '') : '',
      ].join(';'),
    ),
  );
  return `\ufeff${[header, ...rows].join('\r\n')}\r\n`;
}
