import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRoster } from '../../broker/roster/parse.ts';
import { createArea, rosterCsv } from './simulator/area.ts';
import { createMachines } from './simulator/machine.ts';
import { createDraw } from './simulator/random.ts';

const seed = 20_261_122;

describe('the synthetic area', () => {
  test('is the same for the same seed, byte for byte, and another for another', () => {
    expect(rosterCsv(createArea(seed, 75))).toBe(rosterCsv(createArea(seed, 75)));
    expect(rosterCsv(createArea(seed + 1, 75))).not.toBe(rosterCsv(createArea(seed, 75)));
  });

  test('keeps the mix of school types, and every school has a code of its own', () => {
    const area = createArea(seed, 75);
    const mix = Object.groupBy(area, ({ type }) => type);
    expect(Object.entries(mix).map(([type, schools]) => [type, schools?.length])).toEqual([
      ...[
        ['MN', 20],
        ['TH', 24],
        ['THCS', 19],
        ['TH&THCS', 6],
        ['THPT', 5],
        ['GDTX', 1],
      ],
    ]);
    expect(new Set(area.map(({ code }) => code)).size).toBe(75);
    expect(area.filter(({ code }) => code.startsWith('0')).length).toBeGreaterThan(5);
  });

  test('writes a roster that the broker takes without a word', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.integer({ min: 1, max: 60 }),
        (anySeed, schools) => {
          const area = createArea(anySeed, schools);
          const { rows, problems } = parseRoster(rosterCsv(area));
          expect(problems).toEqual([]);
          expect(rows).toHaveLength(area.reduce((sum, { levels }) => sum + levels.length, 0));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('has machines whose facts do not depend on who else joins', () => {
    const [, , , school] = createArea(seed, 12);
    if (school === undefined) throw new Error('no school');
    const all = createMachines(createDraw(seed), school, 0);
    const fewer = createMachines(createDraw(seed), { ...school, rooms: school.rooms.slice(0, 1) }, 0);
    expect(fewer.length).toBeGreaterThan(0);
    expect(all.slice(0, fewer.length).map(({ readings }) => readings)).toEqual(
      fewer.map(({ readings }) => readings),
    );
  });
});
