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
