import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountInWords, numberInWords } from '../../shared/text/amount-words.ts';

const vietnamese: readonly (readonly [number, string])[] = [
  [0, 'không'],
  [1, 'một'],
  [4, 'bốn'],
  [5, 'năm'],
  [10, 'mười'],
  [11, 'mười một'],
  [14, 'mười bốn'],
  [15, 'mười lăm'],
  [20, 'hai mươi'],
  [21, 'hai mươi mốt'],
  [24, 'hai mươi bốn'],
  [25, 'hai mươi lăm'],
  [100, 'một trăm'],
  [101, 'một trăm linh một'],
  [105, 'một trăm linh năm'],
  [110, 'một trăm mười'],
  [111, 'một trăm mười một'],
  [115, 'một trăm mười lăm'],
  [121, 'một trăm hai mươi mốt'],
  [555, 'năm trăm năm mươi lăm'],
  [1_000, 'một nghìn'],
  [1_001, 'một nghìn không trăm linh một'],
  [1_010, 'một nghìn không trăm mười'],
  [2_026, 'hai nghìn không trăm hai mươi sáu'],
  [21_000, 'hai mươi mốt nghìn'],
  [1_000_005, 'một triệu không trăm linh năm'],
  [1_005_000, 'một triệu không trăm linh năm nghìn'],
  [12_500_000, 'mười hai triệu năm trăm nghìn'],
  [1_000_000_000, 'một tỷ'],
  [1_000_000_001, 'một tỷ không trăm linh một'],
  [3_450_000_000, 'ba tỷ bốn trăm năm mươi triệu'],
  [1_000_000_000_000, 'một nghìn tỷ'],
  [1_005_000_000_000, 'một nghìn không trăm linh năm tỷ'],
  [1_000_000_000_000_000, 'một triệu tỷ'],
  [9_000_000_000_000_000, 'chín triệu tỷ'],
];

const english: readonly (readonly [number, string])[] = [
  [0, 'zero'],
  [21, 'twenty-one'],
  [105, 'one hundred and five'],
  [110, 'one hundred and ten'],
  [1_005_000, 'one million five thousand'],
  [1_000_000_000, 'one billion'],
];

describe('a number in words', () => {
  it.each(vietnamese)('%d is "%s"', (value, words) => {
    expect(numberInWords(value, 'vi')).toBe(words);
  });

  it.each(english)('%d is "%s" in English', (value, words) => {
    expect(numberInWords(value, 'en')).toBe(words);
  });

  it('is read back as the same number', () => {
    const numbers = fc.oneof(fc.maxSafeInteger().map(Math.abs), fc.integer({ min: 0, max: 1_100_000 }));
    fc.assert(
      fc.property(numbers, (value) => {
        expect(readVietnamese(numberInWords(value, 'vi'))).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has composed letters and single blanks only', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger().map(Math.abs), (value) => {
        const words = numberInWords(value, 'vi');
        expect(words).toBe(words.normalize('NFC'));
        expect(words).not.toMatch(/\s\s|^\s|\s$|undefined/);
      }),
    );
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])(
    'refuses %d',
    (value) => {
      expect(() => numberInWords(value, 'vi')).toThrow(RangeError);
    },
  );
});

describe('an amount in words', () => {
  it.each([
    [1_000_000_000, 'Một tỷ đồng chẵn'],
    [15_000, 'Mười lăm nghìn đồng chẵn'],
    [1_234_567, 'Một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy đồng'],
    [0, 'Không đồng'],
  ])('%d is "%s"', (dong, words) => {
    expect(amountInWords(dong, 'vi')).toBe(words);
  });

  it('is English for an English reader', () => {
    expect(amountInWords(2_500_000, 'en')).toBe('Two million five hundred thousand dong only');
    expect(amountInWords(7, 'en')).toBe('Seven dong');
  });
});

/** Reads words back by the grammar alone, without looking at how they were made. */
function readVietnamese(words: string): number {
  const [head = '', ...tail] = words.split(' tỷ');
  if (tail.length === 0) return readGroups(head);
  return readGroups(head) * 1_000_000_000 + readGroups(tail.join(' tỷ').trim());
}

function readGroups(words: string): number {
  let total = 0;
  let group = 0;
  for (const word of words.split(' ').filter((each) => each !== '')) {
    const scale = scales.get(word);
    if (scale === undefined) group = readWord(word, group);
    else {
      total += group * scale;
      group = 0;
    }
  }
  return total + group;
}

const scales = new Map([
  ['triệu', 1_000_000],
  ['nghìn', 1_000],
]);
const units = 'không một hai ba bốn năm sáu bảy tám chín'.split(' ');
const others = new Map([
  ['mười', 10],
  ['mốt', 1],
  ['lăm', 5],
  ['linh', 0],
]);

/** `trăm` and `mươi` lift the digit before them: what stands in the lowest place of the group. */
function readWord(word: string, group: number): number {
  if (word === 'trăm') return group * 100;
  if (word === 'mươi') return group + (group % 10) * 9;
  return group + (others.get(word) ?? units.indexOf(word));
}
