import { expect, test } from 'vitest';
import { spendingNotes } from '../../console/rows/spending-notes.ts';
import { createText } from '../../shared/text/create-text.ts';
import { planSmall, smallSnapshot } from '../domain/allocation/small-province.ts';

test('an amount that cannot be counted and the share for repairs are named to the owner whom they concern', () => {
  const schools = [
    { code: 'S1', needed: 20, usable: 10, owner: 'A' },
    { code: 'S2', needed: 20, usable: 0, owner: 'B' },
  ];
  const plan = planSmall(smallSnapshot({ schools, prices: { 'student-pc': 2 ** 51 } }));
  const notesOf = (owner: string) => spendingNotes(plan, (line) => line.owner === owner, createText('en'));
  expect(notesOf('A')).toEqual([expect.stringContaining('5%'), expect.stringMatching(/S1: .*too large/)]);
  expect(notesOf('B')).toEqual([expect.stringMatching(/S2: .*too large/)]);
});
