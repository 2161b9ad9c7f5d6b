import type { MachineAction, MachinePlan } from '../item/machine-plan.ts';
import { byCodeUnit } from '../order.ts';
import type { AllocationOptions, Transfer } from './allocation.ts';
import { lackingOf, type SchoolStand } from './school-stand.ts';
import { proposeTransfers } from './transfers.ts';

/** What is meant for the seats of one school before money is asked: it does not depend on any budget. */
export interface SeatPlan {
  readonly stand: SchoolStand;
  /** Cheapest first. */
  readonly repairs: readonly MachinePlan[];
  /** Within its owner. */
  readonly transfersIn: readonly Transfer[];
  readonly transferredOut: number;
  readonly upgrades: readonly MachinePlan[];
  /** Machines still to be bought. */
  readonly lacking: number;
}

/** What a seat may cost. */
export type SeatCost = {
  /** Price of a new machine: a seat that costs more is bought new; null where unknown. */
  readonly newPriceDong: number | null;
  /** Work of unknown cost fits no budget: it is planned only where none is named. */
  readonly isUnlimited: (stand: SchoolStand) => boolean;
};

/**
 * Repairs that fill a gap, then transfers for what repairs leave, then upgrades that make a machine usable. None depends on how
 * much money there is, so that a larger budget never takes a machine from a school.
 */
export function planSeats(
  stands: readonly SchoolStand[],
  options: AllocationOptions,
  cost: SeatCost,
): { readonly seats: readonly SeatPlan[]; readonly transfers: readonly Transfer[] } {
  const repaired = stands.map((stand) => {
    const repairs = seatGains(stand, 'repair', lackingOf(stand), cost);
    return { stand, repairs, needed: stand.needed ?? 0, lacking: lackingOf(stand) - repairs.length };
  });
  const receivers = repaired.filter(({ lacking }) => lacking > 0);
  const transfers = proposeTransfers(stands, receivers, options);
  const own = transfers.filter(({ isCrossOwner }) => !isCrossOwner);
  const into = Map.groupBy(own, ({ toSchool }) => toSchool);
  const outOf = Map.groupBy(own, ({ fromSchool }) => fromSchool);
  const seats = repaired.map(({ stand, repairs, lacking }) => {
    const transfersIn = into.get(stand.schoolCode) ?? [];
    const left = lacking - machinesIn(transfersIn);
    const upgrades = seatGains(stand, 'upgrade', left, cost);
    const transferredOut = machinesIn(outOf.get(stand.schoolCode) ?? []);
    return { stand, repairs, transfersIn, transferredOut, upgrades, lacking: left - upgrades.length };
  });
  return { seats, transfers };
}

/** Machines that transfers carry. */
export function machinesIn(transfers: readonly Transfer[]): number {
  return transfers.reduce((sum, { deviceIds }) => sum + deviceIds.length, 0);
}

/**
 * The cheapest machines that count after the action, as many as are lacking. Where the school's word stands for the count, a
 * broken machine may be in it already, so none is added.
 */
function seatGains(
  stand: SchoolStand,
  action: MachineAction,
  lacking: number,
  { newPriceDong, isUnlimited }: SeatCost,
): readonly MachinePlan[] {
  if (lacking <= 0 || stand.need.basis !== 'measured') return [];
  const most = newPriceDong ?? Number.MAX_SAFE_INTEGER;
  return stand.machines
    .filter((plan) => plan.action === action && plan.isUsableAfter)
    .filter(({ costDong }) => (costDong === null ? isUnlimited(stand) : costDong <= most))
    .sort(byCost)
    .slice(0, lacking);
}

/** Cheapest first, unknown cost last, then by id. */
export function byCost(a: MachinePlan, b: MachinePlan): number {
  const most = Number.MAX_SAFE_INTEGER;
  return (a.costDong ?? most) - (b.costDong ?? most) || byCodeUnit(a.machine.deviceId, b.machine.deviceId);
}
