import type { NormPack } from '../norm.ts';
import type { SnapshotMachine } from '../snapshot/machine.ts';
import type { Asset } from '../snapshot/register.ts';
import { configurationReason, type UsableReason } from '../usable.ts';
import type { ItemCode } from './item.ts';
import type { ActionReason, MachineAction, MachineAge } from './machine-plan.ts';

/** A machine with all that decides what to do with it. */
export interface ActionCase {
  readonly machine: SnapshotMachine;
  readonly asset: Asset | null;
  readonly age: MachineAge;
  /** The PC that would replace it; null where nobody would buy one (servers, unknown purpose). */
  readonly item: ItemCode | null;
  /** Why it does not work, whatever it is for; null: it works. */
  readonly idle: UsableReason | null;
}

export interface ActionRules {
  readonly pack: NormPack;
  /** Whole đồng; an item without a price has no entry. */
  readonly prices: ReadonlyMap<ItemCode, number>;
  readonly retireAgeYears: number | null;
}

export interface Proposal {
  readonly action: MachineAction;
  readonly reasons: readonly ActionReason[];
  readonly costDong: number | null;
}

const keep: Proposal = { action: 'keep', reasons: [], costDong: 0 };
const notOurs: readonly (UsableReason | null)[] = [
  'private',
  'virtual-machine',
  'server',
  'tablet',
  'pending',
];
const configurationReasons: readonly (UsableReason | null)[] = ['memory-below-minimum', 'disk-below-minimum'];

/**
 * What to do with a machine, the first that fits: replace, repair, upgrade, licence, keep. Depreciated alone is no reason: past
 * its useful life a machine is replaced only when it fails too. An unknown age forbids nothing; thresholds are the pack's.
 */
export function proposalFor(given: ActionCase, rules: ActionRules): Proposal {
  const { machine, asset, idle, item } = given;
  if (machine.state === 'retired' || (asset?.writtenOffOn ?? null) !== null) {
    return { ...keep, reasons: ['written-off'] };
  }
  if (item === null || notOurs.includes(idle)) return keep;
  return (
    replacement(given, rules) ??
    repair(given, rules) ??
    upgrade(given, rules) ??
    licence(given, rules) ??
    keep
  );
}

function replacement(given: ActionCase, rules: ActionRules): Proposal | null {
  const reasons = replaceReasons(given, rules);
  if (reasons.length === 0) return null;
  return { action: 'replace', reasons, costDong: newPrice(given, rules) };
}

function replaceReasons(given: ActionCase, rules: ActionRules): ActionReason[] {
  const { years, usefulLifeYears } = given.age;
  if (years !== null && rules.retireAgeYears !== null && years > rules.retireAgeYears) {
    return ['past-retire-age'];
  }
  const isTooDear = isBroken(given.machine) && isRepairTooDear(given, rules);
  if (isTooDear) return [brokenReason(given.machine), 'repair-too-dear'];
  if (years === null || years <= usefulLifeYears) return [];
  const failures = failuresOf(given, rules);
  return failures.length === 0 ? [] : ['past-useful-life', ...failures];
}

/** What is wrong with an old machine beyond its age. */
function failuresOf(given: ActionCase, { pack }: ActionRules): ActionReason[] {
  const { machine, asset, age } = given;
  const faults = (asset?.hardwareFaults ?? 0) + Number(machine.isDiskFailing === true);
  const isBelow = configurationReason(machine, pack) !== null;
  const cannotRun = machine.isOsSupported === false && machine.canRunSuccessor === false;
  const found: [ActionReason, boolean][] = [
    ['below-minimum', isBelow && !isWorthUpgrading(machine, age, pack)],
    ['hardware-faults', faults >= pack.rules.replaceHardwareFaults.value],
    ['cannot-run-supported-system', cannotRun],
    [brokenReason(machine), isBroken(machine) && !isYoungEnough(age, pack.rules.repairMaxAgeYears.value)],
  ];
  return found.flatMap(([reason, holds]) => (holds ? [reason] : []));
}

function repair(given: ActionCase, rules: ActionRules): Proposal | null {
  const { machine, age } = given;
  if (!isBroken(machine) || !isYoungEnough(age, rules.pack.rules.repairMaxAgeYears.value)) return null;
  return { action: 'repair', reasons: [brokenReason(machine)], costDong: repairCost(given, rules) };
}

function upgrade({ machine, age, idle }: ActionCase, { pack, prices }: ActionRules): Proposal | null {
  const isHere = idle === null || configurationReasons.includes(idle);
  if (!isHere || !isWorthUpgrading(machine, age, pack)) return null;
  const memory: ActionReason[] = isMemoryLow(machine, pack) ? ['memory-low'] : [];
  const disk = diskReasons(machine, pack);
  if (memory.length + disk.length === 0) return null;
  const parts: ItemCode[] = [
    ...(memory.length > 0 ? ['memory' as const] : []),
    ...(disk.length > 0 ? ['ssd' as const] : []),
  ];
  return { action: 'upgrade', reasons: [...memory, ...disk], costDong: sumOfPrices(parts, prices) };
}

/** A system without support that the machine can leave; antivirus without licence is bought for the school, each year. */
function licence({ machine, idle }: ActionCase, { prices }: ActionRules): Proposal | null {
  if (idle !== null) return null;
  const isSystemOld = machine.isOsSupported === false && machine.canRunSuccessor === true;
  const isUnprotected = machine.isAntivirusLicensed === false;
  if (!isSystemOld && !isUnprotected) return null;
  return {
    action: 'licence',
    reasons: [
      ...(isSystemOld ? ['system-unsupported' as const] : []),
      ...(isUnprotected ? ['antivirus-unlicensed' as const] : []),
    ],
    costDong: isSystemOld ? sumOfPrices(['system-licence'], prices) : 0,
  };
}

function isBroken({ state }: SnapshotMachine): boolean {
  return state === 'broken' || state === 'in-repair';
}

function brokenReason({ state }: SnapshotMachine): ActionReason {
  return state === 'in-repair' ? 'in-repair' : 'broken';
}

function isYoungEnough({ years }: MachineAge, maxYears: number): boolean {
  return years === null || years <= maxYears;
}

function isWorthUpgrading(machine: SnapshotMachine, age: MachineAge, { rules }: NormPack): boolean {
  return isYoungEnough(age, rules.upgradeMaxAgeYears.value) && machine.canRunSuccessor !== false;
}

/** Modules tell exactly; what the system sees is less by what graphics and firmware keep. */
function isMemoryLow({ installedMemoryBytes, memoryBytes }: SnapshotMachine, { rules }: NormPack): boolean {
  const wanted = rules.upgradeMemoryBytes.value;
  if (installedMemoryBytes !== null) return installedMemoryBytes < wanted;
  return memoryBytes !== null && memoryBytes * 100 < wanted * (100 - rules.memoryReservedPercent.value);
}

function diskReasons(machine: SnapshotMachine, { rules }: NormPack): ActionReason[] {
  const { systemDisk, isDiskFailing, systemDiskFreeBytes } = machine;
  const isSmall = systemDiskFreeBytes !== null && systemDiskFreeBytes < rules.minFreeDiskBytes.value;
  return [
    ...(systemDisk === 'hdd' ? ['disk-slow' as const] : []),
    ...(isDiskFailing === true ? ['disk-failing' as const] : []),
    ...(isSmall ? ['disk-small' as const] : []),
  ];
}

function isRepairTooDear(given: ActionCase, rules: ActionRules): boolean {
  const cost = repairCost(given, rules);
  const price = newPrice(given, rules);
  if (cost === null || price === null) return false;
  return BigInt(cost) * 100n > BigInt(price) * BigInt(rules.pack.rules.repairMaxSharePercent.value);
}

/** The workshop's estimate where the asset book has one, else the flat price of a repair. */
function repairCost({ asset }: ActionCase, { prices }: ActionRules): number | null {
  return asset?.repairCostDong ?? prices.get('repair') ?? null;
}

function newPrice({ item }: ActionCase, { prices }: ActionRules): number | null {
  return item === null ? null : (prices.get(item) ?? null);
}

function sumOfPrices(items: readonly ItemCode[], prices: ReadonlyMap<ItemCode, number>): number | null {
  let sum = 0;
  for (const item of items) {
    const price = prices.get(item);
    if (price === undefined) return null;
    sum += price;
  }
  return sum;
}
