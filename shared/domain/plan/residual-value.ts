/**
 * Giá trị còn lại: cost − cost ÷ useful life × years since the year of purchase, never below 0, rounded down to whole đồng
 * (straight line, TT 141/2025/TT-BTC, TT 23/2023/TT-BTC: the year of purchase counts whole). Null where anything is unknown.
 */
export function residualDong(
  bought: { readonly costDong: number | null; readonly purchaseYear: number | null },
  at: { readonly usefulLifeYears: number | null; readonly year: number },
): number | null {
  const { costDong, purchaseYear } = bought;
  const { usefulLifeYears: life, year } = at;
  if (costDong === null || purchaseYear === null || life === null || life < 1) return null;
  const left = Math.max(0, life - Math.max(0, year - purchaseYear + 1));
  return Number((BigInt(costDong) * BigInt(Math.min(left, life))) / BigInt(life));
}
