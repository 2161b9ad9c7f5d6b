import type { PlanningSchool, SchoolRow } from '../../../shared/domain/school.ts';
import { createArea, type SyntheticSchool } from '../simulator/area.ts';

export type DistrictOptions = {
  readonly seed: number;
  /** Areas of the province; each is one synthetic area of `schoolsPerArea` schools. */
  readonly areas?: number;
  readonly schoolsPerArea?: number;
  /** Local day of the snapshot, YYYY-MM-DD. */
  readonly asAt?: string;
  /** Blank and wrong declarations, machines without an agent, drifted roles, names in NFD. */
  readonly hasDefects?: boolean;
  /** Times the machines outside the labs. */
  readonly otherMachines?: number;
};

export type District = Required<DistrictOptions>;

export const defaultDistrict: District = {
  ...{ seed: 20_261_122, areas: 1, schoolsPerArea: 75, asAt: '2026-09-30' },
  ...{ hasDefects: true, otherMachines: 1 },
};

/** A school of the district with the area it lies in. */
export type DistrictSchool = SyntheticSchool & { readonly area: number };

/** Schools of all areas with codes and communes of their own. */
export function districtSchools(given: DistrictOptions): readonly DistrictSchool[] {
  const district = { ...defaultDistrict, ...given };
  return Array.from({ length: district.areas }, (_, area) =>
    createArea(district.seed + area * 7919, district.schoolsPerArea).map((school) =>
      ofArea(school, area, district),
    ),
  ).flat();
}

function ofArea(school: SyntheticSchool, area: number, district: District): DistrictSchool {
  const suffix = area === 0 ? '' : ` ${area + 1}`;
  const commune = `${school.commune}${suffix}`;
  const isOfCommune = school.owner.endsWith(school.commune);
  const lab = school.rooms.reduce((sum, { role, machines }) => sum + (role === 'student' ? machines : 0), 0);
  return {
    ...school,
    ...{ area, commune, owner: isOfCommune ? `UBND ${commune}` : school.owner },
    code: area === 0 ? school.code : `${school.code}-${area + 1}`,
    name: district.hasDefects ? `${school.name}${suffix}` : `${school.name}${suffix}`.normalize('NFC'),
    declaredStudentPcs: district.hasDefects ? school.declaredStudentPcs : lab,
    rooms: school.rooms.map((room) => ({
      ...room,
      machines: room.role === 'student' ? room.machines : Math.round(room.machines * district.otherMachines),
    })),
  };
}

/** The school as planning sees it. */
export function planningSchool(school: DistrictSchool): PlanningSchool {
  return {
    schoolCode: school.code,
    schoolName: school.name.normalize('NFC'),
    ...{ commune: school.commune, owner: school.owner },
    rows: school.levels.map((level, index): SchoolRow => {
      const { students, informaticsStudents, classes, largestClass } = level;
      return {
        level: level.level,
        siteCode: level.siteCode || null,
        siteName: level.siteName || null,
        ...{ students, informaticsStudents, classes, largestClass },
        ...{ practicePupilsPerPc: null, sessions: null },
        departments: index === 0 && level.level !== 'MN' ? 4 : null,
        classrooms: classes,
        declaredStudentPcs: index === 0 ? school.declaredStudentPcs : null,
      };
    }),
  };
}
