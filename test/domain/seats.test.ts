import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missingSeats, seatRanges } from '../../shared/domain/seats.ts';

test('seats without a machine: numbers as people write them, anything else fills none', () => {
  expect(missingSeats(6, ['1', '02', ' 3 ', 'A4', null, '', '7', '-5', '4.0'])).toEqual([4, 5, 6]);
  expect(missingSeats(0, ['1'])).toEqual([]);
});

test('runs of three or more are joined', () => {
  expect(seatRanges([7, 12, 31, 32, 33, 40, 41])).toBe('7, 12, 31–33, 40, 41');
  expect(seatRanges([])).toBe('');
});

test('a range says exactly the seats that are missing, and missing with taken are all', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 70 })),
      (n, taken) => {
        const missing = missingSeats(n, taken.map(String));
        const said = seatRanges(missing)
          .split(', ')
          .filter((part) => part !== '')
          .flatMap((part) => {
            const [first = 0, last = first] = part.split('–').map(Number);
            return Array.from({ length: last - first + 1 }, (_, index) => first + index);
          });
        expect(said).toEqual(missing);
        expect(missing.length + taken.filter((seat) => seat <= n).length).toBe(n);
      },
    ),
  );
});
