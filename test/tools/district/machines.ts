import type { Role } from '../../../shared/domain/device.ts';
import { commonName } from '../../../shared/domain/ids.ts';
import type { SnapshotMachine } from '../../../shared/domain/snapshot/machine.ts';
import { known, parameters } from '../simulator/parameters.ts';
import type { Draw } from '../simulator/random.ts';
import { districtParameters } from './parameters.ts';
import type { District, DistrictSchool } from './schools.ts';

const gib = 1024 ** 3;
const dayMs = 86_400_000;

/** A machine with the year it was bought, which the asset book may know. */
export type DistrictMachine = { readonly machine: SnapshotMachine; readonly purchaseYear: number };

type Batch = {
  readonly school: DistrictSchool;
  readonly room: string;
  readonly role: Role;
  readonly age: number;
};

/** Machines of a school, room by room: a room is one purchase, so its machines share an age, and with it what they are. */
export function machinesOf(
  draw: Draw,
  school: DistrictSchool,
  firstNumber: number,
  { asAtMs, hasDefects }: Pick<District, 'hasDefects'> & { readonly asAtMs: number },
): readonly DistrictMachine[] {
  let number = firstNumber;
  return school.rooms.flatMap(({ room, role, machines }) => {
    const roomDraw = draw.fork(room);
    const batch = { school, room, role, age: Number(roomDraw.weighted(parameters.ageYears)) };
    return Array.from({ length: machines }, (_, seat) => {
      number += 1;
      const own = roomDraw.fork(`seat ${seat}`);
      const isSilent = hasDefects && !own.chance(districtParameters.registeredShare);
      return isSilent ? [] : [machineOf(own, batch, { seat, number, asAtMs, hasDefects })];
    }).flat();
  });
}

/** Machines that a school could have at most: numbers are taken in blocks, so that schools do not disturb each other. */
export const numbersPerSchool = 2_000;

type Frame = { seat: number; number: number; asAtMs: number; hasDefects: boolean };

function machineOf(draw: Draw, batch: Batch, frame: Frame): DistrictMachine {
  const { school, age } = batch;
  const { asAtMs } = frame;
  const purchaseYear = new Date(asAtMs).getUTCFullYear() - age;
  const place = placeOf(draw, batch, frame.hasDefects);
  const fate = fateOf(draw, age);
  const isSilent = fate === 'not-seen';
  return {
    purchaseYear,
    machine: {
      deviceId: deviceId(frame.number),
      hostname: `PC-${school.code}-${frame.number % numbersPerSchool}`,
      schoolCode: school.code,
      ...place,
      state: fate === 'broken' || fate === 'in-repair' ? fate : 'approved',
      ...{ connected: false, confirmedGoodMs: null, hardwareAtMs: asAtMs - 30 * dayMs },
      lastSeenMs: asAtMs - (isSilent ? 220 : draw.integer(0, 3)) * dayMs,
      systemDiskFreeBytes: draw.integer(15, 180) * gib,
      isVirtual: false,
      chassis: batch.role === 'server' ? 'server' : 'desktop',
      ...softwareOf(draw, batch),
      ...partsOf(draw, age, fate),
      ...{ seat: String(frame.seat + 1), serial: `SN${frame.number}`, assetCode: null },
      model: `Synthetic ${purchaseYear}`,
      ...{ biosDate: `${purchaseYear}-06-01`, cpuLaunchYear: purchaseYear - 1 },
      ...{ wasOnline: isSilent ? null : draw.chance(0.95), hasWifi: draw.chance(0.3) },
      ...attachedTo(draw, place.role),
    },
  };
}

/** Machines bought for the lab drift into the office. */
function placeOf(draw: Draw, { room, role }: Batch, hasDefects: boolean) {
  if (role !== 'student') return { room, role, roomKind: 'office' as const };
  const isDrifted = hasDefects && draw.chance(parameters.defects.roleDrift);
  return isDrifted
    ? { room: 'Văn phòng', role: 'office' as const, roomKind: 'office' as const }
    : { room, role, roomKind: 'lab' as const };
}

function attachedTo(draw: Draw, role: Role) {
  const isOffice = role === 'office';
  return {
    printers: Number(isOffice && draw.chance(0.5)),
    cameras: Number(isOffice && draw.chance(0.4)),
    hasProjection: null,
    hasBattery: false,
  };
}

/** `usable`, or why not: the older, the likelier. */
function fateOf(draw: Draw, age: number): string {
  const { base, perYear, afterYears, perSquaredYear, least } = districtParameters.usable;
  const usable = base - perYear * age - perSquaredYear * Math.max(0, age - afterYears) ** 2;
  return draw.chance(Math.max(least, usable)) ? 'usable' : draw.weighted(districtParameters.whyUnusable);
}

const systems: Readonly<Record<string, { os: string; ends: string | null; isSupported: boolean }>> = {
  win11: { os: 'Microsoft Windows 11 Pro 25H2', ends: '2027-10-12', isSupported: true },
  win10: { os: 'Microsoft Windows 10 Pro 22H2', ends: '2025-10-14', isSupported: false },
  win7: { os: 'Microsoft Windows 7 Professional', ends: '2020-01-14', isSupported: false },
  linux: { os: 'Ubuntu 24.04', ends: '2029-05-31', isSupported: true },
};

function softwareOf(draw: Draw, { age }: Batch) {
  const system = known(systems, draw.weighted(byAge(parameters.osByAge, age).share));
  const antivirus = {
    defenderOn: 'on',
    thirdPartyOn: 'on',
    thirdPartyExpired: 'expired',
    off: 'off',
  } as const;
  const kind = draw.weighted(parameters.antivirus);
  return {
    ...{
      os: system.os,
      osSupportEnds: system.ends,
      isOsSupported: system.isSupported,
      canRunSuccessor: age <= 8,
    },
    antivirus: antivirus[kind as keyof typeof antivirus] ?? ('off' as const),
    isAntivirusLicensed: kind === 'defenderOn' || kind === 'thirdPartyOn',
  };
}

function partsOf(draw: Draw, age: number, fate: string) {
  const hardware = byAge(parameters.hardwareByAge, age);
  const memoryGiB = fate === 'memory' ? 2 : Math.max(4, Number(draw.weighted(hardware.memoryGiB)));
  return {
    cpuModel: draw.pick(hardware.cpus),
    systemDisk: draw.chance(hardware.ssdShare) ? ('ssd' as const) : ('hdd' as const),
    isDiskFailing: draw.chance(parameters.security.diskFailing),
    // Graphics and firmware keep a little.
    memoryBytes: Math.round(memoryGiB * gib * 0.97),
    installedMemoryBytes: memoryGiB * gib,
    freeMemorySlots: 1,
  };
}

function byAge<T extends { readonly maxAge: number }>(rows: readonly T[], age: number): T {
  const row = rows.find(({ maxAge }) => age <= maxAge);
  if (row === undefined) throw new RangeError(`no row for a machine of ${age} years`);
  return row;
}

function deviceId(number: number): string {
  const bytes = new Uint8Array(10);
  new DataView(bytes.buffer).setUint32(0, number);
  return commonName('device', bytes);
}
