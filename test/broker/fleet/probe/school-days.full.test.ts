import { expect, it } from 'vitest';
import { seededRandom } from '../../../../shared/domain/jitter.ts';
import { liveSchoolDays, noFaults } from './school-days.ts';

it('forty machines on one line have one prober, no two tests at once and no month over its budget over 1,000 school days', async () => {
  const { faults, ...lived } = await liveSchoolDays(1_000, { random: seededRandom(20_261_122), loss: 0.05 });
  expect(faults).toEqual(noFaults);
  expect(lived.handOvers).toBeGreaterThan(1_000);
  expect(lived.tests).toBeGreaterThan(200);
}, 300_000);
