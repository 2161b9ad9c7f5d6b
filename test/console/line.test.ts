import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { fold, span, textOf } from '../../console/components/line.ts';

test('a long fact goes on in the next line, set in, each word in its tone', () => {
  const fact = [span('Tính là máy HS: ', 'muted'), span('không: không phải máy học sinh')];
  expect(fold(fact, 30).map(textOf)).toEqual(['Tính là máy HS: không: không', '  phải máy học sinh']);
  expect(fold(fact, 30)[0]?.[0]).toMatchObject({ tone: 'muted' });
  expect(fold(fact, 60)).toEqual([fact]);
});

test('no word is lost, and no line of words that fit is too wide', () => {
  const word = fc.constantFrom('Nguyễn', 'Bỉnh', 'Khiêm', '·', '7', '商業', 'SD-1', 'ừ');
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 8, max: 40 }),
      (words, width) => {
        const lines = fold([span(words.join(' '))], width).map(textOf);
        expect(
          lines
            .join(' ')
            .split(/ +/)
            .filter((part) => part !== ''),
        ).toEqual(words);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
