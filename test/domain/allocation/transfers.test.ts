import { describe, expect, test } from 'vitest';
import { distanceKm } from '../../../shared/domain/allocation/distance.ts';
import { reserveOf } from '../../../shared/domain/need-basis.ts';
import { type SmallSchool, smallPlan } from './small-province.ts';

const moves = (schools: readonly SmallSchool[], options = {}) =>
  smallPlan({ schools }, options).allocation.transfers.map(
    ({ fromSchool, toSchool, deviceIds, isCrossOwner }) =>
      `${fromSchool} ${toSchool} ${deviceIds.length}${isCrossOwner ? ' cross' : ''}`,
  );

const donor = { code: 'D', needed: 20, usable: 30 };

describe('transfers', () => {
  test('keep the donor’s need and a reserve of at least two, or one in twenty', () => {
    expect(reserveOf(20, { reservePercent: 5, reserveLeast: 2 })).toBe(2);
    expect(reserveOf(60, { reservePercent: 5, reserveLeast: 2 })).toBe(3);
    expect(reserveOf(61, { reservePercent: 5, reserveLeast: 2 })).toBe(4);
    expect(moves([donor, { code: 'R', needed: 20, usable: 0 }])).toEqual(['D R 8']);
  });

  test('are not worth it for fewer than a batch', () => {
    expect(moves([donor, { code: 'R', needed: 20, usable: 18 }])).toEqual([]);
    expect(moves([donor, { code: 'R', needed: 20, usable: 18 }], { transferBatch: 2 })).toEqual(['D R 2']);
    expect(
      moves([
        { ...donor, usable: 24 },
        { code: 'R', needed: 20, usable: 0 },
      ]),
    ).toEqual([]);
  });

  test('can be forbidden', () => {
    expect(moves([donor, { code: 'R', needed: 20, usable: 0 }], { isTransferAllowed: false })).toEqual([]);
  });

  test('serve the largest share missing first', () => {
    expect(
      moves([donor, { code: 'R1', needed: 10, usable: 5 }, { code: 'R2', needed: 40, usable: 10 }]),
    ).toEqual(['D R2 8']);
  });

  test('come from the nearest donor, the same commune before a shorter way', () => {
    const at = (code: string, east: number, usable: number, commune: string): SmallSchool => ({
      ...{ code, needed: 20, usable, commune, owner: 'UBND liên xã', place: [15, 108 + east] },
    });
    expect(
      moves([
        at('D1', 0.3, 26, 'Xã A'),
        at('D2', 0.1, 26, 'Xã B'),
        at('D3', 0.2, 26, 'Xã B'),
        at('R', 0, 8, 'Xã A'),
      ]),
    ).toEqual(['D1 R 4', 'D2 R 4', 'D3 R 4']);
  });

  test('between owners are proposed and never counted as done', () => {
    const receiver = { code: 'R', needed: 20, usable: 15, commune: 'Xã B' };
    const { allocation } = smallPlan({ schools: [donor, receiver] });
    expect(allocation.transfers).toMatchObject([{ isCrossOwner: true, isSameCommune: false }]);
    expect(allocation.lines.filter(({ action }) => action === 'transfer')).toEqual([]);
    expect(allocation.outcomes.find(({ schoolCode }) => schoolCode === 'R')).toMatchObject({
      ...{ transferredIn: 0, bought: 5, after: 20 },
    });
    expect(allocation.outcomes.find(({ schoolCode }) => schoolCode === 'D')).toMatchObject({
      transferredOut: 0,
    });
  });

  test('move what is young enough, and say which machines', () => {
    expect(
      moves([
        { ...donor, age: 9 },
        { code: 'R', needed: 20, usable: 0 },
      ]),
    ).toEqual([]);
    const { lines, transfers } = smallPlan({
      schools: [
        { ...donor, usable: 25 },
        { code: 'R', needed: 20, usable: 17 },
      ],
    }).allocation;
    expect(transfers[0]?.deviceIds).toEqual(['d-D-ok000', 'd-D-ok001', 'd-D-ok002']);
    expect(lines.find(({ action }) => action === 'transfer')).toMatchObject({
      ...{ schoolCode: 'R', quantity: 3, unitPriceDong: 0, amountDong: 0 },
      deviceIds: transfers[0]?.deviceIds,
    });
  });

  test('wait for what the school can repair itself', () => {
    expect(moves([donor, { code: 'R', needed: 20, usable: 14, broken: 4 }])).toEqual([]);
  });
});

describe('the way between two places', () => {
  test('is a great circle in tenths of a kilometre, unknown where a place is', () => {
    const hanoi = { latitude: 21.0285, longitude: 105.8542 };
    const danang = { latitude: 16.0544, longitude: 108.2022 };
    expect(distanceKm(hanoi, danang)).toBeCloseTo(606, -1);
    expect(distanceKm(hanoi, hanoi)).toBe(0);
    expect(distanceKm(hanoi, null)).toBeNull();
  });
});
