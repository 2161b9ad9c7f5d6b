import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToLedger, emptyLedger, verdictOf } from '../../../broker/ingest/ledger.ts';
import type { Ledger } from '../../../broker/store/report-port.ts';

/** Stores what is new, as ingest does. */
function take(ledger: Ledger, seq: number): Ledger {
  return verdictOf(ledger, seq) === 'new' ? addToLedger(ledger, seq) : ledger;
}

test('in any order and with any repetition, exactly what was stored is a duplicate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 200 }), (seqs) => {
      const stored = new Set<number>();
      let ledger = emptyLedger;
      for (const seq of seqs) {
        expect(verdictOf(ledger, seq)).toBe(stored.has(seq) ? 'duplicate' : 'new');
        ledger = take(ledger, seq);
        stored.add(seq);
      }
      for (let seq = 1; seq <= 61; seq += 1) {
        expect(verdictOf(ledger, seq)).toBe(stored.has(seq) ? 'duplicate' : 'new');
      }
    }),
  );
});

test('ranges are sorted, apart, and above what is contiguous', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 800 }), (seqs) => {
      const { contiguous, beyond } = seqs.reduce(take, emptyLedger);
      const edges = [contiguous, ...beyond.flat()];
      beyond.forEach(([from, to], index) => {
        expect(from).toBeGreaterThan((edges[index * 2] ?? 0) + 1);
        expect(to).toBeGreaterThanOrEqual(from);
      });
    }),
  );
});

test('what an in-order sender sends leaves one number', () => {
  let ledger = emptyLedger;
  for (let seq = 1; seq <= 1000; seq += 1) ledger = take(ledger, seq);
  expect(ledger).toEqual({ contiguous: 1000, beyond: [], uncertainTo: 0 });
});

test('a hostile sender of every second number grows no row; what was given up is neither new nor a duplicate', () => {
  let ledger = emptyLedger;
  const stored: number[] = [];
  for (let seq = 2; seq <= 4000; seq += 2) {
    ledger = take(ledger, seq);
    stored.push(seq);
  }
  expect(ledger.beyond.length).toBeLessThanOrEqual(256);
  expect(JSON.stringify(ledger.beyond).length).toBeLessThan(8 * 1024);
  for (const seq of stored) expect(verdictOf(ledger, seq)).not.toBe('new');
  for (let seq = 1; seq < 4000; seq += 2) expect(verdictOf(ledger, seq)).not.toBe('duplicate');
  expect(verdictOf(ledger, 1)).toBe('uncertain');
  expect(verdictOf(ledger, 3999)).toBe('new');
  expect(verdictOf(ledger, 4001)).toBe('new');
});

test('the greatest number that JSON carries is a number like any other', () => {
  const ledger = take(take(emptyLedger, Number.MAX_SAFE_INTEGER), 1);
  expect(verdictOf(ledger, Number.MAX_SAFE_INTEGER)).toBe('duplicate');
  expect(verdictOf(ledger, 2)).toBe('new');
});
