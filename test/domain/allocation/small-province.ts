import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import type { AllocationOptions } from '../../../shared/domain/allocation/allocation.ts';
import type { SchoolLevel } from '../../../shared/domain/device.ts';
import type { ItemCode } from '../../../shared/domain/item/item.ts';
import { defaultPlanOptions, type Plan, type PlanOptions } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import type { SnapshotMachine } from '../../../shared/domain/snapshot/machine.ts';
import type { Asset, Budget, Price, Priority, Site } from '../../../shared/domain/snapshot/register.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { row } from '../planning-records.ts';

const gib = 1024 ** 3;
const asAtMs = Date.parse('2026-09-30T17:00:00+07:00');

/** A school as a test tells it: THCS, 16 pupils a machine, unless said otherwise. */
export type SmallSchool = {
  readonly code: string;
  readonly needed: number;
  /** Machines that count. */
  readonly usable: number;
  readonly broken?: number;
  readonly repairCostDong?: number;
  /** Machines that count after more memory. */
  readonly tooSmall?: number;
  /** Null: blank. */
  readonly declared?: number | null;
  readonly commune?: string;
  readonly owner?: string;
  readonly level?: SchoolLevel;
  readonly pupils?: number;
  readonly largestClass?: number;
  readonly age?: number;
  readonly weightPercent?: number;
  readonly place?: readonly [number, number];
};

export type SmallProvince = {
  readonly schools: readonly SmallSchool[];
  /** Whole đồng by the name of an owner. */
  readonly budgets?: Readonly<Record<string, number>>;
  readonly prices?: Readonly<Partial<Record<ItemCode, number>>>;
  /** Keep the packs' other norms. */
  readonly hasItems?: boolean;
  /** What every school declares to have of a thing, all of it working. */
  readonly equipment?: Readonly<Partial<Record<ItemCode, number>>>;
};

export const million = 1_000_000;
export const pcPrice = 15 * million;

/** A snapshot of a few schools of one commune, "Xã A", for which every machine is spelled out. */
export function smallSnapshot({
  schools,
  budgets = {},
  prices,
  hasItems = false,
  equipment = {},
}: SmallProvince): Snapshot {
  const [pack, ...others] = shippedNormPacks();
  const built = schools.map(schoolParts);
  return {
    ...{ format: 1, name: null, kind: 'ad-hoc', asAtMs, takenAtMs: asAtMs },
    units: [{ unitId: 'p', parentId: null, kind: 'province', name: 'Sở GD&ĐT', code: null }],
    schools: built.map(({ school }) => school),
    machines: built.flatMap(({ machines }) => machines),
    assets: built.flatMap(({ assets }) => assets),
    sites: built.flatMap(({ sites }) => sites),
    equipment: schools.flatMap(({ code: schoolCode }) =>
      Object.entries(equipment).map(([item, quantity]) => ({
        ...{
          schoolCode,
          siteCode: null,
          item: item as ItemCode,
          quantity: quantity ?? 0,
          working: quantity ?? 0,
        },
      })),
    ),
    priorities: built.flatMap(({ priorities }) => priorities),
    budgets: Object.entries(budgets).map(budget),
    prices: Object.entries(prices ?? { 'student-pc': pcPrice, memory: million / 2, ssd: million }).map(price),
    ...{ rooms: [], lines: [], licences: [], yearFacts: [], checklist: [], aliases: [] },
    ...{ deadlines: [], headers: [], gaps: [], isBuiltInAntivirusLicensed: true },
    normPacks: hasItems ? [pack, ...others] : [{ ...pack, items: [] }],
    calendar: shippedCalendar(),
  };
}

/** The plan of a small province under the defaults and what the test names. */
export function smallPlan(
  province: SmallProvince,
  allocation: Partial<AllocationOptions> = {},
  options: Partial<PlanOptions> = {},
): Plan {
  return planSmall(smallSnapshot(province), allocation, options);
}

export function planSmall(
  snapshot: Snapshot,
  allocation: Partial<AllocationOptions> = {},
  options: Partial<PlanOptions> = {},
): Plan {
  const [first, ...others] = snapshot.normPacks;
  return planOf(snapshot, [first!, ...others], {
    ...{ ...defaultPlanOptions, ...options },
    allocation: { ...defaultPlanOptions.allocation, ...allocation },
  });
}

function schoolParts(given: SmallSchool) {
  const { code, needed, usable, broken = 0, tooSmall = 0, commune = 'Xã A', level = 'THCS' } = given;
  const perPc: Partial<Record<SchoolLevel, number>> = { TH: 24, THCS: 16, THPT: 12 };
  const pupils = given.pupils ?? needed * (perPc[level] ?? 0);
  const declared = given.declared === undefined ? usable + broken + tooSmall : given.declared;
  const names = (kind: string, count: number) =>
    Array.from({ length: count }, (_, index) => `d-${code}-${kind}${String(index).padStart(3, '0')}`);
  const machines = [
    ...names('ok', usable).map((id) => machine(id, given, {})),
    ...names('broken', broken).map((id) => machine(id, given, { state: 'broken', assetCode: `TS-${id}` })),
    ...names('small', tooSmall).map((id) =>
      machine(id, given, { memoryBytes: 2 * gib, installedMemoryBytes: 2 * gib }),
    ),
  ];
  return {
    school: {
      ...{ schoolCode: code, schoolName: `Trường ${code}`, commune },
      ...(given.owner === undefined ? {} : { owner: given.owner }),
      rows: [
        row({
          ...{ level, students: pupils, informaticsStudents: pupils, declaredStudentPcs: declared },
          largestClass: given.largestClass ?? null,
        }),
      ],
    },
    machines,
    assets: names('broken', broken).map((id) => repairable(id, given)),
    sites: given.place === undefined ? [] : [site(code, given.place)],
    priorities:
      given.weightPercent === undefined
        ? []
        : [{ schoolCode: code, weightPercent: given.weightPercent, reason: null } satisfies Priority],
  };
}

function machine(
  deviceId: string,
  { code, age = 3 }: SmallSchool,
  given: Partial<SnapshotMachine>,
): SnapshotMachine {
  const year = 2026 - age;
  return {
    ...{ deviceId, hostname: deviceId, schoolCode: code, room: 'PM1', roomKind: 'lab', role: 'student' },
    ...{ state: 'approved', connected: true, lastSeenMs: asAtMs, confirmedGoodMs: null },
    ...{
      memoryBytes: 8 * gib,
      installedMemoryBytes: 8 * gib,
      systemDiskFreeBytes: 90 * gib,
      freeMemorySlots: 1,
    },
    ...{ isVirtual: false, chassis: 'desktop', seat: null, model: null, serial: null, assetCode: null },
    ...{ cpuModel: null, os: null, osSupportEnds: null, isOsSupported: true, canRunSuccessor: true },
    ...{ antivirus: 'on', isAntivirusLicensed: true, systemDisk: 'ssd', isDiskFailing: false },
    ...{ biosDate: `${year}-01-15`, cpuLaunchYear: year, wasOnline: true, hasWifi: null, printers: null },
    ...{ cameras: null, hasProjection: null, hasBattery: null, hardwareAtMs: asAtMs },
    ...given,
  };
}

function repairable(deviceId: string, { code, repairCostDong = million }: SmallSchool): Asset {
  return {
    ...{ assetCode: `TS-${deviceId}`, schoolCode: code, name: null, item: null, deviceId, serial: null },
    ...{ hostname: null, purchaseYear: 2023, purchasedOn: null, costDong: pcPrice, funding: null },
    ...{ holder: 'school', isRestricted: false, hardwareFaults: 1, repairCostDong, writtenOffOn: null },
  };
}

function budget([owner, amountDong]: [string, number]): Budget {
  return { owner, programme: null, year: null, amountDong, funding: null };
}

function price([item, unitPriceDong]: [string, number | undefined]): Price {
  return {
    ...{ item: item as ItemCode, unitPriceDong: unitPriceDong ?? 0, leasePerYearDong: null },
    ...{ isVatIncluded: true, pricedOn: '2026-09-01', source: 'test', kind: 'given' },
  };
}

function site(schoolCode: string, [latitude, longitude]: readonly [number, number]): Site {
  return { schoolCode, siteCode: null, latitude, longitude, hasElectricity: true, address: null };
}
