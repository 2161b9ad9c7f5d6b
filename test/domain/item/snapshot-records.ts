import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import type { SnapshotMachine } from '../../../shared/domain/snapshot/machine.ts';
import type {
  Asset,
  Equipment,
  SnapshotLine,
  SnapshotRoom,
} from '../../../shared/domain/snapshot/register.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';

export const asAtMs = Date.parse('2026-09-30T17:00+07:00');
export const gib = 2 ** 30;

/** A student PC of a lab that was seen yesterday and lacks nothing, except for what the test names. */
export function machine(deviceId: string, given: Partial<SnapshotMachine> = {}): SnapshotMachine {
  return {
    ...{ deviceId, schoolCode: 'S1', room: 'P1', roomKind: 'lab', role: 'student', state: 'approved' },
    ...{ connected: false, lastSeenMs: asAtMs - 86_400_000, memoryBytes: 8 * gib },
    ...{ systemDiskFreeBytes: 50 * gib, isVirtual: false, chassis: 'desktop', confirmedGoodMs: null },
    ...{ seat: null, model: null, serial: null, assetCode: null, cpuModel: null, os: null },
    ...{ osSupportEnds: null, isOsSupported: true, canRunSuccessor: true, antivirus: 'on' },
    ...{ isAntivirusLicensed: true, systemDisk: 'ssd', isDiskFailing: false, installedMemoryBytes: null },
    ...{ freeMemorySlots: null, biosDate: null, cpuLaunchYear: null, wasOnline: null, hasWifi: null },
    ...{ printers: null, cameras: null, hasProjection: null, hasBattery: null, hardwareAtMs: null },
    ...given,
  };
}

/** An office PC outside any room. */
export function officePc(deviceId: string, given: Partial<SnapshotMachine> = {}): SnapshotMachine {
  const { room: _, roomKind: __, ...rest } = machine(deviceId);
  return { ...rest, role: 'office', ...given };
}

export function asset(assetCode: string, given: Partial<Asset> = {}): Asset {
  return {
    ...{ assetCode, schoolCode: 'S1', name: null, item: null, deviceId: null, serial: null, hostname: null },
    ...{ purchaseYear: null, purchasedOn: null, costDong: null, funding: null, holder: null },
    ...{ isRestricted: null, hardwareFaults: null, repairCostDong: null, writtenOffOn: null },
    ...given,
  };
}

export function room(name: string, kind: SnapshotRoom['kind']): SnapshotRoom {
  return { schoolCode: 'S1', room: name, siteCode: null, kind, seats: null };
}

export function line(lineId: string, given: Partial<SnapshotLine> = {}): SnapshotLine {
  return {
    ...{ lineId, schoolCode: 'S1', siteCode: null, isp: 'VNPT', medium: 'fibre', duty: 'main' },
    ...{ contractDownMbps: null, measuredDownMbps: null, availabilityPercent: null, monthlyCostDong: null },
    ...given,
  };
}

export function equipment(
  item: Equipment['item'],
  quantity: number,
  working: number | null,
  siteCode: string | null = null,
): Equipment {
  return { schoolCode: 'S1', siteCode, item, quantity, working };
}

export function snapshot(given: Partial<Snapshot> = {}): Snapshot {
  return {
    ...{ format: 1, name: null, kind: 'live', asAtMs, takenAtMs: asAtMs, units: [], schools: [], rooms: [] },
    ...{ machines: [], lines: [], licences: [], yearFacts: [], sites: [], assets: [], equipment: [] },
    ...{ prices: [], budgets: [], priorities: [], checklist: [], aliases: [], deadlines: [], headers: [] },
    ...{ normPacks: shippedNormPacks(), calendar: shippedCalendar(), isBuiltInAntivirusLicensed: false },
    gaps: [],
    ...given,
  };
}
