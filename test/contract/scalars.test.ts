import fc from 'fast-check';
import { expect, test } from 'vitest';
import { text } from '../../shared/contract/scalars.ts';

test('a text that was read can be read again, and is the same', () => {
  const schema = text(8);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 8 }), (value) => {
      const once = schema.safeParse(value);
      fc.pre(once.success);
      expect(schema.parse(once.data)).toBe(once.data);
    }),
  );
});

test('a text that grows when composed is cut at its bound', () => {
  // U+0958 is composed into two characters, always.
  expect(text(3).parse('\u0958\u0958\u0958')).toHaveLength(3);
  expect(text(3).parse('e\u0302\u0301')).toBe('ế');
});
