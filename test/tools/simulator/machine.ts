import { createHash } from 'node:crypto';
import type { Facts, Reading } from '../../../shared/contract/readings.ts';
import type { Role } from '../../../shared/domain/device.ts';
import type { Section } from '../../../shared/domain/reading.ts';
import type { SyntheticSchool } from './area.ts';
import { parameters } from './parameters.ts';
import type { Draw } from './random.ts';
import { type SystemKey, securityFacts } from './security.ts';

/** One synthetic computer: what it is, where it stands, and the raw facts it would report. */
export type SyntheticMachine = {
  readonly school: SyntheticSchool;
  readonly room: string;
  readonly seat: string;
  /** Role of the room that it joins; a drifted machine reports from the office although it was bought for the lab. */
  readonly role: Role;
  readonly hostname: string;
  readonly identifiers: {
    readonly systemUuid?: string;
    readonly macs: readonly string[];
    readonly systemDisk: string;
  };
  readonly readings: readonly Reading[];
  readonly memoryBytes: number;
  readonly freeBytes: number;
};

const gib = 1024 ** 3;
const systems = {
  win11: {
    platform: 'windows',
    osId: 'windows',
    osName: 'Microsoft Windows 11 Pro',
    osVersion: '25H2',
    osBuild: '26200',
    osRevision: 7171,
    osEdition: 'Professional',
    installationType: 'Client',
  },
  win10: {
    platform: 'windows',
    osId: 'windows',
    osName: 'Microsoft Windows 10 Pro',
    osVersion: '22H2',
    osBuild: '19045',
    osRevision: 5854,
    osEdition: 'Professional',
    installationType: 'Client',
  },
  win7: {
    platform: 'windows',
    osId: 'windows',
    osName: 'Microsoft Windows 7 Professional',
    osVersion: '6.1',
    osBuild: '7601',
    osRevision: 24214,
    osEdition: 'Professional',
    installationType: 'Client',
  },
  linux: { platform: 'linux', osId: 'ubuntu', osName: 'Ubuntu', osVersion: '24.04' },
} as const satisfies Record<SystemKey, Facts['system']>;

/** The machines of a school, room by room; a batch bought together shares age, model and system. */
export function createMachines(
  draw: Draw,
  school: SyntheticSchool,
  nowMs: number,
): readonly SyntheticMachine[] {
  return school.rooms.flatMap((room) => {
    const batch = draw.fork(`${school.code} ${room.room}`);
    const age = Number(batch.weighted(parameters.ageYears));
    return Array.from({ length: room.machines }, (_, index) =>
      createMachine(batch.fork(`seat ${index}`), {
        school,
        room: room.room,
        role: room.role,
        index,
        age,
        nowMs,
      }),
    );
  });
}

type Place = {
  readonly school: SyntheticSchool;
  readonly room: string;
  readonly role: Role;
  readonly index: number;
  readonly age: number;
  readonly nowMs: number;
};

function createMachine(draw: Draw, place: Place): SyntheticMachine {
  const { defects } = parameters;
  const hardware = byAge(parameters.hardwareByAge, place.age);
  const memoryGiB = Number(draw.weighted(hardware.memoryGiB));
  const systemKey =
    place.role === 'server' && draw.chance(parameters.serverLinuxShare)
      ? 'linux'
      : (draw.weighted(byAge(parameters.osByAge, place.age).share) as keyof typeof systems);
  const { min, max } = parameters.diskFreeShare;
  const isSsd = draw.chance(hardware.ssdShare);
  const diskBytes = isSsd ? 256_060_514_304 : 500_107_862_016;
  const drifted = place.role === 'student' && draw.chance(defects.roleDrift);
  const hostname = hostnameOf(draw, place);
  // Windows shows a little less than what is plugged in: firmware and graphics keep some.
  const memoryBytes = Math.round(memoryGiB * gib * 0.985);
  const facts: Partial<Facts> = {
    hardware: {
      vendor: 'Synthetic',
      model: `Year ${2026 - place.age}`,
      hypervisor: 'none',
      chassisType: isLaptop(draw, place.role) ? 10 : 3,
      memoryBytes,
      cpu: {
        model: draw.pick(hardware.cpus),
        cores: draw.pick(hardware.cores),
        threads: draw.pick(hardware.cores),
      },
    },
    system: {
      ...systems[systemKey],
      hostname,
      architecture: 'x64',
      bootedAt: place.nowMs - draw.integer(1, 240) * 60_000,
      timeZone: 'Asia/Ho_Chi_Minh',
    },
    storage: {
      disks: [{ device: 'disk0', kind: isSsd ? 'ssd' : 'hdd', sizeBytes: diskBytes }],
      volumes: [{ mount: 'C:', fsType: 'ntfs', sizeBytes: diskBytes, isSystem: true }],
    },
    antivirus: { products: antivirusOf(draw) },
    firewall: { sources: [{ name: 'windows', isEnabled: draw.chance(0.88) }] },
    ...securityFacts(draw.fork('security'), { system: systemKey, role: place.role, nowMs: place.nowMs }),
  };
  return {
    school: place.school,
    room: drifted ? 'Văn phòng' : place.room,
    seat: String(place.index + 1),
    role: drifted ? 'office' : place.role,
    hostname,
    identifiers: {
      ...(draw.chance(defects.biosDefaultString) ? {} : { systemUuid: hex(draw, 32) }),
      macs: [hex(draw, 12)],
      systemDisk: hex(draw, 16),
    },
    readings: Object.entries(facts).map(([section, value]) => readingOf(section as Section, value)),
    memoryBytes,
    freeBytes: Math.round(diskBytes * (min + draw.uniform() * (max - min))),
  };
}

/** The heartbeat at one moment. */
export function usageReading(draw: Draw, machine: SyntheticMachine, upSeconds: number): Reading {
  return readingOf('usage', {
    cpuPercent: draw.integer(1, 60),
    memoryAvailableBytes: Math.round(machine.memoryBytes * (0.2 + draw.uniform() * 0.5)),
    systemFreeBytes: machine.freeBytes,
    osUptimeSeconds: upSeconds,
    gatewayReachable: true,
    gatewayLatencyMs: draw.integer(1, 4),
  });
}

function readingOf(section: Section, facts: object): Reading {
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
  return { section, hash, facts } as Reading;
}

function hostnameOf(draw: Draw, place: Place): string {
  const { hostnameWithPersonName, duplicateHostname } = parameters.defects;
  if (place.role === 'student')
    return draw.chance(duplicateHostname)
      ? 'PC-01'
      : `${place.room}-${String(place.index + 1).padStart(2, '0')}`;
  if (place.role === 'server') return `SRV-${place.school.code}`;
  return draw.chance(hostnameWithPersonName) ? 'PC-COHOA' : `DESKTOP-${hex(draw, 7).toUpperCase()}`;
}

function isLaptop(draw: Draw, role: Role): boolean {
  return (role === 'teacher' || role === 'office') && draw.chance(parameters.otherPcs.laptopShare);
}

/** productState words of Windows SecurityCenter2: Defender on and fresh, a third party on, expired, snoozed or off. */
function antivirusOf(draw: Draw): { name: string; productState?: number }[] {
  const kind = draw.weighted(parameters.antivirus);
  if (kind === 'none') return [];
  const productState =
    { defenderOn: 397_568, thirdPartyOn: 266_240, thirdPartyExpired: 274_432, off: 393_472 }[kind as 'off'] ??
    393_472;
  return [{ name: kind.startsWith('third') ? 'Bkav Pro' : 'Windows Defender', productState }];
}

function byAge<T extends { readonly maxAge: number }>(rows: readonly T[], age: number): T {
  const row = rows.find(({ maxAge }) => age <= maxAge);
  if (row === undefined) throw new RangeError(`no row for age ${age}`);
  return row;
}

function hex(draw: Draw, digits: number): string {
  return Array.from({ length: digits }, () => draw.integer(0, 15).toString(16)).join('');
}
