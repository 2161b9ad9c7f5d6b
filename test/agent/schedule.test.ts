import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayMs,
  dueSections,
  isMarkerDue,
  isNewDay,
  type ReportingMemory,
  seedOf,
} from '../../agent/schedule.ts';
import { type Section, sections } from '../../shared/domain/reading.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 8, 7, 1);

function readAt(at: number): ReportingMemory {
  return { sections: Object.fromEntries(sections.map((section) => [section, { collectedAt: at }])) };
}

/** As on every platform but Windows. */
const noBatch = { sections: new Set<Section>(), startedAt: start, isWaiting: false };

const due = (memory: ReportingMemory, now: number, isStart = false, seed = 1): Section[] =>
  dueSections(memory, { now, isStart, seed, batch: noBatch });

test('what was never read is read', () => {
  expect(due({ sections: {} }, start)).toEqual([...sections]);
});

test('the heartbeat goes with every tick; each section comes back within a fifth of its interval', () => {
  const memory = readAt(start);
  expect(due(memory, start + 60_000)).toEqual(['usage']);
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      expect(due(memory, start + 0.79 * hourMs, false, seed)).toEqual(['usage']);
      expect(due(memory, start + 1.21 * hourMs, false, seed)).toEqual(['usage', 'network']);
      expect(due(memory, start + 1.21 * dayMs, false, seed)).toEqual([...sections]);
    }),
  );
});

test('forty machines do not read their packages in the same hour', () => {
  const memory = readAt(start);
  const isReading = (seed: number): boolean => due(memory, start + dayMs, false, seed).includes('software');
  const seeds = Array.from({ length: 40 }, (_, n) =>
    seedOf(`d-aaaaaaaaaaaaaa${String.fromCharCode(97 + (n % 26))}${n}`),
  );
  const reading = seeds.filter(isReading).length;
  expect(reading).toBeGreaterThan(8);
  expect(reading).toBeLessThan(32);
});

describe('at a start', () => {
  test('everything is read again', () => {
    expect(due(readAt(start), start + 16 * 60_000, true)).toEqual([...sections]);
  });

  test('but not what was read a moment ago', () => {
    expect(due(readAt(start), start + 14 * 60_000, true)).toEqual(['usage']);
  });
});

test('a clock that was set back does not stop the reading', () => {
  expect(due(readAt(start), start - 30 * dayMs)).toEqual([...sections]);
  expect(isMarkerDue({ sections: {}, markedAt: start }, start - dayMs)).toBe(true);
});

test('the marker is due once a day', () => {
  expect(isMarkerDue({ sections: {} }, start)).toBe(true);
  expect(isMarkerDue({ sections: {}, markedAt: start }, start + dayMs - 1)).toBe(false);
  expect(isMarkerDue({ sections: {}, markedAt: start }, start + dayMs)).toBe(true);
});

test('a new day begins at the machine’s midnight, whichever way the clock was set', () => {
  const morning = new Date(2026, 8, 7, 0, 5).getTime();
  expect(isNewDay({ sections: {} }, morning)).toBe(true);
  expect(isNewDay(readAt(morning), morning + 23 * hourMs)).toBe(false);
  expect(isNewDay(readAt(morning), morning + 24 * hourMs)).toBe(true);
  expect(isNewDay(readAt(morning), morning - hourMs)).toBe(true);
});
