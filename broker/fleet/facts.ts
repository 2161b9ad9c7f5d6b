import type { DeviceFacts } from '../../shared/contract/device-facts.ts';
import type { Facts, Reading } from '../../shared/contract/readings.ts';
import { leadingPorts } from '../../shared/domain/line/port.ts';
import type { ChassisForm } from '../../shared/domain/usable.ts';

/** What the live picture keeps of a machine's facts: only what rows and plans need. Null is unknown. */
export type HeldFacts = {
  readonly hardware: {
    readonly memoryBytes: number | null;
    readonly isVirtual: boolean | null;
    readonly chassis: ChassisForm | null;
    readonly cpu: DeviceFacts['cpu'];
  };
  readonly system: { readonly hostname: string | null; readonly os: DeviceFacts['os'] };
  readonly storage: { readonly disks: DeviceFacts['disks'] };
  /** How it reaches the way out of its school. `portMbps`: of its slowest wired port there; null on radio too. */
  readonly network: {
    readonly gateway: string | null;
    readonly isWifi: boolean | null;
    readonly portMbps: number | null;
  };
  /** The heartbeat whole: it is small, and the store keeps no newest one while the machine runs. */
  readonly usage: Facts['usage'];
  readonly antivirus: Facts['antivirus'];
};
export type HeldSection = keyof HeldFacts;

export const heldSections: readonly HeldSection[] = [
  'hardware',
  'system',
  'storage',
  'network',
  'usage',
  'antivirus',
];

export const noFacts: HeldFacts = {
  hardware: {
    memoryBytes: null,
    isVirtual: null,
    chassis: null,
    cpu: { model: null, cores: null, threads: null },
  },
  system: { hostname: null, os: { name: null, version: null, build: null } },
  storage: { disks: [] },
  network: { gateway: null, isWifi: null, portMbps: null },
  usage: {},
  antivirus: {},
};

/** SMBIOS chassis type → form (shared/data/chassis.json). */
export type ChassisForms = ReadonlyMap<number, ChassisForm>;

/** The highest bit of SMBIOS's chassis type says that a lock is present. */
const chassisTypeMask = 0x7f;

/** `facts` with one section replaced by what a reading says; a section that the picture does not keep changes nothing. */
export function withReading(facts: HeldFacts, reading: Reading, chassisForms: ChassisForms): HeldFacts {
  switch (reading.section) {
    case 'hardware':
      return { ...facts, hardware: hardwareOf(reading.facts, chassisForms) };
    case 'system':
      return { ...facts, system: systemOf(reading.facts) };
    case 'storage':
      return { ...facts, storage: { disks: disksOf(reading.facts) } };
    case 'network':
      return { ...facts, network: networkOf(reading.facts) };
    case 'usage':
      return { ...facts, usage: reading.facts };
    case 'antivirus':
      return { ...facts, antivirus: reading.facts };
    default:
      return facts;
  }
}

function hardwareOf(facts: Facts['hardware'], chassisForms: ChassisForms): HeldFacts['hardware'] {
  const { cpu, hypervisor, chassisType } = facts;
  return {
    memoryBytes: facts.memoryBytes ?? null,
    isVirtual: hypervisor === undefined ? null : hypervisor !== 'none',
    chassis: chassisType === undefined ? null : (chassisForms.get(chassisType & chassisTypeMask) ?? null),
    cpu: { model: orNull(cpu?.model), cores: cpu?.cores ?? null, threads: cpu?.threads ?? null },
  };
}

function systemOf(facts: Facts['system']): HeldFacts['system'] {
  return {
    hostname: orNull(facts.hostname),
    os: { name: orNull(facts.osName), version: orNull(facts.osVersion), build: orNull(facts.osBuild) },
  };
}

function disksOf(facts: Facts['storage']): DeviceFacts['disks'] {
  return (facts.disks ?? []).map(({ device, sizeBytes, kind }) => ({
    device: device.toWellFormed(),
    sizeBytes: sizeBytes ?? null,
    kind: kind ?? null,
  }));
}

/** The default gateway, and whether the interface that leads there is a radio. */
function networkOf(facts: Facts['network']): HeldFacts['network'] {
  const { gateway = null, gatewayInterface, interfaces = [] } = facts;
  const leading = interfaces.find(({ name }) => name === gatewayInterface);
  const ways = leading === undefined ? interfaces.filter(({ isUp }) => isUp === true) : [leading];
  const isWired = ways.some(({ kind }) => kind === 'ethernet');
  const isRadio = ways.some(({ kind }) => kind === 'wifi');
  const speeds = (leadingPorts(facts) ?? []).flatMap(({ speedMbps }) => speedMbps ?? []);
  return {
    gateway,
    isWifi: isWired || isRadio ? !isWired : null,
    portMbps: speeds.length === 0 ? null : Math.min(...speeds),
  };
}

/** Half a surrogate pair would take six bytes of JSON for one character: pages count on three. */
function orNull(text: string | undefined): string | null {
  return text?.toWellFormed() ?? null;
}
