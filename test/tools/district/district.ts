import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedDeadlines } from '../../../shared/data/deadlines.ts';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import { shippedPrices } from '../../../shared/data/prices.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Asset } from '../../../shared/domain/snapshot/register.ts';
import type { Snapshot, SnapshotUnit } from '../../../shared/domain/snapshot/snapshot.ts';
import { createDraw } from '../simulator/random.ts';
import { type DistrictMachine, machinesOf, numbersPerSchool } from './machines.ts';
import { budgetsOf, givenPrices, registersOf } from './registers.ts';
import {
  type DistrictOptions,
  type DistrictSchool,
  defaultDistrict,
  districtSchools,
  planningSchool,
} from './schools.ts';

/**
 * The synthetic area as a snapshot, frozen on `asAt` (30 September 2026 when not said): schools, machines and every register,
 * all invented from the seed by the assumptions of parameters.json. The same options give the same snapshot.
 */
export function districtSnapshot(given: DistrictOptions): Snapshot {
  const district = { ...defaultDistrict, ...given };
  const schools = districtSchools(district);
  const asAtMs = Date.parse(`${district.asAt}T17:00:00+07:00`);
  const year = new Date(asAtMs).getUTCFullYear();
  const parts = schools.map((school, index) => {
    const draw = createDraw(district.seed).fork(`district ${school.code}`);
    const frame = { asAtMs, hasDefects: district.hasDefects };
    const machines = machinesOf(draw.fork('machines'), school, index * numbersPerSchool, frame);
    return withAssetCodes({ machines, ...registersOf(draw, school, machines) });
  });
  const bySchool = <T extends { readonly schoolCode: string }>(rows: readonly T[]) =>
    rows.toSorted((a, b) => byCodeUnit(a.schoolCode, b.schoolCode));
  return {
    ...{ format: 1, name: null, kind: 'school-year-start', asAtMs, takenAtMs: asAtMs },
    units: unitsOf(schools),
    schools: bySchool(schools.map(planningSchool)),
    rooms: bySchool(parts.flatMap(({ rooms }) => rooms)),
    machines: bySchool(parts.flatMap(({ machines }) => machines)),
    lines: bySchool(parts.flatMap(({ lines }) => lines)),
    licences: bySchool(parts.flatMap(({ licences }) => licences)),
    sites: bySchool(parts.flatMap(({ sites }) => sites)),
    assets: bySchool(parts.flatMap(({ assets }) => assets)),
    equipment: bySchool(parts.flatMap(({ equipment }) => equipment)),
    priorities: bySchool(parts.flatMap(({ priorities }) => priorities)),
    prices: [...givenPrices(district.asAt), ...shippedPrices()],
    budgets: budgetsOf(schools, year + 1),
    ...{ yearFacts: [], checklist: [], aliases: [], headers: [], gaps: [] },
    deadlines: shippedDeadlines(),
    normPacks: shippedNormPacks(),
    calendar: shippedCalendar(),
    isBuiltInAntivirusLicensed: true,
  };
}

/** What the broker finds by serial when it freezes a snapshot. */
function withAssetCodes<T extends { machines: readonly DistrictMachine[]; assets: readonly Asset[] }>(
  part: T,
) {
  const codes = new Map(part.assets.map(({ serial, assetCode }) => [serial, assetCode]));
  const machines = part.machines.map(({ machine }) => ({
    ...machine,
    assetCode: codes.get(machine.serial) ?? null,
  }));
  return { ...part, machines };
}

/** Province > area > commune > school. */
function unitsOf(schools: readonly DistrictSchool[]): SnapshotUnit[] {
  const areas = [...new Set(schools.map(({ area }) => area))];
  const communes = [...Map.groupBy(schools, ({ commune }) => commune)];
  const communeId = new Map(communes.map(([name], index) => [name, `commune${index}`]));
  return [
    { unitId: 'province', parentId: null, kind: 'province', name: 'Sở GD&ĐT', code: null },
    ...areas.map((area) => ({
      ...{
        unitId: `area${area}`,
        parentId: 'province',
        kind: 'area',
        name: `Khu vực ${area + 1}`,
        code: null,
      },
    })),
    ...communes.map(([name, [first]]) => ({
      ...{
        unitId: communeId.get(name) ?? '',
        parentId: `area${first?.area ?? 0}`,
        kind: 'commune',
        name,
        code: null,
      },
    })),
    ...schools.map((school, index) => ({
      ...{ unitId: `school${index}`, parentId: communeId.get(school.commune) ?? null, kind: 'school' },
      ...{ name: school.name.normalize('NFC'), code: school.code },
    })),
  ].sort((a, b) => byCodeUnit(a.unitId, b.unitId));
}
