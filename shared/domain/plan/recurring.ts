import { lackOf } from '../allocation/item-lacks.ts';
import type { Entry, Ledger } from '../allocation/ledger.ts';
import type { SeatPlan } from '../allocation/seat-plan.ts';
import type { ItemCode } from '../item/item.ts';
import type { SnapshotLicence, SnapshotLine } from '../snapshot/register.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** Stated assumptions of this software; no letter names them. */
export const yearlyAssumptions = {
  /** Kept ready for repairs each year, percent of the price of the machines in use. */
  repairSharePercent: 5,
} as const;

type YearlyEntry = Omit<Entry, 'action' | 'schoolCode'>;
type Prices = ReadonlyMap<ItemCode, number>;

const monthsPerYear = 12;

/**
 * What each school pays every year, beside the one-off budget: its lines (monthly price × 12), lines that the norm misses,
 * antivirus licences held and missing, and a share of the machines' price for repairs. What is missing is of group `add`, what
 * is kept of `maintain`. Lines and licences are yearly costs, never assets.
 */
export function enterYearlyCosts(
  seats: readonly SeatPlan[],
  ledger: Ledger,
  snapshot: Pick<Snapshot, 'lines' | 'licences'>,
  prices: Prices,
): void {
  const linesOf = Map.groupBy(snapshot.lines, ({ schoolCode }) => schoolCode);
  const licencesOf = Map.groupBy(snapshot.licences, ({ schoolCode }) => schoolCode);
  for (const seat of seats) {
    const { schoolCode } = seat.stand;
    const entries = [
      ...lineCosts(linesOf.get(schoolCode) ?? [], prices),
      ...missingCosts(seat, prices),
      ...licenceCosts(licencesOf.get(schoolCode) ?? [], prices),
      ...repairShare(seat, prices),
    ];
    for (const entry of entries) ledger.enter({ ...entry, schoolCode, action: 'recurring' });
  }
}

/** Lines by what they cost a year: the register's monthly price × 12, else the list's price of a year. */
function lineCosts(lines: readonly SnapshotLine[], prices: Prices): YearlyEntry[] {
  const costs = lines.map(({ medium, monthlyCostDong }) => {
    const item: ItemCode = medium === null || medium === 'fibre' ? 'fibre-line' : 'provider';
    const yearly = monthlyCostDong === null ? null : monthlyCostDong * monthsPerYear;
    return { item, unitPriceDong: yearly ?? prices.get(item) ?? null };
  });
  const alike = Map.groupBy(costs, ({ item, unitPriceDong }) => `${item} ${unitPriceDong}`);
  return [...alike.values()].flatMap((same) =>
    same.slice(0, 1).map((cost) => ({ ...cost, quantity: same.length, purpose: 'online-teaching' as const })),
  );
}

function missingCosts({ stand }: SeatPlan, prices: Prices): YearlyEntry[] {
  return (['fibre-line', 'antivirus'] as const).flatMap((item) => {
    const lack = lackOf(stand.need, item);
    if (lack === undefined) return [];
    const unitPriceDong = prices.get(item) ?? null;
    return { item, quantity: lack.deficit ?? 0, unitPriceDong, purpose: lack.purpose, group: 'add' as const };
  });
}

function licenceCosts(licences: readonly SnapshotLicence[], prices: Prices): YearlyEntry[] {
  const quantity = licences.reduce((sum, { seats }) => sum + seats, 0);
  return [{ item: 'antivirus', quantity, unitPriceDong: prices.get('antivirus') ?? null }];
}

function repairShare({ stand }: SeatPlan, prices: Prices): YearlyEntry[] {
  const price = prices.get('student-pc');
  if (price === undefined) return [];
  const unitPriceDong = Math.floor((price * yearlyAssumptions.repairSharePercent) / 100);
  return [{ item: 'repair', quantity: stand.have, unitPriceDong }];
}
