import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  cimBoolean,
  cimCode,
  cimCount,
  cimCounts,
  cimList,
  cimText,
  cimTime,
  cimUnits,
  readRow,
  readRows,
} from '../../../../agent/collectors/windows/cim-values.ts';
import { err, ok } from '../../../../shared/domain/result.ts';

const noon = Date.UTC(2024, 0, 2, 5, 0, 0);

test.each<[string, unknown, number | undefined]>([
  ['PowerShell 5.1', `/Date(${noon})/`, noon],
  ['PowerShell 5.1 with an offset, which says nothing', `/Date(${noon}+0700)/`, noon],
  ['a date that PowerShell decorated', { value: `/Date(${noon})/`, DisplayHint: 2, DateTime: 'x' }, noon],
  ['PowerShell 7', '2024-01-02T12:00:00.0000000+07:00', noon],
  ['DMTF, minutes east of Greenwich', '20240102120000.000000+420', noon],
  ['DMTF, west', '20240101230000.500000-360', noon + 500],
  ['30 February', '20240230120000.000000+000', undefined],
  ['never', '16010101000000.000000+000', undefined],
  ['never, of PowerShell', '/Date(-11644473600000)/', undefined],
  ['no month of a year', '20241399120000.000000+000', undefined],
  ['words', '2 tháng Giêng 2024', undefined],
  ['a number', noon, undefined],
])('moments: %s', (_, value, expected) => {
  expect(cimTime.parse(value)).toBe(expected);
});

describe('counts', () => {
  test.each<[unknown, number | undefined]>([
    [0, 0],
    ['512', 512],
    [2 ** 63, undefined],
    ['9223372036854775807', undefined],
    [-1, undefined],
    [1.5, undefined],
    ['0x10', undefined],
    [true, undefined],
    [[3], undefined],
  ])('%j', (value, expected) => expect(cimCount.parse(value)).toBe(expected));

  test('codes have one byte', () => {
    expect([255, 256].map((value) => cimCode.parse(value))).toEqual([255, undefined]);
  });
});

test('booleans, their words and digits', () => {
  const values = [true, 'TRUE', 'false', 1, '0', 'yes', 2, null];
  expect(values.map((value) => cimBoolean.parse(value))).toEqual([
    true,
    true,
    false,
    true,
    false,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a list of one is written without brackets, an empty one as null', () => {
  expect([null, undefined, 7, [7, 'x']].map((value) => cimList.parse(value))).toEqual([
    [],
    [],
    [7],
    [7, 'x'],
  ]);
  expect(cimCounts.parse([7, 'x', '8', -1])).toEqual([7, 8]);
  // As PowerShell 5.1 writes a list that it decorated.
  expect(cimCounts.parse({ value: [7, 8], Count: 2 })).toEqual([7, 8]);
});

test('names of monitors end at the first zero', () => {
  expect(cimUnits(64).parse([68, 69, 76, 76, 32, 0, 99])).toBe('DELL');
  expect(cimUnits(64).parse([0x1ebf, 0])).toBe('ế');
  expect(cimUnits(64).parse(null)).toBeUndefined();
});

test('texts are composed, clipped, and never half a character', () => {
  expect(cimText(10).parse('  Ma\u0301y in\0 ')).toBe('Máy in');
  expect(cimText(3).parse('ab🥁')).toBe('ab\uFFFD');
  expect(cimText(10).parse('   ')).toBeUndefined();
  expect(cimText(10).parse(5)).toBe('5');
});

describe('rows', () => {
  const row = z.object({ Name: cimText(10) });

  test('what is no row is left out, a missing member is not', () => {
    expect(readRows(ok([null, 5, [], 'x', {}, { Name: 'a' }]), row, 10)).toEqual(
      ok([{ Name: undefined }, { Name: 'a' }]),
    );
  });

  test('why there are none stays', () => {
    expect(readRows(err('denied'), row, 10)).toEqual(err('denied'));
    expect(readRow(err('timed-out'), row)).toEqual(err('timed-out'));
    expect(readRow(ok([]), row)).toEqual(err('no-data'));
  });

  test('any value at all is a member', () => {
    const everything = z.object({
      text: cimText(20),
      count: cimCount,
      code: cimCode,
      flag: cimBoolean,
      list: cimList,
      units: cimUnits(20),
      time: cimTime,
    });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(everything.shape)), fc.anything()), (any) => {
        expect(everything.safeParse(any).success).toBe(true);
      }),
    );
  });
});
