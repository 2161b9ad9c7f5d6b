import { priceList } from '../../shared/domain/item/prices.ts';
import {
  compareLease,
  type LeaseComparison,
  type LeaseProblem,
  leaseAssumptions,
} from '../../shared/domain/plan/lease.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import { ok, type Result } from '../../shared/domain/result.ts';

/** Buying or renting the student machines that a plan buys; `comparison` is null where the list has no price or no rent. */
export type PlannedLease = {
  readonly years: number;
  readonly machines: number;
  readonly maintenancePercent: number;
  readonly usefulLifeYears: number;
  readonly comparison: LeaseComparison | null;
};

/** Errors: years out of range, a sum that no exact number holds. */
export function leaseOfPlan(
  { snapshot, allocation }: Plan,
  years: number,
): Result<PlannedLease, LeaseProblem> {
  const price = priceList(snapshot.prices).get('student-pc');
  const { maintenancePercent, usefulLifeYears } = leaseAssumptions;
  const quantity = allocation.outcomes.reduce((sum, { bought }) => sum + bought, 0);
  const lease = { years, machines: quantity, maintenancePercent, usefulLifeYears };
  const { unitPriceDong = 0, leasePerYearDong = null } = price ?? {};
  const perMachine = { unitPriceDong, leasePerYearDong: leasePerYearDong ?? 0 };
  const compared = compareLease({ quantity, years, ...perMachine, maintenancePercent, usefulLifeYears });
  if (!compared.ok) return compared;
  return ok({ ...lease, comparison: leasePerYearDong === null ? null : compared.value });
}
