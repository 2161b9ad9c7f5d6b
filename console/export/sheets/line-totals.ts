import { itemCodes, spendingGroups } from '../../../shared/domain/item/item.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import { isYearly, type ProcurementLine, sumDong } from '../../../shared/domain/plan/procurement-line.ts';
import { amountInWords } from '../../../shared/text/amount-words.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { CellValue, DataSheet } from './data-sheet.ts';

type Total = DataSheet['totals'][number];

/** Sums of whole đồng, and whether every line with a quantity had a price. */
export type MoneySum = { readonly dong: number | null; readonly isComplete: boolean };

/** A sum too large to be exact is null. */
export function moneySum(lines: readonly ProcurementLine[]): MoneySum {
  return {
    dong: sumDong(lines.map(({ amountDong }) => amountDong)),
    isComplete: lines.every(({ amountDong, buy }) => amountDong !== null || buy === 0),
  };
}

/** Totals by level, by item and by group, the grand total, and it in words. */
export function lineTotals(lines: readonly ProcurementLine[], text: Text): Total[] {
  const levels = [...Map.groupBy(lines, ({ level }) => level)].sort(([a], [b]) => byCodeUnit(a, b));
  const all = moneySum(lines);
  return [
    ...levels.map(([level, of]) =>
      totalRow(of, text, { schoolName: text.t('export.total.level', { level }), level }),
    ),
    ...itemCodes.flatMap((item) =>
      itemTotals(
        lines.filter((line) => line.item === item),
        text,
      ),
    ),
    ...spendingGroups.flatMap((group) => {
      const of = lines.filter((line) => line.group === group);
      const name = text.t('export.total.group', { group: text.t(`item.group.${group}`) });
      return of.length === 0
        ? []
        : [totalRow(of, text, { schoolName: name, group: text.t(`item.group.${group}`) })];
    }),
    totalRow(lines.filter(isYearly), text, { schoolName: text.t('export.total.yearly') }),
    totalRow(lines, text, { schoolName: text.t('export.total.grand') }),
    {
      schoolName: text.t('export.total.words'),
      item: all.dong === null ? text.t('export.total.tooLarge') : amountInWords(all.dong, text.language),
    },
  ];
}

/**
 * An item's totals; what rests on declarations stands apart from what was counted, and what is kept or upgraded from what is
 * bought for a norm.
 */
function itemTotals(lines: readonly ProcurementLine[], text: Text): Total[] {
  const bases = Map.groupBy(lines, totalBasis);
  return Object.entries(basisText).flatMap(([basis, key]) => {
    const of = bases.get(basis as TotalBasis) ?? [];
    const [first] = of;
    if (first === undefined) return [];
    const item = text.say(`item.${first.item}`);
    return [
      totalRow(of, text, {
        schoolName: text.t('export.total.item', { basis: text.t(key) }),
        ...{ item, unit: text.say(`item.unit.${first.unit}`) },
        ...counts(of, basis === 'measured' || basis === 'declared'),
      }),
    ];
  });
}

/** In the order in which they are printed. */
const basisText = {
  measured: 'export.total.measured',
  declared: 'export.total.declared',
  unknown: 'export.total.unknown',
  maintain: 'item.group.maintain',
  upgrade: 'item.group.upgrade',
} as const;
type TotalBasis = keyof typeof basisText;

function totalBasis({ group, deficit, reasons }: ProcurementLine): TotalBasis {
  if (group !== 'add') return group;
  if (deficit === null) return 'unknown';
  return reasons.includes('declared') ? 'declared' : 'measured';
}

const counted = [
  'existing',
  'usable',
  'toRepair',
  'toUpgrade',
  'toReplace',
  'transferIn',
  'transferOut',
] as const;

function counts(lines: readonly ProcurementLine[], isKnown: boolean): Total {
  const sum = (pick: (line: ProcurementLine) => number | null): number =>
    lines.reduce((total, line) => total + (pick(line) ?? 0), 0);
  return {
    buy: sum(({ buy }) => buy),
    ...(isKnown
      ? {
          norm: sum(({ needed }) => needed),
          deficit: sum(({ deficit }) => deficit),
          ...Object.fromEntries(counted.map((id) => [id, sum((line) => line[id])])),
        }
      : {}),
  };
}

function totalRow(
  lines: readonly ProcurementLine[],
  text: Text,
  cells: Readonly<Record<string, CellValue>>,
): Total {
  const { dong, isComplete } = moneySum(lines);
  const note = dong === null ? 'export.total.tooLarge' : isComplete ? null : 'export.total.unpriced';
  return { ...cells, amount: dong, note: note === null ? null : text.t(note) };
}
