import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createListReader } from '../../shared/runtime/json-lists.ts';

function read(text: string, pieceLength: number): Record<string, unknown> {
  const lists = new Map<string, unknown[]>();
  const reader = createListReader((list, element) => lists.set(list, [...(lists.get(list) ?? []), element]));
  for (let at = 0; at < text.length; at += pieceLength) reader.push(text.slice(at, at + pieceLength));
  return { ...reader.end(), ...Object.fromEntries(lists) };
}

test('a document read in pieces of any size is the document', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const key = fc.string().filter((name) => name !== '__proto__');
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.oneof(value, fc.array(value)), { noNullPrototype: true }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      (document, pieceLength, isSpaced) => {
        const text = JSON.stringify(document, null, isSpaced ? 1 : 0);
        expect(read(text, pieceLength)).toEqual(JSON.parse(text));
      },
    ),
  );
});

test.each([
  '',
  '{',
  '{"a":[1,2}',
  '{"a":[1,2]',
  '{"a":[1}}',
  '{"a":1}{"b":2}',
  '{"a":1} x',
  '[1]',
  '{"a":nope}',
  '{"a":["\u0001"]}',
  '{"a":[1 2]}',
])('%j is no document', (text) => {
  expect(() => read(text, 3)).toThrow(SyntaxError);
});
