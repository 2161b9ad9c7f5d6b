import { err, ok, type Result } from '../result.ts';

/** What is compared, per machine in whole đồng; percents are whole and stated by whoever compares. */
export interface LeaseQuestion {
  readonly quantity: number;
  readonly years: number;
  readonly unitPriceDong: number;
  readonly leasePerYearDong: number;
  /** Of the purchase price, each year that the owner maintains the machine itself. An assumption. */
  readonly maintenancePercent: number;
  /** Years over which its price is written off evenly; what is left after the lease is worth something to a buyer. */
  readonly usefulLifeYears: number;
}

export interface LeaseYear {
  readonly year: number;
  /** Paid up to the end of this year. */
  readonly buyPaidDong: number;
  readonly leasePaidDong: number;
}

/** Purchase and lease of the same machines over the same years. */
export interface LeaseComparison {
  readonly purchaseDong: number;
  readonly maintenanceDong: number;
  /** What the machines bought are still worth at the end, by the straight line; 0 past their useful life. */
  readonly residualDong: number;
  /** purchase + maintenance − residual. */
  readonly buyDong: number;
  readonly leaseDong: number;
  /** The lower one; `equal` at the same cost. */
  readonly cheaper: 'buy' | 'lease' | 'equal';
  /** First year in which the lease has cost as much as buying and maintaining; null within these years never. */
  readonly breakEvenYear: number | null;
  readonly byYear: readonly LeaseYear[];
}

export type LeaseProblem = 'not-a-whole-number' | 'amount-too-large';

/** Longest comparison; nobody leases a PC for longer. */
const mostYears = 15;

/** What a question starts from where nobody said otherwise; assumptions of this software. */
export const leaseAssumptions = { maintenancePercent: 5, usefulLifeYears: 7 } as const;

/**
 * Lease or buy over N years, side by side, in integers: purchase + N × maintenance − residual against N × rent. Maintenance is in
 * the rent. Rounded down per machine. Errors: a number that is not whole and in its range; a sum that no exact number holds.
 */
export function compareLease(question: LeaseQuestion): Result<LeaseComparison, LeaseProblem> {
  const { quantity, years, unitPriceDong, leasePerYearDong, maintenancePercent, usefulLifeYears } = question;
  const numbers = [quantity, unitPriceDong, leasePerYearDong, maintenancePercent];
  const isWhole = numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
  const isPeriod = [years, usefulLifeYears].every((span) => Number.isSafeInteger(span) && span >= 1);
  if (!isWhole || !isPeriod || years > mostYears) return err('not-a-whole-number');
  const maintenancePerYear = (BigInt(unitPriceDong) * BigInt(maintenancePercent)) / 100n;
  const yearsLeft = BigInt(Math.max(0, usefulLifeYears - years));
  const residual = (BigInt(unitPriceDong) * yearsLeft) / BigInt(usefulLifeYears);
  const times = (perMachine: bigint) => Number(perMachine * BigInt(quantity));
  const purchaseDong = times(BigInt(unitPriceDong));
  const paidIn = (year: number): LeaseYear => ({
    year,
    buyPaidDong: purchaseDong + times(maintenancePerYear * BigInt(year)),
    leasePaidDong: times(BigInt(leasePerYearDong) * BigInt(year)),
  });
  const byYear = Array.from({ length: years }, (_, index) => paidIn(index + 1));
  const { buyPaidDong, leasePaidDong: leaseDong } = paidIn(years);
  if (!Number.isSafeInteger(buyPaidDong) || !Number.isSafeInteger(leaseDong)) return err('amount-too-large');
  const residualDong = times(residual);
  const buyDong = buyPaidDong - residualDong;
  return ok({
    purchaseDong,
    maintenanceDong: buyPaidDong - purchaseDong,
    ...{ residualDong, buyDong, leaseDong },
    cheaper: buyDong === leaseDong ? 'equal' : buyDong < leaseDong ? 'buy' : 'lease',
    breakEvenYear: byYear.find((year) => year.leasePaidDong >= year.buyPaidDong)?.year ?? null,
    byYear,
  });
}
