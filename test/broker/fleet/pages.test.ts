import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPages } from '../../../broker/fleet/pages.ts';

describe('pages', () => {
  it('keep every machine on its page, none too full, and hold exactly those put and not removed', () => {
    const step = fc.record({ id: fc.nat(30).map(String), isPut: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const pages = createPages(4);
        const expected = new Map<string, number>();
        for (const { id, isPut } of steps) {
          if (isPut) expected.set(id, expected.get(id) ?? pages.put(id));
          else {
            expect(pages.remove(id)).toBe(expected.get(id) ?? null);
            expected.delete(id);
          }
          for (const [known, page] of expected) expect(pages.put(known)).toBe(page);
        }
        const numbers = Array.from({ length: pages.pageCount() }, (_, page) => page);
        expect(numbers.every((page) => pages.members(page).size <= 4)).toBe(true);
        const found = numbers.flatMap((page) => [...pages.members(page)].map((id) => [id, page] as const));
        expect(new Map(found)).toEqual(expected);
        expect(found.length).toBe(expected.size);
      }),
    );
  });

  it('fill freed seats before a new page is begun', () => {
    const pages = createPages(2);
    for (const id of ['a', 'b', 'c', 'd']) pages.put(id);
    pages.remove('a');
    expect(pages.put('e')).toBe(0);
    expect(pages.pageCount()).toBe(2);
  });
});
