import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../../broker/query/paginate.ts';
import { encode } from '../../../shared/contract/codec.ts';
import { maxWireBytes } from '../../../shared/contract/limits.ts';

describe('pages of an answer', () => {
  it('keep every row in order, and each fits one message however little it deflates', () => {
    // Rows up to what a device row takes at most.
    const rows = fc.array(fc.string({ unit: 'binary', maxLength: 700 }), { maxLength: 400 });
    fc.assert(
      fc.property(rows, rows, fc.integer({ min: 0, max: 2_048 }), (schools, devices, reservedBytes) => {
        const pages = pagesOf({ schools, devices }, reservedBytes);
        expect(pages.flatMap((page) => page.schools)).toEqual(schools);
        expect(pages.flatMap((page) => page.devices)).toEqual(devices);
        const sizes = pages.map((page) => encode(page, { plain: true }).length);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(maxWireBytes - 512);
        expect((sizes[0] ?? 0) + reservedBytes).toBeLessThanOrEqual(maxWireBytes);
      }),
      { numRuns: 50 },
    );
  });

  it('are one, with empty lists, when there is nothing', () => {
    expect(pagesOf({ schools: [], devices: [] })).toEqual([{ schools: [], devices: [] }]);
  });

  it('give a row that exceeds a page a page of its own', () => {
    const long = 'x'.repeat(60_000);
    expect(pagesOf({ rows: ['a', long, 'b'] })).toEqual([{ rows: ['a'] }, { rows: [long] }, { rows: ['b'] }]);
  });
});
