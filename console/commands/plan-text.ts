import type { ComparedTotal, PlanDifference } from '../../shared/domain/plan/difference.ts';
import { comparedTotals } from '../../shared/domain/plan/difference.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import type { Settings } from '../../shared/domain/plan/what-if.ts';
import type { Text } from '../../shared/text/text.ts';
import type { PlannedLease } from '../planning/lease-of-plan.ts';
import { needLines, plainNeedColumns } from '../rows/need-rows.ts';
import { plainTable } from '../rows/plain-table.ts';
import {
  allocationRows,
  budgetColumns,
  changeText,
  coverageText,
  differenceColumns,
  needMachineColumns,
  plainAllocationColumns,
  pricesUsed,
  ruleColumns,
} from '../rows/plan-columns.ts';
import type { ShownPlan } from '../rows/plan-document.ts';
import { planHeading } from '../rows/plan-heading.ts';
import { spendingNotes } from '../rows/spending-notes.ts';
import { uncountedMachines, uncountedText } from '../rows/uncounted.ts';

/** `needs` for people: what holds, one line a school, the two totals apart, and why machines were not counted. */
export function needsText(plan: Plan, settings: Settings, text: Text): string {
  const uncounted = uncountedMachines(plan.machines);
  const reasons = plan.needs.schools.flatMap(({ schoolCode, schoolName }) => {
    const words = uncountedText(uncounted.get(schoolCode), text);
    return words === '' ? [] : [`  ${schoolName}: ${words}\n`];
  });
  return [
    headingText(plan, settings, text),
    '\n',
    plainTable(needLines(plan.needs.schools), plainNeedColumns, text),
    '\n',
    totalsText(plan, text),
    ...(reasons.length === 0 ? [] : ['\n', `${text.t('plan.uncounted')}\n`, ...reasons]),
  ].join('');
}

/** `needs --school`: the line of one school, and its machines. */
export function schoolNeedText(plan: Plan, settings: Settings, schoolCode: string, text: Text): string {
  const own = plan.needs.schools.filter((need) => need.schoolCode === schoolCode);
  const machines = plan.machines.filter(({ machine }) => machine.schoolCode === schoolCode);
  return [
    headingText(plan, settings, text),
    '\n',
    plainTable(needLines(own), plainNeedColumns, text),
    '\n',
    machines.length === 0 ? `${text.t('empty.list')}\n` : plainTable(machines, needMachineColumns, text),
  ].join('');
}

/** `plan` for people: what each owner's money does, the purchase list, and what stays open. */
export function planText(shown: ShownPlan, text: Text): string {
  const { plan, settings, difference, rules, lease } = shown;
  const rows = allocationRows(plan);
  return [
    headingText(plan, settings, text),
    '\n',
    totalsText(plan, text),
    outcomeText(plan, text),
    '\n',
    plainTable(plan.allocation.budgets, budgetColumns, text),
    '\n',
    rows.length === 0 ? `${text.t('plan.nothing')}\n` : plainTable(rows, plainAllocationColumns, text),
    ...remarksText(plan, text),
    ...transfersText(plan, text),
    ...(rules === null ? [] : ['\n', `${text.t('plan.rules')}\n`, plainTable(rules, ruleColumns, text)]),
    ...(difference === null ? [] : ['\n', differenceText(difference, text)]),
    ...(lease === null ? [] : ['\n', leaseText(lease, text)]),
  ].join('');
}

/** Settings that every heading names in words. */
const namedInHeading = ['normSet', 'denominator', 'policy', 'estimate', 'rule'];

function headingText(plan: Plan, settings: Settings, text: Text): string {
  const changed = Object.entries(settings)
    .filter(([name]) => !namedInHeading.includes(name))
    .map(([name, value]) => `${name}=${value}`);
  return [
    ...planHeading(plan, text).map((cells) => `${cells.join(': ')}\n`),
    ...(changed.length === 0 ? [] : [`${text.t('plan.settings')}: ${changed.join('; ')}\n`]),
  ].join('');
}

function totalsText({ needs: { totals } }: Plan, text: Text): string {
  return [
    `${text.t('needs.total.measured')}: ${text.number(totals.deficit)}\n`,
    `${text.t('needs.total.declared')}: ${text.number(totals.deficitDeclared)}\n`,
  ].join('');
}

function outcomeText({ allocation, needs }: Plan, text: Text): string {
  const { options, minCoverageBefore, minCoverageAfter, schoolsAtNorm, schoolsAtNormBefore } = allocation;
  return [
    `${text.t('plan.rule')}: ${text.t(`plan.rule.${options.rule}`)}\n`,
    `${text.t('plan.minCoverage')}: ${coverageText(minCoverageBefore, text)} → ${coverageText(minCoverageAfter, text)}\n`,
    `${text.t('plan.schoolsAtNorm')}: ${schoolsAtNormBefore} → ${schoolsAtNorm} / ${needs.schools.length}\n`,
    ...(allocation.isReference ? [`${text.t('plan.reference')}\n`] : []),
  ].join('');
}

/** In which order money goes, what is assumed, which prices nobody stands for, and what has none. */
function remarksText(plan: Plan, text: Text): string[] {
  const named = (label: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${label}: ${items.map((item) => text.say(`item.${item}`)).join(', ')}\n`];
  const references = pricesUsed(plan).filter(({ kind }) => kind === 'reference');
  return [
    '\n',
    `${text.t('alloc.order')}\n`,
    ...spendingNotes(plan, () => true, text).map((note) => `${note}\n`),
    ...named(
      text.t('plan.referencePrices'),
      references.map(({ item }) => item),
    ),
    ...named(text.t('plan.unpriced'), plan.allocation.unpriced),
  ];
}

function transfersText({ allocation: { transfers }, needs }: Plan, text: Text): string[] {
  if (transfers.length === 0) return [];
  const names = new Map(needs.schools.map(({ schoolCode, schoolName }) => [schoolCode, schoolName]));
  const lines = transfers.map(({ fromSchool, toSchool, deviceIds, isCrossOwner }) => {
    const values = {
      from: names.get(fromSchool) ?? fromSchool,
      to: names.get(toSchool) ?? toSchool,
      machines: deviceIds.length,
    };
    return `  ${text.t(isCrossOwner ? 'plan.transfer.crossOwner' : 'plan.transfer', values)}\n`;
  });
  return ['\n', `${text.t('plan.transfers')}\n`, ...lines];
}

const coverageTotals: readonly ComparedTotal[] = ['minCoverageAfter'];

function differenceText({ schools, totals }: PlanDifference, text: Text): string {
  const lines = comparedTotals.map((name) => {
    const digits = coverageTotals.includes(name) ? 4 : 0;
    return `  ${text.t(`plan.total.${name}`)}: ${changeText(totals[name], text, digits)}\n`;
  });
  const table = schools.length === 0 ? [] : [plainTable(schools, differenceColumns, text)];
  return [`${text.t('plan.difference')}\n`, ...lines, ...table].join('');
}

/** Buying and renting the same machines over the same years, with what the sums assume. */
function leaseText({ comparison, years, machines, ...assumed }: PlannedLease, text: Text): string {
  const heading = `${text.t('plan.lease', { years, machines: text.number(machines) })}\n`;
  if (comparison === null) return `${heading}  ${text.t('plan.lease.noPrice')}\n`;
  const { purchaseDong, maintenanceDong, residualDong, buyDong, leaseDong, cheaper } = comparison;
  const parts = {
    purchase: text.number(purchaseDong),
    maintenance: text.number(maintenanceDong),
    residual: text.number(residualDong),
  };
  return [
    heading,
    `  ${text.t('plan.lease.buy')}: ${text.number(buyDong)} (${text.t('plan.lease.parts', parts)})\n`,
    `  ${text.t('plan.lease.rent')}: ${text.number(leaseDong)}\n`,
    `  ${text.t(`plan.lease.cheaper.${cheaper}`)}\n`,
    `  ${text.t('plan.lease.assumed', { percent: assumed.maintenancePercent, life: assumed.usefulLifeYears })}\n`,
  ].join('');
}
