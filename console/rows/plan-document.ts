import type { AllocationLine, OwnerBudget } from '../../shared/domain/allocation/allocation.ts';
import type { RuleOutcome } from '../../shared/domain/allocation/compare-rules.ts';
import type { MachinePlan } from '../../shared/domain/item/machine-plan.ts';
import type { PlanDifference } from '../../shared/domain/plan/difference.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import { yearlyAssumptions } from '../../shared/domain/plan/recurring.ts';
import type { Settings } from '../../shared/domain/plan/what-if.ts';
import type { PlannedLease } from '../planning/lease-of-plan.ts';
import { isoTime, needsDocument } from './documents.ts';
import { pricesUsed } from './plan-columns.ts';

/** A plan with what it was asked beside: other rules, another plan, renting over some years. */
export type ShownPlan = {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly rules: readonly RuleOutcome[] | null;
  readonly difference: PlanDifference | null;
  readonly lease: PlannedLease | null;
};

/** `needs --school CODE --json`: the same document of one school, with its machines. */
export function schoolNeedDocument(plan: Plan, settings: Settings, schoolCode: string) {
  const { schools, ...document } = needsDocument(plan, settings);
  const { totals: _, ...heading } = document;
  const machines = plan.machines.filter(({ machine }) => machine.schoolCode === schoolCode);
  return {
    ...heading,
    schools: schools.filter((school) => school.schoolCode === schoolCode),
    machines: machines.map(machineDocument),
  };
}

function machineDocument({ machine, isRegistered, verdict, age, action, reasons }: MachinePlan) {
  return {
    deviceId: machine.deviceId,
    hostname: machine.hostname ?? null,
    siteCode: machine.siteCode ?? null,
    room: machine.room ?? null,
    seat: machine.seat,
    role: machine.role,
    state: machine.state,
    lastSeen: machine.lastSeenMs === null ? null : isoTime(machine.lastSeenMs),
    isRegistered,
    countsAsStudentComputer: verdict.counts,
    reason: verdict.reason,
    warnings: verdict.warnings,
    ageYears: age.years,
    ageSource: age.source,
    action,
    actionReasons: reasons,
  };
}

/** `plan --json`: the needs, and what money is spent on by which rule. Amounts are whole đồng. */
export function planDocument({ plan, settings, rules, difference, lease }: ShownPlan) {
  const { options, lines, budgets, ...outcome } = plan.allocation;
  return {
    ...needsDocument(plan, settings),
    rule: options.rule,
    allocationOptions: options,
    year: plan.options.year,
    allocation: lines.map(lineDocument),
    budgets: budgets.map(budgetDocument),
    ...outcome,
    assumptions: yearlyAssumptions,
    prices: pricesUsed(plan).map(({ unitPriceDong, leasePerYearDong, ...price }) => ({
      ...price,
      unitPrice: unitPriceDong,
      leasePerYear: leasePerYearDong,
    })),
    ...(rules === null ? {} : { rules }),
    ...(difference === null ? {} : { difference }),
    ...(lease === null ? {} : { lease }),
  };
}

function lineDocument({ unitPriceDong, amountDong, ...line }: AllocationLine) {
  return { ...line, unitPrice: unitPriceDong, amount: amountDong };
}

function budgetDocument({ budgetDong, spentDong, remainderDong, yearlyDong, ...owner }: OwnerBudget) {
  return { ...owner, budget: budgetDong, spent: spentDong, remainder: remainderDong, yearly: yearlyDong };
}
