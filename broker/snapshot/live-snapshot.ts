import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import type { PlanningSchool } from '../../shared/domain/school.ts';
import type { SnapshotMachine } from '../../shared/domain/snapshot/machine.ts';
import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { unitsOf } from '../fleet/school-row.ts';
import { planningDeviceOf } from '../fleet/standing.ts';
import type { TrackedDevice } from '../fleet/tracked-device.ts';
import type { UnitNode } from '../fleet/unit-tree.ts';
import { devicesOf } from '../query/answers-device.ts';
import { planningSchoolRows } from '../query/answers-planning.ts';

/** The live picture of a unit's subtree, frozen in one turn of the event loop. */
export function liveSnapshot(fleet: Fleet, node: UnitNode, nowMs: number): Snapshot {
  return {
    format: 1,
    name: null,
    kind: 'live',
    asAtMs: nowMs,
    takenAtMs: nowMs,
    units: unitsOf(node),
    schools: planningSchoolRows(node).map(snapshotSchool),
    rooms: [],
    machines: devicesOf(fleet.picture, node).map(snapshotMachine),
    lines: [],
    licences: [],
    yearFacts: [],
    sites: [],
    assets: [],
    equipment: [],
    prices: [],
    budgets: [],
    priorities: [],
    checklist: [],
    aliases: [],
    deadlines: [],
    headers: [],
    normPacks: shippedNormPacks(),
    calendar: shippedCalendar(),
    isBuiltInAntivirusLicensed: false,
    gaps: [],
  };
}

function snapshotSchool(row: ReturnType<typeof planningSchoolRows>[number]): PlanningSchool {
  const { schoolCode, schoolName, commune, owner, levels } = row;
  return {
    ...{ schoolCode, schoolName, rows: levels },
    ...(commune === null ? {} : { commune }),
    ...(owner === null ? {} : { owner }),
  };
}

function snapshotMachine(device: TrackedDevice): SnapshotMachine {
  const unknown = {
    ...{ model: null, serial: null, assetCode: null, cpuModel: null, os: null, osSupportEnds: null },
    ...{ isOsSupported: null, canRunSuccessor: null, isAntivirusLicensed: null, systemDisk: null },
    ...{ isDiskFailing: null, installedMemoryBytes: null, freeMemorySlots: null, biosDate: null },
    ...{ cpuLaunchYear: null, wasOnline: null, hasWifi: null, printers: null, cameras: null },
    ...{ hasProjection: null, hasBattery: null, hardwareAtMs: null },
  };
  return {
    ...unknown,
    ...planningDeviceOf(device),
    seat: device.seat,
    antivirus: device.standing.row.antivirus,
  };
}
