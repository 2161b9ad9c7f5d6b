import type { SchoolLevel } from '../../../shared/domain/device.ts';
import type { SnapshotUnit } from '../../../shared/domain/snapshot/snapshot.ts';
import { type SchoolPart, schoolParts } from '../../../shared/domain/statistics/school-part.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet, type SheetColumn } from '../sheets/data-sheet.ts';
import { listName } from './list-columns.ts';

type GigaRow = {
  readonly part: SchoolPart;
  readonly row: SchoolStatistics;
  readonly province: string | null;
  readonly year: number;
};

/** Nothing that this software knows: asked for by the upload, left for the ministry. */
const leftBlank = [
  'school_id_giga',
  'school_id_govt_type',
  'school_funding_type',
  'school_establishment_year',
  'is_school_open',
  'school_area_type',
  'electricity_type',
  'num_teachers',
  'num_adm_personnel',
  'water_availability',
  'num_latrines',
] as const;

/**
 * School master data as Giga's ingestion takes it (UNICEF/ITU Giga, github.com/unicef/giga-data-ingestion: upload columns of
 * the school dataset, English names and values in every language). What nobody knows is an empty cell.
 */
export function gigaSheet({ plan, scope, text }: ExportInput): DataSheet {
  const { snapshot } = plan;
  const province = provinceOf(snapshot.units);
  const local = snapshot.asAtMs + snapshot.calendar.utcOffsetMinutes * 60_000;
  const year = new Date(local).getUTCFullYear();
  const parts = schoolParts(plan);
  const rows = schoolStatistics(plan)
    .map((row, index) => ({ row, part: parts[index], province, year }))
    .filter((entry): entry is GigaRow => entry.part !== undefined)
    .filter(({ row }) => scope.schoolCode === null || row.schoolCode === scope.schoolCode);
  return dataSheet(listName('giga', text), rows, columns());
}

function columns(): SheetColumn<GigaRow>[] {
  return [
    ...schoolColumns(),
    column('connectivity_govt', 'text', ({ row }) => yesNo(hasLine(row))),
    column('connectivity_type_govt', 'text', ({ part }) => mediaOf(part)),
    column('connectivity_govt_collection_year', 'integer', ({ row, year }) =>
      hasLine(row) === null ? null : year,
    ),
    column('download_speed_contracted', 'decimal', ({ row }) => row.contractedMbps),
    column('download_speed_govt', 'decimal', ({ row }) => row.measuredMbps),
    column('electricity_availability', 'text', ({ row }) => yesNo(row.hasElectricity)),
    column('computer_availability', 'text', ({ row }) => yesNo(row.hasComputersForTeaching)),
    column('num_computers', 'integer', ({ row }) => row.studentMachines),
    column('num_computers_desired', 'integer', ({ row }) => row.needed),
    column('computer_lab', 'text', ({ row }) => yesNo(row.labRooms === null ? null : row.labRooms > 0)),
    column('num_students', 'integer', ({ row }) => row.students),
    column('num_classrooms', 'integer', ({ row }) => row.classrooms),
    column('school_data_source', 'text', () => 'Schooldrum'),
    column('school_data_collection_year', 'integer', ({ year }) => year),
    column('school_data_collection_modality', 'text', ({ row }) =>
      row.basis === 'measured' ? 'Automated' : 'Declared',
    ),
    ...leftBlank.map((id) => column(id, 'text', () => null)),
  ];
}

function schoolColumns(): SheetColumn<GigaRow>[] {
  return [
    column('school_id_govt', 'text', ({ row }) => row.schoolCode),
    column('school_name', 'text', ({ row }) => row.schoolName),
    column('education_level_govt', 'text', ({ row }) => row.level),
    column('education_level', 'text', ({ row }) => levelsOf(row)),
    column('latitude', 'decimal', ({ part }) => mainSite(part)?.latitude ?? null),
    column('longitude', 'decimal', ({ part }) => mainSite(part)?.longitude ?? null),
    column('school_address', 'text', ({ part }) => mainSite(part)?.address ?? null),
    column('admin1', 'text', ({ province }) => province),
    column('admin2', 'text', ({ row }) => row.commune),
  ];
}

function column(
  id: string,
  kind: SheetColumn<GigaRow>['kind'],
  value: SheetColumn<GigaRow>['value'],
): SheetColumn<GigaRow> {
  return { id, label: id, kind, width: 18, value };
}

const levels: Readonly<Record<SchoolLevel, string | null>> = {
  MN: 'Pre-Primary',
  TH: 'Primary',
  THCS: 'Secondary',
  THPT: 'Secondary',
  GDTX: null,
};

/** Giga names one level, or `Primary, Secondary`; continuing education has none there. */
function levelsOf({ norms }: SchoolStatistics): string | null {
  const named = new Set(norms.flatMap(({ level }) => levels[level] ?? []));
  return named.size === 0 ? null : [...named].join(', ');
}

/** A line in the register, or a machine that reached the Internet. */
function hasLine({ lines, hasInternetForTeaching }: SchoolStatistics): boolean | null {
  return lines !== null ? lines > 0 : hasInternetForTeaching;
}

const media: Readonly<Record<string, string>> = {
  fibre: 'Fiber',
  cable: 'Coaxial',
  adsl: 'Copper',
  vdsl: 'Copper',
  '4g': 'Cellular',
  '5g': 'Cellular',
  radio: 'Other',
  satellite: 'Satellite',
};

function mediaOf({ lines }: SchoolPart): string | null {
  const named = new Set(lines.flatMap(({ medium }) => (medium === null ? [] : (media[medium] ?? 'Other'))));
  return named.size === 0 ? null : [...named].sort().join(', ');
}

function mainSite({ sites }: SchoolPart): SchoolPart['sites'][number] | undefined {
  return sites.find(({ siteCode }) => siteCode === null) ?? sites[0];
}

function provinceOf(units: readonly SnapshotUnit[]): string | null {
  return units.find(({ kind }) => kind === 'province')?.name ?? null;
}

function yesNo(answer: boolean | null): 'Yes' | 'No' | null {
  if (answer === null) return null;
  return answer ? 'Yes' : 'No';
}
