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
        const take = (id: string): void => {
          expect(pages.remove(id)).toBe(expected.get(id) ?? null);
          expected.delete(id);
        };
        for (const { id, isPut } of steps) {
          if (isPut) expected.set(id, expected.get(id) ?? pages.put(id));
          else take(id);
          expect([...expected].every(([known, page]) => pages.put(known) === page)).toBe(true);
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
