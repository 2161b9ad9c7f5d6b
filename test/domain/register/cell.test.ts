import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCell } from '../../../shared/domain/register/cell.ts';
import type { CellKind } from '../../../shared/domain/register/column.ts';
import { stableCell } from '../../../shared/domain/register/list-file.ts';
import { registerTables } from '../../../shared/domain/register/tables.ts';

/** The value, or `!reason`. */
function read(holds: CellKind, cell: string): unknown {
  const done = readCell({ holds }, cell);
  return done.ok ? done.value : `!${done.error}`;
}

const money: CellKind = { kind: 'money' };

describe('money is whole đồng', () => {
  test.for([
    ['15000000', 15_000_000],
    ['15 000 000', 15_000_000],
    ['15\u00a0000\u202f000', 15_000_000],
    ['15.000.000', 15_000_000],
    ['15,000,000 đồng', 15_000_000],
    ['15.000.000đ', 15_000_000],
    ['0', 0],
    ['1000000000000000', 1_000_000_000_000_000],
    ['', null],
    ['15.000', '!ambiguous-money'],
    ['15,000', '!ambiguous-money'],
    ['15.000,000', '!not-a-number'],
    ['1.500.00', '!not-a-number'],
    ['15.5', '!fractional'],
    ['15000000.50', '!fractional'],
    ['-5', '!negative'],
    ['−5', '!negative'],
    ['1.5E+07', '!not-a-number'],
    ['1000000000000001', '!out-of-range'],
    ['9'.repeat(400), '!out-of-range'],
    ['=1+1', '!formula'],
    ["'=1+1", '!formula'],
    ['#REF!', '!formula-error'],
    ['#N/A', '!formula-error'],
    ['15 triệu', '!not-a-number'],
    ['١٥', '!not-a-number'],
  ] as const)('%s', ([cell, value]) => {
    expect(read(money, cell)).toBe(value);
  });

  test('what is written in any accepted way is read as that number', () => {
    const ways = [
      (digits: string) => digits,
      (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ' '),
      (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, '.'),
      (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ','),
    ];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e15 }), fc.constantFrom(...ways), (value, way) => {
        const cell = way(String(value));
        const isOneGroup = /^\d{1,3}[.,]\d{3}$/.test(cell);
        expect(read(money, cell)).toBe(isOneGroup ? '!ambiguous-money' : value);
      }),
    );
  });
});

test.for([
  [{ kind: 'date' }, '31/12/2027', '2027-12-31'],
  [{ kind: 'date' }, '1-2-2026', '2026-02-01'],
  [{ kind: 'date' }, '2026/02/01', '2026-02-01'],
  [{ kind: 'date' }, '30/2/2026', '!bad-date'],
  [{ kind: 'date' }, '2026', '!bad-date'],
  [{ kind: 'date' }, '45291', '!bad-date'],
  [{ kind: 'date' }, '1/1/1979', '!bad-date'],
  [{ kind: 'date-or-year' }, '2019', '2019'],
  [{ kind: 'date-or-year' }, '5/9/2019', '2019-09-05'],
  [{ kind: 'year' }, '2026', 2026],
  [{ kind: 'year' }, '26', '!bad-year'],
  [{ kind: 'year' }, '20266', '!bad-year'],
  [{ kind: 'month-day' }, '30/9', '09-30'],
  [{ kind: 'month-day' }, '09-30', '09-30'],
  [{ kind: 'month-day' }, '2026-09-30', '09-30'],
  [{ kind: 'month-day' }, '31/9', '!bad-month-day'],
  [{ kind: 'month-day' }, '29/2', '!bad-month-day'],
  [{ kind: 'yes-no' }, 'Có', true],
  [{ kind: 'yes-no' }, 'K', false],
  [{ kind: 'yes-no' }, 'x', true],
  [{ kind: 'yes-no' }, 'NO', false],
  [{ kind: 'yes-no' }, 'có lẽ', '!not-yes-no'],
  [{ kind: 'item' }, 'máy tính học sinh', 'student-pc'],
  [{ kind: 'item' }, 'MAY IN', 'printer'],
  [{ kind: 'item' }, 'webcam', 'webcam'],
  [{ kind: 'item' }, 'máy giặt', '!unknown-item'],
  [{ kind: 'number', min: -90, max: 90 }, '15,1205', 15.1205],
  [{ kind: 'number', min: -90, max: 90 }, '-15.1205', -15.1205],
  [{ kind: 'number', min: -90, max: 90 }, '151.205', '!out-of-range'],
  [{ kind: 'number', min: -90, max: 90 }, '1e1', '!not-a-number'],
  [{ kind: 'number', min: -90, max: 90 }, '-0,0000001', 0],
  [{ kind: 'list', maxItems: 9, maxLength: 9 }, '|=1+1', '!formula'],
  [{ kind: 'code' }, "'00123", '00123'],
  [{ kind: 'code' }, '1.2E+10', '!spreadsheet-number'],
  [{ kind: 'code' }, 'TH 1', '!bad-code'],
] as const)('%j %s', ([holds, cell, value]) => {
  expect(read(holds, cell)).toBe(value);
});

test('several texts in one cell', () => {
  const list: CellKind = { kind: 'list', maxItems: 2, maxLength: 5 };
  expect(read(list, ' một | hai|')).toEqual(['một', 'hai']);
  expect(read(list, 'a|b|c')).toBe('!too-many-items');
  expect(read(list, 'mười hai')).toBe('!too-long');
});

test('no text makes a cell throw, and what was read is read again as the same', () => {
  const kinds = Object.values(registerTables).flatMap(({ columns }) => columns.map(({ holds }) => holds));
  const wild = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[-+=\d., |/'đE]{0,12}$/),
  );
  fc.assert(
    fc.property(fc.constantFrom(...kinds), wild, (holds, cell) => {
      const first = readCell({ holds }, cell);
      if (!first.ok) return;
      const again = readCell({ holds }, stableCell(first.value));
      expect(again).toEqual(first);
    }),
    { numRuns: 3_000 },
  );
});
