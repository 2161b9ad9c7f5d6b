import { describe, expect, test } from 'vitest';
import { budgetsOf, ownerFinder, ownerGroups, ownerOf } from '../../../shared/domain/allocation/owner.ts';
import type { Budget } from '../../../shared/domain/snapshot/register.ts';
import { million, pcPrice, type SmallSchool, smallPlan, smallSnapshot } from './small-province.ts';

const school = (code: string, given: Partial<SmallSchool> = {}): SmallSchool => ({
  ...{ code, needed: 4, usable: 3 },
  ...given,
});

function ownersOf(...schools: SmallSchool[]) {
  const snapshot = smallSnapshot({ schools });
  return snapshot.schools.map((one) => ownerOf(one, snapshot));
}

const budget = (owner: string, amountDong: number): Budget => ({
  ...{ owner, programme: null, year: null, amountDong, funding: null },
});

describe('whose budget pays for a school', () => {
  test('is what the roster says, else the commune, and for THPT the topmost unit', () => {
    expect(
      ownersOf(
        school('S1', { owner: ' Chương trình mục tiêu ' }),
        school('S2'),
        school('S3', { level: 'THPT' }),
        school('S4', { commune: '' }),
      ),
    ).toEqual(['Chương trình mục tiêu', 'Xã A', 'Sở GD&ĐT', null]);
  });

  test('a commune that the roster names as owner of a neighbour is the same owner', () => {
    expect(ownersOf(school('S1'), school('S2', { owner: 'UBND Xã A' }))).toEqual(['UBND Xã A', 'UBND Xã A']);
    expect(ownersOf(school('S1'), school('S2', { owner: 'UBND Xã A', commune: 'Xã B' }))).toEqual([
      'Xã A',
      'UBND Xã A',
    ]);
  });

  test('spellings of one name are one owner', () => {
    const groups = ownerGroups(
      smallSnapshot({
        schools: [
          school('S1', { owner: 'UBND Xã A' }),
          school('S2', { owner: 'ubnd  xã a'.normalize('NFD') }),
          school('S3', { owner: 'Sở GD&ĐT' }),
        ],
      }),
    );
    expect(groups.map(({ schoolCodes }) => schoolCodes)).toEqual([['S3'], ['S1', 'S2']]);
  });
});

describe('a name that two owners could mean', () => {
  const found = (...schools: SmallSchool[]) =>
    ownerFinder(ownerGroups(smallSnapshot({ schools })))('Xã A')?.owner;

  test('is the owner of exactly that name', () => {
    const schools = [
      school('S1', { owner: 'UBND Xã A' }),
      school('S2', { owner: 'Xã A', commune: 'Xã B' }),
    ] as const;
    expect(found(...schools)).toBe('Xã A');
    expect(found(...schools.toReversed())).toBe('Xã A');
  });

  test('else the first by name of those who own schools of that commune', () => {
    expect(found(school('S1', { owner: 'UBND Xã A' }), school('S2', { owner: 'HĐND Xã A' }))).toBe(
      'HĐND Xã A',
    );
  });
});

describe('a budget', () => {
  const snapshot = smallSnapshot({
    schools: [
      school('S1', { owner: 'UBND Xã A' }),
      school('S2', { level: 'THPT' }),
      school('S3', { commune: 'Xã B' }),
    ],
  });
  const groups = ownerGroups(snapshot);
  const named = (...rows: Budget[]) =>
    [...budgetsOf(groups, rows)].map(([{ owner }, amount]) => `${owner} ${amount}`).sort();

  test('is named by the owner or its commune, whatever the case and composition', () => {
    expect(named(budget('XÃ A'.normalize('NFD'), 5), budget(' xã b ', 7))).toEqual(['UBND Xã A 5', 'Xã B 7']);
  });

  test('adds up over programmes and leaves out whom nobody knows', () => {
    expect(
      named(budget('UBND Xã A', 5), { ...budget('Xã A', 2), programme: 'CT 1' }, budget('Xã Z', 9)),
    ).toEqual(['UBND Xã A 7']);
    expect(ownerFinder(groups)('Xã Z')).toBeUndefined();
  });

  test('never pays for another owner’s school', () => {
    const { allocation } = smallPlan({
      schools: [school('S1', { needed: 40, usable: 0 }), school('S2', { level: 'THPT' })],
      budgets: { 'Sở GD&ĐT': 1_000 * million, 'Xã A': 3 * pcPrice },
    });
    expect(allocation.lines.filter(({ action }) => action === 'buy')).toMatchObject([
      { owner: 'Sở GD&ĐT', schoolCode: 'S2', quantity: 1 },
      { owner: 'Xã A', schoolCode: 'S1', quantity: 3 },
    ]);
    expect(allocation.isReference).toBe(true);
  });

  test('of one owner alone is no reference plan', () => {
    expect(smallPlan({ schools: [school('S1')] }).allocation.isReference).toBe(false);
  });
});
