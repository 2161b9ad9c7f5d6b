import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { reserveOf } from '../../../shared/domain/need-basis.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { districtSnapshot } from '../../tools/district/district.ts';
import { districtFiles } from '../../tools/district/files.ts';
import { budgetOf, fullPlan, lettersPlan, withBudgets } from './district-money.ts';

const seed = 20_261_122;
const district = districtSnapshot({ seed });

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const usableOn = (snapshot: Snapshot, day: string) =>
  lettersPlan({ ...snapshot, asAtMs: Date.parse(`${day}T17:00:00+07:00`) }).needs.totals.usable;

// (h), one cut of one provider is one incident, is test/e2e/scenarios/matrix-together.ts and test/domain/outage/join.test.ts.
describe('the synthetic district', () => {
  test('(a) is the same bytes from the same seed, and others from another', () => {
    const bytes = (of: number) => sha(JSON.stringify([...districtFiles({ seed: of })]));
    expect(bytes(seed)).toBe(bytes(seed));
    expect(bytes(seed + 1)).not.toBe(bytes(seed));
    expect(sha(JSON.stringify(districtSnapshot({ seed })))).toBe(sha(JSON.stringify(district)));
  });

  test('(b) its deficit is the sum of its schools’ deficits', () => {
    const { schools, totals } = lettersPlan(district).needs;
    const sum = schools.reduce((total, { deficit }) => total + (deficit ?? 0), 0);
    expect(totals.deficit + totals.deficitDeclared).toBe(sum);
    expect(sum).toBeGreaterThan(100);
  });

  test('(c) counting all pupils more than doubles what is lacking', () => {
    const clean = districtSnapshot({ seed, hasDefects: false });
    const deficit = (denominator: 'informatics' | 'enrolled') =>
      lettersPlan(clean, {}, { denominator }).needs.totals.deficit;
    const ratio = deficit('enrolled') / deficit('informatics');
    expect(ratio).toBeGreaterThan(1.8);
    expect(ratio).toBeLessThan(3);
  });

  test('(d) no money buys nothing; the full cost brings every school to the norm', () => {
    const none = lettersPlan(withBudgets(district, 0n));
    expect(none.allocation.lines.filter(({ amountDong }) => amountDong !== 0 && amountDong !== null)).toEqual(
      none.allocation.lines.filter(({ action }) => action === 'recurring'),
    );
    const { outcomes, budgets, unpriced } = lettersPlan(withBudgets(district, 100n)).allocation;
    for (const { needed, after } of outcomes) {
      if (needed !== null) expect(after).toBeGreaterThanOrEqual(needed);
    }
    expect(budgets.every(({ remainderDong, unmetSeats }) => remainderDong === 0 && unmetSeats === 0)).toBe(
      true,
    );
    expect(unpriced).not.toContain('student-pc');
  });

  test('more money never lowers anybody’s lowest coverage, all norms of the letters included', () => {
    const full = fullPlan({ ...district, budgets: [] }).allocation.budgets;
    let before = full.map(() => 0);
    for (let percent = 0n; percent <= 100n; percent += 10n) {
      const budgets = full.map(({ owner, spentDong }) =>
        budgetOf(owner, (BigInt(spentDong) * percent) / 100n),
      );
      const { allocation } = fullPlan({ ...district, budgets });
      const lowest = allocation.budgets.map(({ minCoverageAfter }) => minCoverageAfter ?? 0);
      for (const [index, coverage] of lowest.entries())
        expect(coverage).toBeGreaterThanOrEqual(before[index] ?? 0);
      before = lowest;
      for (const { owner, spentDong, remainderDong, budgetDong } of allocation.budgets) {
        const own = allocation.lines.filter((line) => line.owner === owner && line.action !== 'recurring');
        expect(own.reduce((sum, { amountDong }) => sum + (amountDong ?? 0), 0)).toBe(spentDong);
        expect(spentDong + (remainderDong ?? 0)).toBe(budgetDong);
      }
    }
    expect(before.every((coverage) => coverage >= 1)).toBe(true);
  });

  test('(e) maxmin never leaves a lower minimum than proportional, with half the cost', () => {
    for (let offset = 0; offset < 10; offset += 1) {
      const half = withBudgets(districtSnapshot({ seed: seed + offset }), 50n);
      const budgets = (rule: 'maxmin' | 'proportional') => lettersPlan(half, { rule }).allocation.budgets;
      const proportional = budgets('proportional');
      for (const [index, { minCoverageAfter }] of budgets('maxmin').entries()) {
        expect(minCoverageAfter ?? 0).toBeGreaterThanOrEqual(proportional[index]?.minCoverageAfter ?? 0);
      }
    }
  });

  test('(f) transfers leave every donor its need and reserve', () => {
    const { outcomes, transfers, options } = lettersPlan(district).allocation;
    const given = Map.groupBy(transfers, ({ fromSchool }) => fromSchool);
    expect(given.size).toBeGreaterThan(0);
    for (const { schoolCode, needed, before } of outcomes) {
      const away = (given.get(schoolCode) ?? []).reduce((sum, { deviceIds }) => sum + deviceIds.length, 0);
      if (away > 0)
        expect(before - away).toBeGreaterThanOrEqual((needed ?? 0) + reserveOf(needed ?? 0, options));
    }
  });

  test('(g) the middle of summer counts the same machines as the last school day', () => {
    const spring = districtSnapshot({ seed, asAt: '2026-05-29' });
    expect(usableOn(spring, '2026-05-29')).toBeGreaterThan(500);
    expect(usableOn(spring, '2026-07-15')).toBe(usableOn(spring, '2026-05-29'));
  });

  test('(i) thirty areas make a province of some 85 000 machines', () => {
    const province = districtSnapshot({ seed, areas: 30, hasDefects: false });
    expect(province.schools).toHaveLength(2_250);
    expect(new Set(province.schools.map(({ schoolCode }) => schoolCode)).size).toBe(2_250);
    expect(new Set(province.machines.map(({ deviceId }) => deviceId)).size).toBe(province.machines.length);
    expect(province.machines.length).toBeGreaterThan(75_000);
    expect(province.machines.length).toBeLessThan(95_000);
  });
});
