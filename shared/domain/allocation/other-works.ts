import type { MachinePlan } from '../item/machine-plan.ts';
import type { SeatPlan } from './seat-plan.ts';

/** Work beyond the seats of the norm: on other machines, or where nothing is lacking. Antivirus is paid each year. */
export function otherWorks(
  { stand, repairs, upgrades }: SeatPlan,
  action: 'repair' | 'upgrade',
): readonly MachinePlan[] {
  if (stand.need.basis === 'insufficient') return [];
  const planned = new Set([...repairs, ...upgrades]);
  return stand.machines.filter((plan) => {
    const isWork = plan.action === action || (action === 'upgrade' && isSystemLicence(plan));
    return isWork && !planned.has(plan);
  });
}

function isSystemLicence({ action, reasons }: MachinePlan): boolean {
  return action === 'licence' && reasons.includes('system-unsupported');
}

/**
 * Counted machines past the age at which the planner retires them, the oldest first, as many as the school's need takes: what
 * stands beyond the need is retired without a new one. Only an age that somebody set retires what still counts.
 */
export function replacedMachines({
  stand,
  transferredOut,
}: {
  readonly stand: Pick<SeatPlan['stand'], 'needed' | 'have' | 'machines'>;
  readonly transferredOut: number;
}): readonly MachinePlan[] {
  const { needed, have, machines } = stand;
  if (needed === null) return [];
  const retired = machines.filter(
    ({ verdict, reasons }) => verdict.counts && reasons.includes('past-retire-age'),
  );
  const staying = have - transferredOut - retired.length;
  const wanted = Math.min(retired.length, Math.max(0, Math.min(needed, have - transferredOut) - staying));
  return retired.toSorted((a, b) => (b.age.years ?? 0) - (a.age.years ?? 0)).slice(0, wanted);
}
