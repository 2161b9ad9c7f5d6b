import type { Role } from '../device.ts';
import type { NormPack } from '../norm.ts';
import { byCodeUnit } from '../order.ts';
import type { SnapshotMachine } from '../snapshot/machine.ts';
import type { Asset } from '../snapshot/register.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { idleReason, isRegistered, judgeMachine, type UsableFrame, type UsableReason } from '../usable.ts';
import { ageOf, bookValueOf } from './age.ts';
import type { ItemCode } from './item.ts';
import { localDayText } from './local-day.ts';
import { proposalFor } from './machine-action.ts';
import type { MachinePlan } from './machine-plan.ts';
import { unitPrices } from './prices.ts';

/** What a machine of a role is counted as, and replaced by. */
const itemOfRole: Readonly<Record<Role, ItemCode | null>> = {
  student: 'student-pc',
  teacher: 'teacher-pc',
  office: 'office-pc',
  department: 'department-pc',
  server: null,
  unknown: null,
};

/**
 * Every machine of a snapshot, counted or not and why, with what is proposed for it; by school, room and id. A machine that the
 * asset book calls private is nobody's seat.
 */
export function judgeMachines(
  snapshot: Snapshot,
  frame: UsableFrame,
  options: { readonly pack: NormPack; readonly retireAgeYears: number | null },
): readonly MachinePlan[] {
  const rules = { ...options, prices: unitPrices(snapshot.prices) };
  const ages = { day: localDayText(frame.asAtMs, frame.calendar), usefulLives: options.pack.usefulLives };
  const assets = new Map(snapshot.assets.map((asset) => [assetKey(asset), asset]));
  return snapshot.machines.toSorted(compareMachines).map((given): MachinePlan => {
    const asset = assetOf(given, assets);
    const machine = asset?.holder === 'private' ? { ...given, isPrivate: true } : given;
    const verdict = judgeMachine(machine, frame);
    const idle = idleReason(machine, frame);
    const item = itemOfRole[machine.role];
    const uncounted = item === 'student-pc' ? verdict.reason : (idle ?? purposeless(machine.role));
    const age = ageOf(machine, asset, ages);
    const proposal = proposalFor({ machine, asset, age, item, idle }, rules);
    return {
      ...{ machine: given, isRegistered: isRegistered(machine), verdict },
      ...{ countsAs: uncounted === null ? item : null, uncounted, isWorking: idle === null },
      ...{ age, book: asset === null ? null : bookValueOf(asset, ages), ...proposal },
      isUsableAfter: !verdict.counts && countsAfter(machine, proposal.action, verdict.reason, frame),
      isMovable: verdict.counts && mayMove(asset, age.years, options.pack),
    };
  });
}

function assetOf(
  { schoolCode, assetCode }: SnapshotMachine,
  assets: ReadonlyMap<string, Asset>,
): Asset | null {
  return assetCode === null ? null : (assets.get(assetKey({ schoolCode, assetCode })) ?? null);
}

function assetKey({ schoolCode, assetCode }: { schoolCode: string; assetCode: string }): string {
  return `${schoolCode} ${assetCode}`;
}

function purposeless(role: Role): UsableReason | null {
  if (role === 'unknown') return 'role-unknown';
  return role === 'server' ? 'server' : null;
}

/** An upgrade mends the configuration and nothing else; a repaired machine reports again. */
function countsAfter(
  machine: SnapshotMachine,
  action: MachinePlan['action'],
  reason: UsableReason | null,
  frame: UsableFrame,
): boolean {
  if (action === 'upgrade') return reason === 'memory-below-minimum' || reason === 'disk-below-minimum';
  return (
    action === 'repair' && judgeMachine({ ...machine, state: 'approved', connected: true }, frame).counts
  );
}

/** The school's own and what was given to it without conditions; a machine of unknown age stays where it is. */
function mayMove(asset: Asset | null, years: number | null, { rules }: NormPack): boolean {
  if (years === null || years > rules.movableMaxAgeYears.value) return false;
  if (asset === null) return true;
  const isTheirs = asset.holder === null || asset.holder === 'school' || asset.holder === 'donated';
  return isTheirs && asset.isRestricted !== true && asset.writtenOffOn === null;
}

function compareMachines(a: SnapshotMachine, b: SnapshotMachine): number {
  return (
    byCodeUnit(a.schoolCode, b.schoolCode) ||
    byCodeUnit(a.room ?? '', b.room ?? '') ||
    byCodeUnit(a.deviceId, b.deviceId)
  );
}
