import type { AllocationLine } from '../../../shared/domain/allocation/allocation.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { Budget, Price } from '../../../shared/domain/snapshot/register.ts';
import type { Text } from '../../../shared/text/text.ts';
import { columnsFor, type DataSheet, dataSheet } from './data-sheet.ts';

/** The price list that amounts were computed with. */
export function priceSheet({ snapshot }: Plan, text: Text): DataSheet {
  const of = columnsFor<Price>('export.price', text);
  return dataSheet({ id: 'prices', name: text.t('export.sheet.prices') }, snapshot.prices.toSorted(byItem), [
    of.code(
      'item',
      ({ item }) => item,
      (item) => text.say(`item.${item}`),
      28,
    ),
    of.money('unitPrice', ({ unitPriceDong }) => unitPriceDong),
    of.money('leasePerYear', ({ leasePerYearDong }) => leasePerYearDong),
    of.code(
      'vat',
      ({ isVatIncluded }) => (isVatIncluded === null ? null : String(isVatIncluded)),
      (vat) => text.say(`export.vat.${vat}`),
    ),
    of.day('pricedOn', ({ pricedOn }) => pricedOn),
    of.code(
      'kind',
      ({ kind }) => kind,
      (kind) => text.say(`export.price.kind.${kind}`),
    ),
    of.text('source', ({ source }) => source, { width: 44 }),
  ]);
}

function byItem(a: Price, b: Price): number {
  return byCodeUnit(a.item, b.item) || byCodeUnit(a.kind, b.kind) || byCodeUnit(a.pricedOn, b.pricedOn);
}

/** The money that was named, by owner and programme. */
export function budgetSheet({ snapshot }: Plan, text: Text): DataSheet {
  const of = columnsFor<Budget>('export.budget', text);
  return dataSheet(
    { id: 'budgets', name: text.t('export.sheet.budgets') },
    snapshot.budgets.toSorted(byOwner),
    [
      of.text('owner', ({ owner }) => owner, { width: 28 }),
      of.text('programme', ({ programme }) => programme, { width: 28 }),
      of.text('year', ({ year }) => (year === null ? null : String(year)), { width: 8 }),
      of.money('amount', ({ amountDong }) => amountDong),
      of.code(
        'funding',
        ({ funding }) => funding,
        (funding) => text.say(`item.funding.${funding}`),
      ),
    ],
  );
}

function byOwner(a: Budget, b: Budget): number {
  const keyOf = ({ owner, programme, year }: Budget): string =>
    [owner, programme ?? '', year ?? ''].join('\n');
  return byCodeUnit(keyOf(a), keyOf(b));
}

/** Where money goes: every proposal with its machines; the amounts of the purchase list are sums of these. */
export function allocationSheet({ allocation }: Plan, text: Text): DataSheet {
  const of = columnsFor<AllocationLine>('export.allocation', text);
  return dataSheet({ id: 'allocation', name: text.t('export.sheet.allocation') }, allocation.lines, [
    of.text('owner', ({ owner }) => owner, { width: 26 }),
    of.text('schoolCode', ({ schoolCode }) => schoolCode, { width: 12 }),
    of.code(
      'action',
      ({ action }) => action,
      (action) => text.say(`export.allocation.${action}`),
    ),
    of.code(
      'item',
      ({ item }) => item,
      (item) => text.say(`item.${item}`),
      26,
    ),
    of.integer('quantity', ({ quantity }) => quantity),
    of.money('unitPrice', ({ unitPriceDong }) => unitPriceDong),
    of.money('amount', ({ amountDong }) => amountDong),
    of.code(
      'group',
      ({ group }) => group,
      (group) => text.say(`item.group.${group}`),
    ),
    of.code(
      'purpose',
      ({ purpose }) => purpose,
      (purpose) => text.say(`item.purpose.${purpose}`),
    ),
    of.text('deviceIds', ({ deviceIds }) => (deviceIds.length === 0 ? null : deviceIds.join(' ')), {
      width: 40,
      isUnique: true,
    }),
  ]);
}
