import type { SchoolNeed } from '../need-school.ts';
import type { ItemCode, ItemUnit } from './item.ts';

/** One item over many schools: sums of the schools whose deficit is known; the others are named. */
export interface ItemTotal {
  readonly item: ItemCode;
  readonly unit: ItemUnit;
  /** Schools that a rule asks it of. */
  readonly schools: number;
  readonly norm: number;
  /** Schools whose number nobody knows add nothing. */
  readonly existing: number;
  readonly usable: number;
  readonly deficit: number;
  /** Codes of schools left out since norm or count is unknown, in code order. */
  readonly unknown: readonly string[];
}

/** Totals by item, in the order in which the schools' rules name them first; sums, never netted. */
export function itemTotals(needs: readonly SchoolNeed[]): ItemTotal[] {
  const lines = needs.flatMap(({ schoolCode, items }) => items.map((need) => ({ schoolCode, need })));
  return [...Map.groupBy(lines, ({ need }) => need.item)].flatMap(([item, ofItem]) => {
    const [first] = ofItem;
    if (first === undefined) return [];
    const known = ofItem.filter(({ need }) => need.deficit !== null).map(({ need }) => need);
    const total = (figure: 'norm' | 'existing' | 'usable' | 'deficit') =>
      known.reduce((sum, need) => sum + (need[figure] ?? 0), 0);
    const unknown = ofItem.filter(({ need }) => need.deficit === null).map(({ schoolCode }) => schoolCode);
    return [
      {
        ...{ item, unit: first.need.unit, schools: ofItem.length, norm: total('norm') },
        ...{ existing: total('existing'), usable: total('usable'), deficit: total('deficit') },
        unknown: unknown.sort(),
      },
    ];
  });
}
