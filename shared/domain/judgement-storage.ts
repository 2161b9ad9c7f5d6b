import { type DiskState, judgeDisk } from './disk-health.ts';
import {
  clear,
  found,
  type JudgementFrame,
  type MachineForJudgement,
  notApplicable,
  type Rule,
  type Ruling,
  raw,
  unknown,
} from './judgement-rule.ts';
import type { ArrayFacts, VolumeFacts } from './machine-facts.ts';

/** Found where one disk is in `state`; clear only when every disk that was asked is known not to be. */
function anyDisk(state: DiskState): Rule {
  return (machine, frame) => {
    const disks = disksOf(machine, frame);
    if (disks === undefined || disks.length === 0) return isVirtual(machine) ? notApplicable : unknown;
    const [first, ...others] = disks
      .filter((disk) => disk.health === state)
      .map(({ device, reasons }) => raw('diskHealth.disks[]', `${device}: ${reasons.join(', ')}`));
    if (first !== undefined) return found([first, ...others]);
    return disks.some((disk) => disk.health === 'unknown') ? unknown : clear;
  };
}

function disksOf(machine: MachineForJudgement, frame: JudgementFrame) {
  return machine.facts.diskHealth?.disks?.map((disk) => ({
    device: disk.device ?? '',
    ...judgeDisk(disk, frame.tables.disk),
  }));
}

function isVirtual({ facts }: MachineForJudgement): boolean {
  const hypervisor = facts.hardware?.hypervisor;
  return hypervisor !== undefined && hypervisor !== 'none';
}

export const diskFailing = anyDisk('failing');
export const diskWorn = anyDisk('warning');

const healthyArrays: readonly string[] = ['active', 'clean', 'online', 'optimal', 'idle', 'ok', 'healthy'];
const brokenArray = /degraded|faulted|failed|unavail|removed|suspended|partial|missing/;

/** RAID sets and pools that lost a member. One that stands still tells how it last was, which proves nothing. */
export const arrayDegraded: Rule = (machine) => {
  const arrays = machine.facts.storage?.arrays;
  if (arrays === undefined) {
    return machine.absent.storage?.arrays === 'unsupported' ? notApplicable : unknown;
  }
  if (arrays.length === 0) return notApplicable;
  const [first, ...others] = arrays
    .filter(isDegraded)
    .map(({ name, state, activeMembers, members }) =>
      raw('storage.arrays[].state', `${name}: ${state ?? ''} ${activeMembers ?? '?'}/${members ?? '?'}`),
    );
  if (first !== undefined) return found([first, ...others]);
  return arrays.every(isWhole) ? clear : unknown;
};

function isDegraded({ state, members, activeMembers }: ArrayFacts): boolean {
  const isShort = members !== undefined && activeMembers !== undefined && activeMembers < members;
  return isShort || brokenArray.test(state?.toLowerCase() ?? '');
}

function isWhole({ state, members, activeMembers }: ArrayFacts): boolean {
  if (members !== undefined && activeMembers !== undefined) return activeMembers >= members;
  const words = state?.toLowerCase().split(/[\s,]+/) ?? [];
  return words.length > 0 && words.every((word) => healthyArrays.includes(word));
}

export const diskFull: Rule = (machine, frame) => {
  const freeBytes = machine.facts.usage?.systemFreeBytes;
  if (freeBytes === undefined) return unknown;
  return freeBytes < frame.tables.thresholds.minFreeDiskBytes
    ? found([raw('usage.systemFreeBytes', freeBytes)])
    : clear;
};

export const memoryLow: Rule = (machine, frame) => {
  const memoryBytes = machine.facts.hardware?.memoryBytes;
  if (memoryBytes === undefined) return unknown;
  const { minMemoryBytes, memoryReservedPercent } = frame.tables.thresholds;
  const isLow = memoryBytes < minMemoryBytes * (1 - memoryReservedPercent / 100);
  return isLow ? found([raw('hardware.memoryBytes', memoryBytes)]) : clear;
};

export const batteryWorn: Rule = (machine, frame) => {
  const batteries = machine.facts.hardware?.batteries;
  if (batteries === undefined) return machine.chassis === 'desktop' ? notApplicable : unknown;
  if (batteries.length === 0) return notApplicable;
  const shares = batteries.flatMap(({ designWh, fullWh }) =>
    designWh === undefined || fullWh === undefined || designWh <= 0 ? [] : [(fullWh / designWh) * 100],
  );
  if (shares.length < batteries.length) return unknown;
  const worst = Math.min(...shares);
  if (worst >= frame.tables.thresholds.batteryWornPercent) return clear;
  return found([raw('hardware.batteries[].fullWh', `${Math.round(worst)} %`)]);
};

/** Machines that can be carried away alone: what is lost with them is what lies on their disk. */
export const encryptionOff: Rule = (machine) => {
  // A Mac has no chassis type of its own.
  const chassis = /^MacBook/.test(machine.facts.hardware?.model ?? '') ? 'laptop' : machine.chassis;
  if (chassis === null) return unknown;
  if (chassis !== 'laptop' && chassis !== 'tablet') return notApplicable;
  const { isFileVaultOn } = machine.facts.hardening ?? {};
  if (isFileVaultOn !== undefined) {
    return isFileVaultOn ? clear : found([raw('hardening.isFileVaultOn', false)]);
  }
  const volumes = machine.facts.storage?.volumes?.filter(({ isSystem }) => isSystem === true) ?? [];
  const rulings = volumes.map(volumeRuling);
  return (
    rulings.find(({ verdict }) => verdict === 'found') ??
    rulings.find(({ verdict }) => verdict === 'unknown') ??
    rulings[0] ??
    unknown
  );
};

/** BitLocker's ProtectionStatus: 0 off, also while a suspended one has its key in the clear; 1 on; 2 unknown. */
function volumeRuling({ mount, protectionStatus, isEncrypted }: VolumeFacts): Ruling {
  if (protectionStatus === 0) {
    return found([raw('storage.volumes[].protectionStatus', `${mount}: ${protectionStatus}`)]);
  }
  if (protectionStatus === 1 || isEncrypted === true) return clear;
  if (protectionStatus !== undefined || isEncrypted === undefined) return unknown;
  return found([raw('storage.volumes[].isEncrypted', `${mount}: false`)]);
}
