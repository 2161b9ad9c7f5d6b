import type { ItemCode } from '../../../shared/domain/item/item.ts';
import type {
  Asset,
  Budget,
  Equipment,
  Price,
  Priority,
  Site,
  SnapshotLicence,
  SnapshotLine,
  SnapshotRoom,
} from '../../../shared/domain/snapshot/register.ts';
import type { Draw } from '../simulator/random.ts';
import type { DistrictMachine } from './machines.ts';
import { districtParameters as p } from './parameters.ts';
import type { DistrictSchool } from './schools.ts';

/** Registers of one school of the synthetic district. */
export type SchoolRegisters = {
  readonly rooms: readonly SnapshotRoom[];
  readonly sites: readonly Site[];
  readonly assets: readonly Asset[];
  readonly equipment: readonly Equipment[];
  readonly lines: readonly SnapshotLine[];
  readonly licences: readonly SnapshotLicence[];
  readonly priorities: readonly Priority[];
};

export function registersOf(
  draw: Draw,
  school: DistrictSchool,
  machines: readonly DistrictMachine[],
): SchoolRegisters {
  return {
    rooms: school.rooms.map(({ room, role, machines: seats }) => ({
      ...{ schoolCode: school.code, room, siteCode: null, seats },
      kind: role === 'student' ? ('lab' as const) : ('office' as const),
    })),
    sites: sitesOf(draw.fork('sites'), school),
    assets: machines.flatMap((machine) => assetOf(draw.fork(`asset ${machine.machine.deviceId}`), machine)),
    equipment: equipmentOf(draw.fork('equipment'), school),
    lines: linesOf(draw.fork('lines'), school),
    licences: licencesOf(draw.fork('licences'), school, machines),
    priorities: priorityOf(draw.fork('priority'), school),
  };
}

function sitesOf(draw: Draw, school: DistrictSchool): Site[] {
  const { latitude, longitude, spreadDegrees, siteSpreadDegrees } = p.place;
  const north = latitude + school.area * p.areaStepDegrees * 0.2 + draw.normal(0, spreadDegrees / 2);
  const east = longitude - school.area * p.areaStepDegrees * 0.1 + draw.normal(0, spreadDegrees / 2);
  const codes = new Set(school.levels.map(({ siteCode }) => siteCode));
  return [...codes].sort().map((siteCode) => {
    const spread = siteCode === '' ? 0 : siteSpreadDegrees;
    return {
      ...{ schoolCode: school.code, siteCode: siteCode || null, hasElectricity: true },
      latitude: rounded(north + draw.normal(0, spread)),
      longitude: rounded(east + draw.normal(0, spread)),
      address: `${school.commune}`,
    };
  });
}

function rounded(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000;
}

function assetOf(draw: Draw, { machine, purchaseYear }: DistrictMachine): Asset[] {
  if (!draw.chance(p.assetBookShare)) return [];
  const { min, max, step } = p.repairCostDong;
  const isBroken = machine.state === 'broken' || machine.state === 'in-repair';
  return [
    {
      ...{ assetCode: `TS-${machine.serial}`, schoolCode: machine.schoolCode, name: 'Máy tính để bàn' },
      ...{ item: null, deviceId: null, serial: machine.serial, hostname: null },
      ...{ purchaseYear, purchasedOn: null, costDong: p.pcCostDong, funding: 'state-budget' },
      ...{
        holder: draw.chance(p.donatedShare) ? 'donated' : 'school',
        isRestricted: false,
        writtenOffOn: null,
      },
      hardwareFaults: isBroken ? draw.integer(1, 3) : 0,
      repairCostDong: isBroken ? draw.integer(min / step, max / step) * step : null,
    },
  ];
}

function equipmentOf(draw: Draw, school: DistrictSchool): Equipment[] {
  const classes = school.levels.reduce((sum, level) => sum + level.classes, 0);
  const { printersPerClass, webcamMean, projectionShare, accessPointsPerClassroom } = p.equipment;
  const counts: readonly (readonly [ItemCode, number])[] = [
    ['printer', Math.round(draw.integer(0, 1) + printersPerClass * classes)],
    ['webcam', Math.floor(-Math.log(1 - draw.uniform()) * webcamMean)],
    ['projection', Math.round(classes * projectionShare * draw.uniform() * 1.5)],
    ['access-point', Math.round(1 + accessPointsPerClassroom * classes)],
  ];
  return counts.map(([item, quantity]) => ({
    ...{ schoolCode: school.code, siteCode: null, item, quantity },
    working: Math.max(0, quantity - (draw.chance(0.2) ? 1 : 0)),
  }));
}

function linesOf(draw: Draw, school: DistrictSchool): SnapshotLine[] {
  const count = draw.chance(p.lines.none) ? 0 : 1 + Number(draw.chance(p.lines.second));
  return Array.from({ length: count }, (_, index) => {
    const mbps = Number(draw.weighted(p.lines.mbps));
    return {
      ...{ lineId: `${school.code}-${index + 1}`, schoolCode: school.code, siteCode: null },
      isp: draw.weighted(p.lines.isp),
      medium: draw.chance(p.lines.mobileShare) ? 'mobile' : 'fibre',
      duty: index === 0 ? 'main' : 'shared',
      ...{ contractDownMbps: mbps, availabilityPercent: 99 },
      measuredDownMbps: Math.round(mbps * draw.beta(8, 3)),
      monthlyCostDong: Math.max(p.lines.monthlyDongLeast, mbps * p.lines.monthlyDongPerMbps),
    };
  });
}

function licencesOf(
  draw: Draw,
  school: DistrictSchool,
  machines: readonly DistrictMachine[],
): SnapshotLicence[] {
  if (!draw.chance(p.licencedAntivirusShare)) return [];
  const seats = Math.ceil(machines.length / 2);
  return [{ schoolCode: school.code, product: 'Bkav Endpoint', seats, expiresOn: '2027-06-30' }];
}

function priorityOf(draw: Draw, school: DistrictSchool): Priority[] {
  let left = draw.uniform();
  for (const { share, weightPercent, reason } of Object.values(p.priority)) {
    left -= share;
    if (left < 0) return [{ schoolCode: school.code, weightPercent, reason }];
  }
  return [];
}

/** One budget per owner, for the year after the snapshot's. */
export function budgetsOf(schools: readonly DistrictSchool[], year: number): Budget[] {
  const byOwner = Map.groupBy(schools, ({ owner }) => owner);
  return [...byOwner].map(([owner, own]) => ({
    ...{ owner, programme: null, year, funding: 'state-budget' as const },
    amountDong: own.length * p.budgetDongPerSchool * (owner.startsWith('UBND') ? 1 : p.provinceBudgetFactor),
  }));
}

/** Prices that the planner of the district gave. */
export function givenPrices(pricedOn: string): Price[] {
  return Object.entries(p.prices).map(([item, price]) => ({
    ...{ item: item as ItemCode, ...price, isVatIncluded: true, pricedOn },
    ...{ source: 'Báo giá mẫu của khu vực giả định', kind: 'given' as const },
  }));
}
