import type { SchoolRow } from '../../shared/contract/view.ts';
import type { SchoolNeed } from '../../shared/domain/need-school.ts';
import { studentsPerComputer } from '../../shared/domain/ratio.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';

/** `unknown` is a school whose figures are missing: it is neither well nor badly off. */
export type Health = 'good' | 'warn' | 'bad' | 'unknown';

/** A school as the console shows it: the live row and its need by the roster. */
export type SchoolLine = SchoolRow & {
  readonly need: SchoolNeed | null;
  readonly health: Health;
  /** Informatics pupils per usable computer; null = no figure. */
  readonly ratio: number | null;
};

export const healthGlyphs: Readonly<Record<Health, string>> = {
  good: '✓',
  warn: '▲',
  bad: '✗',
  unknown: '?',
};

export function schoolLine(school: SchoolRow, need: SchoolNeed | null): SchoolLine {
  return { ...school, need, health: schoolHealth(school, need), ratio: schoolRatio(school) };
}

/** Pupils of the default denominator (Informatics) per usable computer, 2 decimals; null without pupils or machines. */
export function schoolRatio(school: SchoolRow): number | null {
  return school.informaticsStudents === 0
    ? null
    : studentsPerComputer(school.informaticsStudents, school.usable);
}

/** Machines that are known to be unprotected: unknown ones are not counted. */
export function unprotected(school: Pick<SchoolRow, 'devices' | 'antivirusOn' | 'antivirusUnknown'>): number {
  return Math.max(0, school.devices - school.antivirusOn - school.antivirusUnknown);
}

/** Bad: machines are missing against the norm. Warn: something for a technician. Unknown: no figure to judge by. */
function schoolHealth(school: SchoolRow, need: SchoolNeed | null): Health {
  if (need !== null && (need.deficit ?? 0) > 0) return 'bad';
  const { silent, missing, unknownRole, atRisk } = school;
  const hasWork = silent + missing + unknownRole + atRisk + unprotected(school) > 0;
  if (hasWork) return 'warn';
  return need === null || need.deficit === null ? 'unknown' : 'good';
}

/** Which school to help first: the largest share of its need that is missing, then silence, then code. */
export function helpFirst(a: SchoolLine, b: SchoolLine): number {
  return (
    deficitShare(b) - deficitShare(a) ||
    (b.need?.deficit ?? 0) - (a.need?.deficit ?? 0) ||
    silentShare(b) - silentShare(a) ||
    (a.schoolCode < b.schoolCode ? -1 : 1)
  );
}

function deficitShare({ need }: SchoolLine): number {
  return need?.deficit == null || need.needed === null || need.needed === 0 ? 0 : need.deficit / need.needed;
}

function silentShare(school: SchoolLine): number {
  return school.devices === 0 ? 0 : (school.silent + school.missing) / school.devices;
}

const dash = '—';

function count(value: number | null, text: Text): string {
  return value === null ? dash : text.number(value);
}

/** Whole percent of machines, `—` where there is none. */
function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 100) / whole);
}

function numberColumn(
  id: string,
  label: Column<SchoolLine>['label'],
  width: number,
  value: (row: SchoolLine) => number | null,
): Column<SchoolLine> {
  return { id, label, width, align: 'right', value, cell: (row, text) => count(value(row), text) };
}

const name: Column<SchoolLine> = {
  id: 'school',
  label: 'column.school',
  width: 'grow',
  align: 'left',
  value: (row) => row.schoolName,
  cell: (row) => row.schoolName,
};

const level: Column<SchoolLine> = {
  id: 'level',
  label: 'column.level',
  width: 7,
  align: 'left',
  value: (row) => row.level,
  cell: (row) => (row.level === '' ? dash : row.level),
};

/** The denominator stands in its name: no ratio is printed without it. */
const ratio: Column<SchoolLine> = {
  id: 'ratio',
  label: 'column.ratio',
  width: 10,
  align: 'right',
  value: (row) => row.ratio,
  cell: (row, text) => (row.ratio === null ? dash : text.number(row.ratio, 1)),
};

const code: Column<SchoolLine> = {
  id: 'code',
  label: 'column.code',
  width: 12,
  align: 'left',
  value: (row) => row.schoolCode,
  cell: (row) => row.schoolCode,
};

const commune: Column<SchoolLine> = {
  id: 'commune',
  label: 'column.commune',
  width: 18,
  align: 'left',
  value: (row) => row.commune,
  cell: (row) => row.commune ?? dash,
};

const declared = numberColumn('declared', 'column.declared', 6, (row) => row.declared);
const registered = numberColumn('registered', 'column.registered', 6, (row) => row.registered);
const usable = numberColumn('usable', 'column.usable', 6, (row) => row.usable);
const deficit = numberColumn('deficit', 'column.deficit', 6, (row) => row.need?.deficit ?? null);
const needed = numberColumn('needed', 'column.needed', 6, (row) => row.need?.needed ?? null);
const online = numberColumn('online', 'column.online', 5, (row) => share(row.online, row.devices));
/** Of the machines whose protection is known: unknown is not off. */
const antivirus = numberColumn('antivirus', 'column.antivirusShare', 5, (row) =>
  share(row.antivirusOn, row.devices - row.antivirusUnknown),
);
/** Machines with an open finding that is critical or high. */
const atRisk = numberColumn('atRisk', 'column.atRisk', 6, (row) => row.atRisk);
const students = numberColumn('students', 'column.students', 6, (row) => row.informaticsStudents);
const unknownRole = numberColumn('unknownRole', 'column.unknownRole', 6, (row) => row.unknownRole);
const devices = numberColumn('devices', 'column.devices', 6, (row) => row.devices);

/** In order of importance: a narrow screen shows the first that fit. */
export const schoolColumns: readonly Column<SchoolLine>[] = [
  name,
  level,
  declared,
  registered,
  usable,
  ratio,
  deficit,
  online,
  antivirus,
  atRisk,
  needed,
  students,
  unknownRole,
  devices,
  commune,
  code,
];
