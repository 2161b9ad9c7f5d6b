import { describe, expect, test } from 'vitest';
import { en } from '../../shared/text/en.ts';
import { fill, inMany } from '../../shared/text/fill.ts';

test('a counted noun agrees with its number, written or not', () => {
  const text = '{done} of {count|# machine|# machines} {count|is|are} ready';
  expect(fill(text, { done: 1, count: 1 })).toBe('1 of 1 machine is ready');
  expect(fill(text, { done: 0, count: '1,540' })).toBe('0 of 1,540 machines are ready');
  expect(fill(text, { done: 0, count: 0 })).toBe('0 of 0 machines are ready');
  expect(fill(text, { count: '$&#' })).toBe('{done} of $&# machines are ready');
  expect(inMany(text)).toBe('{done} of {count} machines are ready');
});

const texts = Object.entries<string>(en);
const counted = /\{(\w+)\|/g;
/** What holds a count: it is named in the plural, or counts somewhere. */
const counts = new Set([
  ...texts.flatMap(([, text]) => Array.from(text.matchAll(counted), ([, name = '']) => name)),
  ...texts.flatMap(([, text]) => Array.from(text.matchAll(/\{(\w+[^s\W]s)[|}]/g), ([, name = '']) => name)),
]);

describe('a count in English', () => {
  test('stands before no noun that cannot follow it', () => {
    const bare = /\{(\w+)\} (?:\w+ )?(?:\w{2,}s|people)\b/g;
    const found = texts.flatMap(([key, text]) =>
      Array.from(text.matchAll(bare), ([, name = '']) => name).flatMap((name) =>
        counts.has(name) ? `${key}: {${name}}` : [],
      ),
    );
    expect(found).toEqual([]);
  });

  const plural = texts.filter(([, text]) => text.search(counted) >= 0);
  test.each(plural)('%s reads well for one and for two', (_, text) => {
    const filled = (count: number) =>
      fill(text, Object.fromEntries(Array.from(counts, (name) => [name, count])));
    expect(filled(1)).not.toMatch(/\b1 (?:\w{2,}s|people)\b/);
    expect(filled(1)).not.toMatch(/#|\|/);
    expect(filled(1).replaceAll('1', '2')).not.toBe(filled(2));
  });
});
