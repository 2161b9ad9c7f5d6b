import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../shared/domain/jitter.ts';
import { liveSchoolDays, noFaults } from './school-days.ts';

describe('forty machines on one line', () => {
  it('have one prober and no two tests at once over 40 school days', async () => {
    const { faults, ...lived } = await liveSchoolDays(40, { random: seededRandom(1), loss: 0.05 });
    expect(faults).toEqual(noFaults);
    expect(lived.handOvers).toBeGreaterThan(40);
    expect(lived.tests).toBeGreaterThan(5);
  });
});
