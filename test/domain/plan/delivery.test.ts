import { expect, test } from 'vitest';
import type { AllocationLine } from '../../../shared/domain/allocation/allocation.ts';
import { deliveryLines } from '../../../shared/domain/plan/delivery.ts';
import type { Delivered } from '../../../shared/domain/snapshot/register.ts';
import { asAtMs, machine } from '../item/snapshot-records.ts';
import { school } from '../planning-records.ts';
import { planFor } from '../statistics/plan-records.ts';

const day = 86_400_000;

function delivered(given: Partial<Delivered>): Delivered {
  return {
    ...{ lot: 'L1', schoolCode: 'S1', item: 'student-pc', assetCode: null, serial: null, quantity: 1 },
    ...{ deliveredOn: '2026-09-20' },
    ...given,
  };
}

function planBuying(quantity: number) {
  const plan = planFor({ schools: [school('S1'), school('S2')] });
  const line: AllocationLine = {
    ...{ owner: null, schoolCode: 'S1', action: 'buy', item: 'student-pc', group: 'add' },
    ...{ purpose: 'informatics', quantity, unitPriceDong: 1, amountDong: quantity, deviceIds: [] },
  };
  const repair: AllocationLine = { ...line, action: 'repair', item: 'repair' };
  return { ...plan, allocation: { ...plan.allocation, lines: [line, repair] } };
}

test('approved, delivered, beating and what is missing, each machine named', () => {
  const machines = [
    machine('a', { assetCode: 'TS-1' }),
    machine('b', { serial: 'SN-2', schoolCode: 'S2' }),
    machine('c', { serial: 'SN-3', lastSeenMs: asAtMs - 60 * day }),
    machine('e', { serial: 'SN-5', lastSeenMs: asAtMs - 60 * day, connected: true }),
  ];
  const lines = deliveryLines(
    planBuying(10),
    [
      delivered({ assetCode: ' ts-1 ' }),
      delivered({ serial: 'sn-2' }),
      delivered({ serial: 'SN-3' }),
      delivered({ serial: 'SN-5' }),
      delivered({ assetCode: 'TS-4' }),
      delivered({ quantity: 3 }),
    ],
    machines,
  );
  expect(lines).toMatchObject([
    {
      ...{ schoolCode: 'S1', schoolName: 'Trường S1', item: 'student-pc', approved: 10, delivered: 8 },
      ...{ beating: 2, undelivered: 2, notBeating: 3, unidentified: 3 },
      machines: [
        { deviceId: 'a', state: 'beating' },
        { deviceId: 'b', schoolCode: 'S2', state: 'elsewhere' },
        { deviceId: 'c', state: 'silent' },
        { deviceId: 'e', state: 'beating' },
        { deviceId: null, assetCode: 'TS-4', state: 'not-joined' },
      ],
    },
  ]);
});

test('of things without codes nobody knows whether they beat', () => {
  expect(deliveryLines(planBuying(2), [delivered({ quantity: 2 })], [])).toMatchObject([
    { delivered: 2, undelivered: 0, beating: null, notBeating: null, unidentified: 2 },
  ]);
});

test('delivered without approval stands with a negative rest', () => {
  const lines = deliveryLines(planBuying(1), [delivered({ schoolCode: 'S9', item: 'printer' })], []);
  expect(lines.map(({ schoolCode, undelivered }) => [schoolCode, undelivered])).toEqual([
    ['S1', 1],
    ['S9', -1],
  ]);
});

test('a serial that several machines share means the one at the school', () => {
  const machines = [
    machine('other', { serial: 'Default string', schoolCode: 'S2' }),
    machine('own', { serial: 'Default string' }),
  ];
  const [line] = deliveryLines(planBuying(1), [delivered({ serial: 'Default string' })], machines);
  expect(line?.machines).toMatchObject([{ deviceId: 'own', state: 'beating' }]);
});

test('a machine that was heard of before it came is silent; without a day, once is enough', () => {
  const before = [machine('a', { serial: 'X', lastSeenMs: Date.parse('2026-09-19T23:59+07:00') })];
  const stateOf = (given: Partial<Delivered>) =>
    deliveryLines(planBuying(1), [delivered({ serial: 'X', ...given })], before)[0]?.machines[0]?.state;
  expect(stateOf({})).toBe('silent');
  expect(stateOf({ deliveredOn: '2026-09-19' })).toBe('beating');
  expect(stateOf({ deliveredOn: null })).toBe('beating');
});
