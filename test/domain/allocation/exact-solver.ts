import highsModule from 'highs';
import type { SeatAccount } from '../../../shared/domain/allocation/seat-account.ts';

/** Answers of an independent exact solver (HiGHS) about one shortage. */
export type ExactSolver = {
  /** Highest minimum coverage that any plan within the budget reaches. */
  readonly bestMinimum: (accounts: readonly SeatAccount[], money: Money) => number;
  /** Least money for which every school's coverage is above `part / whole`; exact, in integers; null when no plan does. */
  readonly costAbove: (accounts: readonly SeatAccount[], money: Money, level: Level) => number | null;
};

export type Money = { readonly priceDong: number; readonly budgetDong: number };
export type Level = { readonly part: number; readonly whole: number };

/** Money in units of the price's greatest power of ten, so that the solver's tolerances stay far below one machine. */
export async function openExactSolver(): Promise<ExactSolver> {
  const highs = await highsModule.default();
  const solve = (lines: readonly string[]) =>
    highs.solve(lines.join('\n'), { mip_rel_gap: 0, mip_abs_gap: 0 } as object);
  return {
    bestMinimum: (accounts, { priceDong, budgetDong }) => {
      const solution = solve([
        ...['Maximize', ' obj: t', 'Subject To'],
        ...accounts.map(({ needed, have }, index) => ` c${index}: x${index} - ${needed} t >= ${-have}`),
        ` money: ${accounts.map((_, index) => `${priceDong / 1e5} x${index}`).join(' + ')} <= ${budgetDong / 1e5}`,
        ...lotRows(accounts),
        ...['Bounds', ' 0 <= t <= 100', ...boundsOf(accounts), ...integersOf(accounts), 'End'],
      ]);
      return solution.ObjectiveValue;
    },
    costAbove: (accounts, { priceDong }, { part, whole }) => {
      const solution = solve([
        ...['Minimize', ` obj: ${accounts.map((_, index) => `x${index}`).join(' + ')}`, 'Subject To'],
        // coverage > part/whole  <=>  whole × (have + x) >= part × needed + 1, all integers.
        ...accounts.map(
          ({ needed, have }, index) =>
            ` c${index}: ${whole} x${index} >= ${part * needed + 1 - whole * have}`,
        ),
        ...lotRows(accounts),
        ...['Bounds', ...boundsOf(accounts), ...integersOf(accounts), 'End'],
      ]);
      return solution.Status === 'Optimal' ? Math.round(solution.ObjectiveValue) * priceDong : null;
    },
  };
}

/** A lab gets its lot or nothing: x = 0, or lot <= x <= limit. */
function lotRows(accounts: readonly SeatAccount[]): string[] {
  return accounts.flatMap(({ lot, limit }, index) =>
    lot > 1
      ? [` a${index}: x${index} - ${lot} y${index} >= 0`, ` b${index}: x${index} - ${limit} y${index} <= 0`]
      : [],
  );
}

function boundsOf(accounts: readonly SeatAccount[]): string[] {
  return accounts.map(({ limit }, index) => ` 0 <= x${index} <= ${limit}`);
}

function integersOf(accounts: readonly SeatAccount[]): string[] {
  const lots = accounts.flatMap(({ lot }, index) => (lot > 1 ? [`y${index}`] : []));
  const general = ['General', ` ${accounts.map((_, index) => `x${index}`).join(' ')}`];
  return lots.length === 0 ? general : [...general, 'Binary', ` ${lots.join(' ')}`];
}
