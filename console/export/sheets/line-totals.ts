import { itemCodes, spendingGroups } from '../../../shared/domain/item/item.ts';
import type { ProcurementLine } from '../../../shared/domain/plan/procurement-line.ts';
import { amountInWords } from '../../../shared/text/amount-words.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { CellValue, DataSheet } from './data-sheet.ts';

type Total = DataSheet['totals'][number];

/** Sums of whole đồng, and whether every line with a quantity had a price. */
export type MoneySum = { readonly dong: number | null; readonly isComplete: boolean };

/** Null where the sum is too large to be exact: then it is named, never printed wrong. */
export function moneySum(lines: readonly ProcurementLine[]): MoneySum {
  let dong = 0;
  let isComplete = true;
  for (const { amountDong, buy } of lines) {
    if (amountDong === null && buy > 0) isComplete = false;
    dong += amountDong ?? 0;
    if (!Number.isSafeInteger(dong)) return { dong: null, isComplete };
  }
  return { dong, isComplete };
}

/** Totals by level, by item and by group, the grand total, and it in words. */
export function lineTotals(lines: readonly ProcurementLine[], text: Text): Total[] {
  const levels = [...Map.groupBy(lines, ({ level }) => level)].sort(([a], [b]) => (a < b ? -1 : 1));
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

function isYearly({ reasons }: ProcurementLine): boolean {
  return reasons.includes('yearly');
}

/** An item's totals; what rests on declarations stands apart from what was counted. */
function itemTotals(lines: readonly ProcurementLine[], text: Text): Total[] {
  const bases = Map.groupBy(lines, ({ deficit, reasons }) =>
    deficit === null ? 'unknown' : reasons.includes('declared') ? 'declared' : 'measured',
  );
  return (['measured', 'declared', 'unknown'] as const).flatMap((basis) => {
    const of = bases.get(basis) ?? [];
    const [first] = of;
    if (first === undefined) return [];
    const item = text.say(`item.${first.item}`);
    return [
      totalRow(of, text, {
        schoolName: text.t('export.total.item', { basis: text.t(`export.total.${basis}`) }),
        ...{ item, unit: text.say(`item.unit.${first.unit}`) },
        ...counts(of, basis !== 'unknown'),
      }),
    ];
  });
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
