import type { AllocationLine, OwnerBudget } from '../../shared/domain/allocation/allocation.ts';
import type { RuleOutcome } from '../../shared/domain/allocation/compare-rules.ts';
import type { MachinePlan } from '../../shared/domain/item/machine-plan.ts';
import { priceList } from '../../shared/domain/item/prices.ts';
import { byCodeUnit } from '../../shared/domain/order.ts';
import type { Change, SchoolDifference } from '../../shared/domain/plan/difference.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import type { Price } from '../../shared/domain/snapshot/register.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { dash, numberColumn, wordsColumn } from './words-column.ts';

/** A line of the purchase list with its school's name. */
export type AllocationRow = AllocationLine & { readonly schoolName: string };

export function allocationRows({ allocation, needs }: Plan): AllocationRow[] {
  const names = new Map(needs.schools.map(({ schoolCode, schoolName }) => [schoolCode, schoolName]));
  return allocation.lines.map((line) => ({ ...line, schoolName: names.get(line.schoolCode) ?? '' }));
}

/** Prices that the lines of a plan are counted with, in the order of the items' codes. */
export function pricesUsed({ snapshot, allocation }: Plan): readonly Price[] {
  const items = new Set(allocation.lines.map(({ item }) => item));
  return [...priceList(snapshot.prices).values()]
    .filter(({ item }) => items.has(item))
    .sort((a, b) => byCodeUnit(a.item, b.item));
}

function ownerText(owner: string | null, text: Text): string {
  return owner ?? text.t('plan.owner.unknown');
}

const owner = <Row extends { readonly owner: string | null }>(): Column<Row> =>
  wordsColumn(
    'owner',
    'plan.owner',
    (row) => row.owner,
    (row, text) => ownerText(row.owner, text),
  );

const action: Column<AllocationRow> = wordsColumn(
  'action',
  'plan.action',
  (row) => row.action,
  (row, text) => text.t(`plan.action.${row.action}`),
);

const item: Column<AllocationRow> = wordsColumn(
  'item',
  'plan.item',
  (row) => row.item,
  (row, text) => text.say(`item.${row.item}`),
);

/** The purchase list for programs and for people. */
export const allocationColumns: readonly Column<AllocationRow>[] = [
  owner(),
  wordsColumn('schoolCode', 'needs.schoolCode', (row) => row.schoolCode),
  wordsColumn('school', 'needs.school', (row) => row.schoolName),
  action,
  item,
  numberColumn('quantity', 'plan.quantity', (row) => row.quantity),
  numberColumn('unitPrice', 'plan.unitPrice', (row) => row.unitPriceDong),
  numberColumn('amount', 'plan.amount', (row) => row.amountDong),
];
export const plainAllocationColumns = allocationColumns.filter(({ id }) => id !== 'schoolCode');

export const budgetColumns: readonly Column<OwnerBudget>[] = [
  owner(),
  numberColumn('budget', 'plan.budget', (row) => row.budgetDong),
  numberColumn('spent', 'plan.spent', (row) => row.spentDong),
  numberColumn('remainder', 'plan.remainder', (row) => row.remainderDong),
  numberColumn('yearly', 'plan.yearly', (row) => row.yearlyDong),
  numberColumn('unmet', 'plan.unmet', (row) => row.unmetSeats),
  coverageColumn('before', 'plan.coverageBefore', (row) => row.minCoverageBefore),
  coverageColumn('after', 'plan.coverageAfter', (row) => row.minCoverageAfter),
  numberColumn('atNorm', 'plan.schoolsAtNorm', (row) => row.schoolsAtNorm),
];

export const ruleColumns: readonly Column<RuleOutcome>[] = [
  wordsColumn(
    'rule',
    'plan.rule',
    (row) => row.rule,
    (row, text) => text.t(`plan.rule.${row.rule}`),
  ),
  coverageColumn('after', 'plan.coverageAfter', (row) => row.minCoverageAfter),
  numberColumn('atNorm', 'plan.schoolsAtNorm', (row) => row.schoolsAtNorm),
  numberColumn('bought', 'plan.bought', (row) => row.bought),
  numberColumn('spent', 'plan.spent', (row) => row.spentDong),
  numberColumn('unmet', 'plan.unmet', (row) => row.unmetSeats),
];

const change = (
  id: string,
  label: Column<never>['label'],
  pick: (row: SchoolDifference) => Change,
): Column<SchoolDifference> => ({
  ...numberColumn<SchoolDifference>(id, label, (row) => pick(row).change),
  cell: (row, text) => changeText(pick(row), text),
});

/** `39 → 46 (+7)`. */
export function changeText({ before, after, change: by }: Change, text: Text, digits = 0): string {
  const number = (value: number | null) => (value === null ? dash : text.number(value, digits));
  if (before === after) return number(after);
  const sign = by !== null && by > 0 ? '+' : '';
  return `${number(before)} → ${number(after)}${by === null ? '' : ` (${sign}${number(by)})`}`;
}

export const differenceColumns: readonly Column<SchoolDifference>[] = [
  wordsColumn('schoolCode', 'needs.schoolCode', (row) => row.schoolCode),
  wordsColumn('school', 'needs.school', (row) => row.schoolName),
  change('needed', 'plan.needed', (row) => row.needed),
  change('deficit', 'needs.deficit', (row) => row.deficit),
  change('bought', 'plan.bought', (row) => row.bought),
  change('amount', 'plan.amount', (row) => row.amountDong),
];

/** Machines of one school: counted or not, and why. */
export const needMachineColumns: readonly Column<MachinePlan>[] = [
  wordsColumn('deviceId', 'column.deviceId', ({ machine }) => machine.deviceId),
  wordsColumn('hostname', 'column.hostname', ({ machine }) => machine.hostname ?? null),
  wordsColumn('room', 'column.room', ({ machine }) => machine.room ?? null),
  wordsColumn('seat', 'column.seat', ({ machine }) => machine.seat),
  wordsColumn(
    'role',
    'column.role',
    ({ machine }) => machine.role,
    ({ machine }, text) => text.t(`role.${machine.role}`),
  ),
  wordsColumn(
    'lastSeen',
    'column.lastSeen',
    ({ machine: { lastSeenMs } }) => (lastSeenMs === null ? null : new Date(lastSeenMs).toISOString()),
    ({ machine: { lastSeenMs } }, text) => (lastSeenMs === null ? dash : text.date(lastSeenMs)),
  ),
  wordsColumn(
    'counts',
    'column.counts',
    ({ verdict }) => (verdict.counts ? 'yes' : 'no'),
    ({ verdict }, text) => (verdict.counts ? text.t('pane.yes') : dash),
  ),
  wordsColumn(
    'reason',
    'plan.machineReason',
    ({ verdict }) => verdict.reason,
    ({ verdict }, text) => whyText(verdict, text),
  ),
];

function whyText({ reason, warnings }: MachinePlan['verdict'], text: Text): string {
  const warned = warnings.map((warning) => text.t(`plan.warning.${warning}`));
  return [...(reason === null ? [] : [text.say(`reason.${reason}`)]), ...warned].join('; ');
}

/** Shares as whole percents, rounded down: full coverage is never claimed too early. */
export function coverageText(coverage: number | null, text: Text): string {
  return coverage === null ? dash : `${text.number(Math.floor(coverage * 100))}%`;
}

function coverageColumn<Row>(
  id: string,
  label: Column<never>['label'],
  coverage: (row: Row) => number | null,
): Column<Row> {
  return { ...numberColumn(id, label, coverage), cell: (row, text) => coverageText(coverage(row), text) };
}
