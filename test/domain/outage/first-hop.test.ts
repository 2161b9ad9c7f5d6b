import { expect, test } from 'vitest';
import type { LineRun } from '../../../shared/domain/outage/evidence.ts';
import { judgeSchool } from '../../../shared/domain/outage/judge-school.ts';
import { checks, context, machine, school, session } from './machines.ts';

/** The evidence for the one incident of a school whose prober looked along its line and found the first hop so. */
function evidenceWith(...found: readonly LineRun['firstHop'][]): Record<string, number | null> {
  const failing = found.map((firstHop, index): LineRun => {
    return { ...checks(30 + 5 * index, 34 + 5 * index, 'line'), firstHop };
  });
  const end = 30 + 5 * found.length;
  const prober = machine('prober', [session(0, 29), session(end, end + 20)], {
    runs: [checks(1, 29, 'fine'), ...failing, checks(end, end + 20, 'fine')],
  });
  const [outage, ...others] = judgeSchool(school([prober]), context(end + 20));
  expect(others).toEqual([]);
  expect(outage).toMatchObject({ cause: 'line', scope: { kind: 'line', id: 'L1' } });
  return Object.fromEntries(outage?.evidence.map(({ code, count }) => [code, count]) ?? []);
}

test('a first hop that answers while nothing beyond it does puts the fault behind it', () => {
  expect(evidenceWith('ok', 'ok')).toMatchObject({ 'first-hop-reachable': 1 });
  expect(evidenceWith('ok')).not.toHaveProperty('first-hop-unreachable');
});

test('a first hop that never answers puts the fault before it', () => {
  expect(evidenceWith('bad', 'bad')).toMatchObject({ 'first-hop-unreachable': 1 });
  expect(evidenceWith('bad')).not.toHaveProperty('first-hop-reachable');
});

test('one answer is enough to know that it was within reach', () => {
  const evidence = evidenceWith('bad', 'ok');
  expect(evidence).toHaveProperty('first-hop-reachable', 1);
  expect(evidence).not.toHaveProperty('first-hop-unreachable');
});

test('where nobody could ask it, nothing is said', () => {
  expect(Object.keys(evidenceWith('unknown')).filter((code) => code.startsWith('first-hop'))).toEqual([]);
});
