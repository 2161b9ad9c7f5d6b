import type { Support } from './end-of-support.ts';
import type { MachineFacts } from './machine-facts.ts';
import { isListedProcessor, type ProcessorRule } from './processor.ts';
import { buildNumber } from './windows-cycle.ts';

export const windowsElevenStates = ['runs', 'eligible', 'not-eligible', 'unknown'] as const;
export type WindowsElevenState = (typeof windowsElevenStates)[number];

export const upgradeActions = [
  'none',
  'upgrade-system',
  'add-memory',
  'replace-disk',
  'replace-machine',
  'unknown',
] as const;
export type UpgradeAction = (typeof upgradeActions)[number];

/** Codes of what stands against Windows 11, is not known, or takes a machine out of the question (texts `upgrade.<code>`). */
export const upgradeReasons = [
  'cpu-too-old',
  'cpu-unknown',
  'tpm-missing',
  'tpm-old',
  'tpm-off',
  'tpm-unknown',
  'secure-boot-missing',
  'secure-boot-unknown',
  'memory-low',
  'memory-full',
  'memory-unknown',
  'disk-small',
  'disk-unknown',
  'disk-failing',
  'virtual-machine',
  'server-system',
  'not-windows',
] as const;
export type UpgradeReason = (typeof upgradeReasons)[number];

/** shared/data/windows-eleven.json: Microsoft's minimum, and processors by model name. */
export interface UpgradeTable {
  readonly minMemoryBytes: number;
  /** Firmware and graphics take a part before the system counts. */
  readonly memoryReservedPercent: number;
  readonly minDiskBytes: number;
  readonly processors: readonly ProcessorRule[];
}

export interface Upgrade {
  readonly windowsEleven: WindowsElevenState;
  readonly reasons: readonly UpgradeReason[];
  readonly memoryBytes: number | null;
  readonly freeMemorySlots: number | null;
  readonly maxMemoryBytes: number | null;
  readonly supportEnds: string | null;
  readonly action: UpgradeAction;
}

export interface UpgradeInput {
  readonly facts: MachineFacts;
  /** Of the system that runs now (`supportOf`). */
  readonly support: Support;
  /** Whether a disk is failing; null where that is not known. */
  readonly isDiskFailing: boolean | null;
  /** The registry has no Secure Boot key at all: the firmware runs as a legacy BIOS. */
  readonly isSecureBootUnset: boolean;
}

const firstBuildOfWindowsEleven = 22_000;

/**
 * What can be done for a machine before another one is bought. Unknown parts never count against it, and nothing asks for
 * another machine while its system is supported. A TPM or Secure Boot that is not seen is most often switched off in the
 * firmware, so with a listed processor it asks for a look there.
 */
export function upgradeOf(input: UpgradeInput, table: UpgradeTable): Upgrade {
  const reasons = reasonsOf(input, table);
  const windowsEleven = stateOf(input, reasons);
  const { hardware } = input.facts;
  return {
    windowsEleven,
    reasons,
    memoryBytes: hardware?.memoryBytes ?? null,
    freeMemorySlots: freeSlots(input.facts),
    maxMemoryBytes: hardware?.maxMemoryBytes ?? null,
    supportEnds: input.support.supportEnds,
    action: actionOf(input.support, windowsEleven, new Set(reasons)),
  };
}

const outOfQuestion: readonly UpgradeReason[] = ['not-windows', 'server-system', 'virtual-machine'];
const unknownParts: readonly UpgradeReason[] = [
  'cpu-unknown',
  'tpm-unknown',
  'secure-boot-unknown',
  'memory-unknown',
  'disk-unknown',
];
const besides: readonly UpgradeReason[] = [...outOfQuestion, ...unknownParts, 'disk-failing', 'memory-full'];

function stateOf({ facts }: UpgradeInput, reasons: readonly UpgradeReason[]): WindowsElevenState {
  if (reasons.some((reason) => outOfQuestion.includes(reason))) return 'unknown';
  if (runsWindowsEleven(facts)) return 'runs';
  if (reasons.some((reason) => !besides.includes(reason))) return 'not-eligible';
  return reasons.some((reason) => unknownParts.includes(reason)) ? 'unknown' : 'eligible';
}

function runsWindowsEleven({ system }: MachineFacts): boolean {
  return (buildNumber(system?.osBuild) ?? 0) >= firstBuildOfWindowsEleven;
}

function reasonsOf(input: UpgradeInput, table: UpgradeTable): UpgradeReason[] {
  const { facts, isDiskFailing } = input;
  const failing: UpgradeReason[] = isDiskFailing === true ? ['disk-failing'] : [];
  const other = otherMachine(facts);
  if (other !== null) return [other, ...failing];
  const memory = memoryReasons(facts, table);
  if (runsWindowsEleven(facts))
    return [...memory.filter((reason) => reason !== 'memory-unknown'), ...failing];
  const parts = [
    cpuReason(facts, table),
    tpmReason(facts),
    secureBootReason(input),
    ...memory,
    diskReason(facts, table),
  ];
  return [...parts.filter((reason) => reason !== null), ...failing];
}

function otherMachine({ system, hardware }: MachineFacts): UpgradeReason | null {
  if (system?.platform !== undefined && system.platform !== 'windows') return 'not-windows';
  if (/^server/i.test(system?.installationType ?? system?.osEdition ?? '')) return 'server-system';
  const isVirtual = hardware?.hypervisor !== undefined && hardware.hypervisor !== 'none';
  return isVirtual ? 'virtual-machine' : null;
}

function cpuReason({ hardware }: MachineFacts, { processors }: UpgradeTable): UpgradeReason | null {
  const model = hardware?.cpu?.model;
  const isListed = model === undefined ? null : isListedProcessor(model, processors);
  if (isListed === null) return 'cpu-unknown';
  return isListed ? null : 'cpu-too-old';
}

/** SpecVersion begins with the version of the TPM: `2.0, 0, 1.38`. */
function tpmReason({ hardening }: MachineFacts): UpgradeReason | null {
  if (hardening?.hasTpm === undefined) return 'tpm-unknown';
  if (!hardening.hasTpm) return 'tpm-missing';
  const version = Number.parseFloat(hardening.tpmSpecVersion ?? '');
  if (Number.isNaN(version)) return 'tpm-unknown';
  if (version < 2) return 'tpm-old';
  return hardening.isTpmEnabled === false ? 'tpm-off' : null;
}

function secureBootReason({ facts, isSecureBootUnset }: UpgradeInput): UpgradeReason | null {
  if (facts.hardening?.secureBootEnabled !== undefined) return null;
  return isSecureBootUnset ? 'secure-boot-missing' : 'secure-boot-unknown';
}

/** Bytes of the modules, or what the system sees and the firmware kept for itself. */
function memoryReasons(facts: MachineFacts, table: UpgradeTable): UpgradeReason[] {
  const seen = facts.hardware?.memoryBytes;
  if (seen === undefined) return ['memory-unknown'];
  if (seen >= table.minMemoryBytes * (1 - table.memoryReservedPercent / 100)) return [];
  return freeSlots(facts) === 0 && atMaximum(facts) ? ['memory-low', 'memory-full'] : ['memory-low'];
}

/** With every slot filled, larger modules still fit while the board takes more; where nobody knows, they may. */
function atMaximum({ hardware }: MachineFacts): boolean {
  const { maxMemoryBytes, memoryBytes } = hardware ?? {};
  return maxMemoryBytes !== undefined && memoryBytes !== undefined && maxMemoryBytes <= memoryBytes * 1.25;
}

function freeSlots({ hardware }: MachineFacts): number | null {
  const { memorySlotCount, memorySlots } = hardware ?? {};
  if (memorySlotCount === undefined || memorySlots === undefined) return null;
  return Math.max(0, memorySlotCount - memorySlots.filter(({ sizeBytes }) => sizeBytes !== 0).length);
}

function diskReason({ storage }: MachineFacts, table: UpgradeTable): UpgradeReason | null {
  const sizes = (storage?.disks ?? [])
    .filter(({ isRemovable }) => isRemovable !== true)
    .flatMap(({ sizeBytes }) => (sizeBytes === undefined ? [] : [sizeBytes]));
  if (sizes.length === 0) return 'disk-unknown';
  return Math.max(...sizes) >= table.minDiskBytes ? null : 'disk-small';
}

/** The cheapest thing that helps; another machine only when no part of this one can be made good. */
function actionOf(
  support: Support,
  state: WindowsElevenState,
  reasons: ReadonlySet<UpgradeReason>,
): UpgradeAction {
  const mustLeave = support.state === 'ended' || support.state === 'ending';
  const isHopeless = state === 'not-eligible' && (reasons.has('cpu-too-old') || reasons.has('memory-full'));
  if (isHopeless && mustLeave) return 'replace-machine';
  if (reasons.has('disk-failing')) return 'replace-disk';
  if (reasons.has('memory-low') && !reasons.has('memory-full')) return 'add-memory';
  if (mustLeave) return systemAction(state, reasons);
  return support.state === 'supported' ? 'none' : 'unknown';
}

/** For a system whose support is over, or soon will be. */
function systemAction(state: WindowsElevenState, reasons: ReadonlySet<UpgradeReason>): UpgradeAction {
  if (reasons.has('disk-small')) return 'replace-disk';
  const isOpen = state === 'unknown' && !outOfQuestion.some((reason) => reasons.has(reason));
  return isOpen ? 'unknown' : 'upgrade-system';
}
