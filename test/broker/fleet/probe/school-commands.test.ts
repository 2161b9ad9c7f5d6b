import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shippedProbing } from '../../../../shared/data/probing.ts';
import { seededRandom } from '../../../../shared/domain/jitter.ts';
import { schoolCommands } from './school-commands.ts';
import { openSchoolWorld } from './school-world.ts';

const machines = 4;
const shipped = shippedProbing();
/** More tests than the bytes of a month hold, were all of them dear: bytes and number both decide. */
const probing = { ...shipped, tests: { ...shipped.tests, testsPerMonth: 7 } };
/** The last minutes of January 2027 in Vietnam, or a Saturday. */
const starts = [Date.UTC(2027, 0, 31, 16, 50), Date.UTC(2027, 0, 31, 16, 59, 30), Date.UTC(2026, 9, 9, 17)];

it('whatever happens to a school, it has one prober where one can be, no two tests at once, and no month over its budget', async () => {
  let tests = 0;
  await fc.assert(
    fc.asyncProperty(
      schoolCommands(machines),
      fc.constantFrom(...starts),
      fc.nat(1_000_000),
      fc.boolean(),
      async (commands, startMs, seed, counts) => {
        // What a liar tells of a test that nobody counts, nobody knows.
        const told = { lies: counts ? 0.3 : 0, counts };
        const world = await openSchoolWorld({ random: seededRandom(seed), loss: 0, ...told, probing });
        world.setTime(startMs);
        for (let number = 1; number <= machines; number += 1)
          world.join(number, number === machines ? 'server' : 'student');
        world.machines.forEach(world.powerOn);
        const model = {
          rules: probing.tests,
          connected: new Set(world.machines.keys()),
          ...{ calmSince: startMs, isClockSet: false },
        };
        await fc.asyncModelRun(() => ({ model, real: world }), commands);
        tests += world.tests.length;
      },
    ),
    { numRuns: 150 },
  );
  expect(tests).toBeGreaterThan(150);
}, 120_000);
