import type { ItemCode } from '../item/item.ts';
import type { MachinePlan } from '../item/machine-plan.ts';
import { byCodeUnit } from '../order.ts';
import type { AllocationAction, AllocationOptions } from './allocation.ts';
import { lackOf, laterItems, minimumItems } from './item-lacks.ts';
import type { Ledger } from './ledger.ts';
import { affordableWorks, enterWorks } from './machine-work.ts';
import { otherWorks, replacedMachines } from './other-works.ts';
import type { SeatAccount } from './seat-account.ts';
import { machinesIn, type SeatPlan } from './seat-plan.ts';
import { share } from './share.ts';

/** What one owner's money is spent by. */
export type SpendingRule = {
  readonly prices: ReadonlyMap<ItemCode, number>;
  readonly options: AllocationOptions;
};

type Step = (seats: readonly SeatPlan[], ledger: Ledger, rule: SpendingRule) => boolean;

/**
 * Spends one owner's money: minimum by the letters, repairs that gain a seat (cheapest first), upgrades that gain a seat, new
 * machines under the rule, replacements of retired ones, the other norms, then repairs and upgrades that gain none. A step begins only when the one before is
 * paid in full, so that more money never takes anything from a school. Transfers are free and stand whatever the budget.
 */
export function spend(seats: readonly SeatPlan[], ledger: Ledger, rule: SpendingRule): void {
  for (const { stand, transfersIn } of seats) {
    const deviceIds = transfersIn.flatMap((transfer) => transfer.deviceIds).sort();
    const quantity = machinesIn(transfersIn);
    ledger.enter({ ...free, schoolCode: stand.schoolCode, quantity, deviceIds });
  }
  const steps: readonly Step[] = [
    (...given) => buyItems(minimumItems, 'minimum', ...given),
    (...given) => payWorks('repair', ({ repairs }) => repairs, ...given),
    (...given) => payWorks('upgrade', ({ upgrades }) => upgrades, ...given),
    buySeats,
    buyReplacements,
    (...given) => buyItems(laterItems, 'buy', ...given),
    (...given) => payWorks('repair', (seat) => otherWorks(seat, 'repair'), ...given),
    (...given) => payWorks('upgrade', (seat) => otherWorks(seat, 'upgrade'), ...given),
  ];
  steps.every((step) => step(seats, ledger, rule));
}

const free = { action: 'transfer', item: 'student-pc', unitPriceDong: 0 } as const;

/** Item by item in their order, each like machines under `maxmin`; items without a price hold nothing up. */
function buyItems(
  items: readonly ItemCode[],
  action: AllocationAction,
  ...[seats, ledger, { prices }]: Parameters<Step>
): boolean {
  const paid = items.map((item) => {
    const lacks = seats.flatMap(({ stand }) => {
      const lack = lackOf(stand.need, item);
      return lack === undefined ? [] : [{ stand, lack, account: itemAccount(stand, lack) }];
    });
    const unitPriceDong = prices.get(item) ?? null;
    const units = unitsOf(ledger, unitPriceDong);
    const quantities = share(
      'maxmin',
      lacks.map(({ account }) => account),
      units,
    );
    for (const [index, { stand, lack }] of lacks.entries()) {
      const quantity = quantities[index] ?? 0;
      ledger.enter({
        schoolCode: stand.schoolCode,
        action,
        item,
        quantity,
        unitPriceDong,
        purpose: lack.purpose,
      });
    }
    return unitPriceDong === null || lacks.every(({ account }, index) => quantities[index] === account.limit);
  });
  return paid.every((isPaid) => isPaid);
}

function itemAccount(
  { schoolCode, pupils, weightPercent }: SeatPlan['stand'],
  { norm, deficit }: { readonly norm: number | null; readonly deficit: number | null },
): SeatAccount {
  const limit = deficit ?? 0;
  const needed = Math.max(norm ?? 0, limit);
  return { schoolCode, needed, have: needed - limit, limit, lot: 1, pupils, weightPercent };
}

function buySeats(...[seats, ledger, { prices, options }]: Parameters<Step>): boolean {
  const unitPriceDong = prices.get('student-pc') ?? null;
  const accounts = seats.filter(({ lacking }) => lacking > 0).map((seat) => seatAccount(seat, options));
  const quantities = share(options.rule, accounts, unitsOf(ledger, unitPriceDong));
  for (const [index, { schoolCode }] of accounts.entries()) {
    const quantity = quantities[index] ?? 0;
    ledger.enter({ schoolCode, action: 'buy', item: 'student-pc', quantity, unitPriceDong });
  }
  return unitPriceDong === null || accounts.every(({ limit }, index) => quantities[index] === limit);
}

/** New for old, one for one: the count of usable machines stays. */
function buyReplacements(...[seats, ledger, { prices }]: Parameters<Step>): boolean {
  const unitPriceDong = prices.get('student-pc') ?? null;
  const wanted = seats.map((seat) => ({
    schoolCode: seat.stand.schoolCode,
    retired: replacedMachines(seat),
  }));
  const isPaid = wanted.map(({ schoolCode, retired }) => {
    const bought = retired.slice(0, unitsOf(ledger, unitPriceDong));
    ledger.enter({
      ...{ schoolCode, action: 'buy', item: 'student-pc', group: 'maintain' },
      ...{ quantity: bought.length, unitPriceDong },
      deviceIds: bought.map(({ machine }) => machine.deviceId).sort(byCodeUnit),
    });
    return bought.length === retired.length;
  });
  return unitPriceDong === null || isPaid.every((paid) => paid);
}

/** In lot mode a lab below its seat floor gets up to the floor or nothing, also where the letter's ratio asks for less. */
function seatAccount({ stand, lacking }: SeatPlan, { isLotMode }: AllocationOptions): SeatAccount {
  const { schoolCode, pupils, weightPercent, need } = stand;
  const needed = stand.needed ?? 0;
  const have = needed - lacking;
  const lot = isLotMode ? Math.max(1, (need.seatFloor ?? 0) - have) : 1;
  return { schoolCode, needed, have, limit: Math.max(lacking, lot), lot, pupils, weightPercent };
}

/** What has no price is listed where no budget is named, and fits no budget. */
function unitsOf(ledger: Ledger, unitPriceDong: number | null): number {
  if (unitPriceDong !== null) return ledger.unitsFor(unitPriceDong);
  return ledger.budgetDong === null ? Number.POSITIVE_INFINITY : 0;
}

function payWorks(
  action: 'repair' | 'upgrade',
  worksOf: (seat: SeatPlan) => readonly MachinePlan[],
  ...[seats, ledger, { prices }]: Parameters<Step>
): boolean {
  const works = seats.flatMap(worksOf);
  const paid = affordableWorks(works, ledger);
  enterWorks(paid, action, ledger, prices);
  return (
    paid.length === works.filter(({ costDong }) => costDong !== null || ledger.budgetDong === null).length
  );
}
