import type { AllocationAction, AllocationLine, SchoolOutcome } from '../allocation/allocation.ts';
import { type Funding, type ItemCode, type SpendingGroup, unitOfItem } from '../item/item.ts';
import type { ItemNeed } from '../item/item-need.ts';
import type { MachineAction, MachinePlan } from '../item/machine-plan.ts';
import type { SchoolNeed } from '../need-school.ts';
import type { NormRule } from '../norm.ts';
import { type RuleStatus, ruleStatuses } from '../rule-status.ts';
import type { Price } from '../snapshot/register.ts';
import type { Plan } from './plan.ts';
import type { ProcurementLine } from './procurement-line.ts';

/** What the lines of one school are made from. */
export interface LineFrame {
  readonly plan: Plan;
  readonly need: SchoolNeed;
  readonly outcome: SchoolOutcome | undefined;
  readonly owner: string | null;
  readonly prices: ReadonlyMap<ItemCode, Price>;
  readonly machines: readonly MachinePlan[];
  readonly proposed: readonly AllocationLine[];
  readonly funding: Funding | null;
  readonly year: number | null;
}

/**
 * Student computers of a school. What it has is what its deficit was computed from: machines that report where they are
 * measured, else what it declares.
 */
export function studentLine(frame: LineFrame, bought: readonly AllocationLine[]): ProcurementLine {
  const { need, outcome, machines } = frame;
  const isDeclared = need.basis === 'declared';
  const counts = countActions(machines);
  return {
    ...schoolPart(frame, 'student-pc'),
    needed: need.needed,
    ...studentNorm(frame),
    pupilsCounted: need.counted,
    existing: isDeclared ? need.declared : need.registered,
    usable: isDeclared ? need.declared : need.usable,
    ...counts,
    transferIn: outcome?.transferredIn ?? 0,
    transferOut: outcome?.transferredOut ?? 0,
    deficit: need.deficit,
    ...moneyOf(bought, priceOf(frame, 'student-pc')),
    priority: studentPriority(need),
    group: 'add',
    purpose: 'informatics',
    reasons: studentReasons(frame, bought),
  };
}

/** Another norm of a school, with what is bought or paid each year for it. */
export function itemLine(
  frame: LineFrame,
  item: ItemNeed,
  lines: readonly AllocationLine[],
): ProcurementLine {
  const { norm, basis, status, existing, usable, deficit, isRequired, purpose } = item;
  const isShort = (deficit ?? 0) > 0;
  return {
    ...schoolPart(frame, item.item),
    ...{
      needed: norm,
      normBasis: basis,
      normStatus: status,
      pupilsCounted: null,
      existing,
      usable,
      ...noCounts,
      deficit,
    },
    ...moneyOf(lines, priceOf(frame, item.item)),
    priority: isShort ? 1 : isRequired ? null : 3,
    group: 'add',
    purpose,
    reasons: itemReasons(item, lines),
  };
}

/** Money for what no norm counts: repairs, parts, licences, new machines for retired ones, yearly costs. */
export function leftoverLine(frame: LineFrame, lines: readonly AllocationLine[]): ProcurementLine {
  const [first] = lines;
  const action = first?.action ?? 'recurring';
  const item = first?.item ?? 'repair';
  const group = first?.group ?? 'maintain';
  return {
    ...schoolPart(frame, item),
    ...{
      needed: null,
      normBasis: '',
      normStatus: 'assumption',
      pupilsCounted: null,
      existing: null,
      usable: null,
    },
    ...{ ...noCounts, deficit: null },
    ...moneyOf(lines, first?.unitPriceDong ?? null),
    priority: action === 'repair' ? (studentPriority(frame.need) ?? 2) : action === 'upgrade' ? 3 : 2,
    group,
    purpose: first?.purpose ?? 'informatics',
    reasons: [leftoverReason(action, group)],
  };
}

function leftoverReason(action: AllocationAction, group: SpendingGroup): string {
  if (action === 'recurring') return 'yearly';
  return action === 'buy' && group === 'maintain' ? 'replace' : action;
}

const noCounts = { toRepair: 0, toUpgrade: 0, toReplace: 0, transferIn: 0, transferOut: 0 } as const;

function schoolPart({ need, owner, funding, year }: LineFrame, item: ItemNeed['item']) {
  const { schoolCode, schoolName, level, commune } = need;
  return {
    schoolCode,
    schoolName,
    level,
    commune,
    owner,
    siteCode: null,
    item,
    unit: unitOfItem[item],
    funding,
    year,
  };
}

function countActions(machines: readonly MachinePlan[]) {
  const of = (wanted: MachineAction): number =>
    machines.filter(({ action, isRegistered }) => isRegistered && action === wanted).length;
  return { toRepair: of('repair'), toUpgrade: of('upgrade'), toReplace: of('replace') };
}

function priceOf({ prices }: LineFrame, item: ItemNeed['item']): number | null {
  return prices.get(item)?.unitPriceDong ?? null;
}

/** What the lines buy together. Their one price, else the list's; an amount is null as soon as one line has none. */
function moneyOf(lines: readonly AllocationLine[], listPrice: number | null) {
  const prices = new Set(lines.map(({ unitPriceDong }) => unitPriceDong));
  const [only] = prices;
  const amounts = lines.map(({ amountDong }) => amountDong);
  return {
    buy: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    unitPriceDong: prices.size === 0 ? listPrice : prices.size === 1 ? (only ?? null) : null,
    amountDong: amounts.includes(null)
      ? null
      : amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
  };
}

/** The ratios that were used, each with its level, and the words they rest on; the weakest status speaks for all. */
function studentNorm({ plan, need }: LineFrame): Pick<ProcurementLine, 'normBasis' | 'normStatus'> {
  const [pack] = plan.packs;
  const rules: NormRule[] = [];
  const ratios: string[] = [];
  for (const { level, pupilsPerComputer } of need.levels) {
    const rule = pack.pupilsPerComputer[level];
    if (rule === undefined || pupilsPerComputer === null) continue;
    rules.push(rule);
    ratios.push(`${level} ${pupilsPerComputer}`);
  }
  if (plan.options.policy === 'teachable') rules.push(pack.rules.practicePupilsPerPc);
  const bases = [...new Set(rules.map(({ basis }) => basis))];
  return {
    normBasis: [ratios.join(', '), ...bases].filter((part) => part !== '').join('; '),
    normStatus: weakest(rules.map(({ status }) => status)),
  };
}

function weakest(statuses: readonly RuleStatus[]): RuleStatus {
  return ruleStatuses.findLast((status) => statuses.includes(status)) ?? 'guidance';
}

/** 1: too few for the largest class to practise at all; 2: below the need; null: nothing is missing or known to be. */
function studentPriority({ deficit, seatFloor, usable, declared, basis }: SchoolNeed): 1 | 2 | null {
  if (deficit === null || deficit === 0) return null;
  const existing = basis === 'declared' ? (declared ?? 0) : usable;
  return seatFloor !== null && existing < seatFloor ? 1 : 2;
}

function studentReasons({ need, outcome }: LineFrame, bought: readonly AllocationLine[]): string[] {
  const { deficit, basis } = need;
  const found: Readonly<Record<string, boolean>> = {
    'data-missing': deficit === null,
    'below-floor': studentPriority(need) === 1,
    'below-need': studentPriority(need) === 2,
    meets: deficit === 0,
    declared: basis === 'declared',
    uncounted: basis === 'measured' && need.registered > need.usable,
    receives: (outcome?.transferredIn ?? 0) > 0,
    gives: (outcome?.transferredOut ?? 0) > 0,
    'cut-by-budget': isCut(deficit, outcome, bought),
    'level-left-out': need.flags.includes('level-left-out'),
    'informatics-estimated': need.flags.includes('informatics-estimated'),
  };
  return Object.keys(found).filter((code) => found[code] === true);
}

function itemReasons({ isRequired, deficit, source }: ItemNeed, lines: readonly AllocationLine[]): string[] {
  const standing = deficit === null ? 'unknown-count' : deficit > 0 ? 'rule-missing' : 'meets';
  const found: Readonly<Record<string, boolean>> = {
    [isRequired ? standing : 'encouraged']: true,
    declared: source === 'declared',
    yearly: lines.some(({ action }) => action === 'recurring'),
  };
  return Object.keys(found).filter((code) => found[code] === true);
}

/** Less is proposed than is missing. */
function isCut(
  deficit: number | null,
  outcome: SchoolOutcome | undefined,
  bought: readonly AllocationLine[],
): boolean {
  const given = bought.reduce((sum, { quantity }) => sum + quantity, 0);
  const repaired = outcome === undefined ? 0 : outcome.repaired + outcome.transferredIn;
  return outcome !== undefined && (deficit ?? 0) > given + repaired;
}
