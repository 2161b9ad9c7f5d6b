import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReportBody } from '../../agent/outbox.ts';
import { fitReading, splitReport } from '../../agent/report-parts.ts';
import { decode, encode } from '../../shared/contract/codec.ts';
import { maxWireBytes } from '../../shared/contract/limits.ts';
import type { Reading } from '../../shared/contract/readings.ts';
import { report } from '../../shared/contract/report.ts';
import { seededRandom } from '../../shared/domain/jitter.ts';

const hash = '0'.repeat(16);

/** Names that compress badly, as hashes in package versions do. */
function software(count: number, seed: number): Reading {
  const random = seededRandom(seed);
  const word = (): string =>
    Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 32).toString(36)).join('-');
  const packages = Array.from({ length: count }, () => ({ name: word(), version: word() }));
  return { section: 'software', hash, facts: { packages, total: count } };
}

function exposure(ports: number): Reading {
  const listeners = Array.from({ length: ports }, (_, n) => ({
    protocol: 'tcp' as const,
    port: n + 1,
    isLoopbackOnly: n % 2 === 0,
  }));
  return { section: 'exposure', hash, facts: { listeners } };
}

const sent = (body: ReportBody) =>
  encode({ v: 1, boot: 'a'.repeat(16), seq: Number.MAX_SAFE_INTEGER, ...body });

test('a report that fits stays one', () => {
  const body: ReportBody = { at: 1, up: 1, readings: [exposure(10), software(50, 1)], outcomes: [] };
  expect(splitReport(body)).toEqual([body]);
});

test('any report becomes parts that fit and that together carry every reading once, in order', () => {
  const reading = fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.nat()).map(([count, seed]) => software(count, seed)),
    fc.integer({ min: 0, max: 512 }).map(exposure),
  );
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 6 }), (readings) => {
      const fitting = readings.map(fitReading);
      const outcomes = [{ collector: 'software', outcome: 'ok', ms: 3 }] as const;
      const parts = splitReport({
        at: 1,
        up: 1,
        readings: fitting,
        outcomes: [...outcomes],
        hashes: { software: hash },
      });
      for (const part of parts) {
        expect(sent(part).length).toBeLessThanOrEqual(maxWireBytes);
        expect(decode(sent(part), report).ok).toBe(true);
      }
      expect(parts.flatMap((part) => part.readings)).toEqual(fitting);
      expect(parts.flatMap((part) => part.outcomes)).toEqual(outcomes);
      expect(parts.map(({ hashes }) => hashes !== undefined)).toEqual(parts.map((_, index) => index === 0));
    }),
    { numRuns: 30 },
  );
});

test('a software list too long for the wire is cut, its total kept, its hash that of what leaves', () => {
  const long = software(10_000, 7);
  const fitted = fitReading(long);
  if (fitted.section !== 'software') throw new Error('another section');
  expect(fitted.facts.total).toBe(10_000);
  expect(fitted.facts.packages?.length).toBeGreaterThan(500);
  expect(fitted.facts.packages?.length).toBeLessThan(10_000);
  expect(fitted.hash).not.toBe(hash);
  expect(fitReading(long)).toEqual(fitted);
});
