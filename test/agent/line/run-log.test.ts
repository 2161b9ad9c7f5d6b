import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LineState } from '../../../agent/line/line-state.ts';
import { createRunLog, maxRuns } from '../../../agent/line/run-log.ts';
import { lineSample } from '../../../shared/contract/line-facts.ts';

const reach = fc.constantFrom('ok', 'bad', 'unknown');
const state: fc.Arbitrary<LineState> = fc.record(
  {
    ...{ gateway: reach, firstHop: reach, broker: reach, internet: reach, dns: reach },
    quality: fc.constantFrom('good', 'bad', 'unknown'),
    publicAddress: fc.constantFrom('203.0.113.7', '198.51.100.9'),
  },
  { requiredKeys: ['gateway', 'firstHop', 'broker', 'internet', 'dns', 'quality'] },
) as fc.Arbitrary<LineState>;

/** Checks in whole seconds, few states so that runs form, and some gaps. */
const checks = fc
  .uniqueArray(state, { minLength: 1, maxLength: 3, selector: (each) => JSON.stringify(each) })
  .chain((states) =>
    fc.array(
      fc.record({
        after: fc.integer({ min: 1, max: 60 }),
        state: fc.constantFrom(...states),
        isContinued: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  );

test('property: every check is found again in the log, at its moment and as it came out', () => {
  fc.assert(
    fc.property(checks, (given) => {
      const log = createRunLog();
      let atUp = 100;
      const all = given.map((each) => {
        atUp += each.after;
        log.add(atUp, each.state, each.isContinued);
        return { atUp, state: each.state };
      });
      const runs = log.take(atUp);
      expect(lineSample.safeParse({ seconds: 0, log: runs }).success).toBe(true);
      for (const check of all) {
        const ago = atUp - check.atUp;
        const covering = runs.filter(({ fromAgo, toAgo }) => fromAgo >= ago && toAgo <= ago);
        expect(covering).toHaveLength(1);
        expect(covering[0]).toMatchObject(check.state);
      }
      expect(runs.reduce((sum, run) => sum + run.checks, 0)).toBe(all.length);
    }),
  );
});

test('property: runs are in order and apart, and with the steps between them they fill the time from first check to last', () => {
  fc.assert(
    fc.property(checks, (given) => {
      const log = createRunLog();
      let atUp = 0;
      for (const each of given) {
        atUp += each.after;
        log.add(atUp, each.state, each.isContinued);
      }
      const runs = log.take(atUp);
      const spans = runs.reduce((sum, { fromAgo, toAgo }) => sum + (fromAgo - toAgo), 0);
      const steps = runs.slice(1).map((run, index) => (runs[index]?.toAgo ?? 0) - run.fromAgo);
      expect(steps.every((step) => step > 0)).toBe(true);
      expect(spans + steps.reduce((sum, step) => sum + step, 0)).toBe(atUp - (given[0]?.after ?? 0));
      // Neighbours that may belong together and are alike would be one.
      expect(runs.length).toBeLessThanOrEqual(given.length);
    }),
  );
});

const calm: LineState = {
  gateway: 'ok',
  firstHop: 'ok',
  broker: 'ok',
  internet: 'ok',
  dns: 'ok',
  quality: 'good',
};

test('an hour in which nothing happens is one run; a sleep parts it', () => {
  const log = createRunLog();
  for (let minute = 0; minute < 60; minute += 1) log.add(minute * 60, calm, minute > 0);
  log.add(9_000, calm, false);
  expect(log.take(9_060)).toEqual([
    { fromAgo: 9_060, toAgo: 5_520, checks: 60, ...calm },
    { fromAgo: 60, toAgo: 60, checks: 1, ...calm },
  ]);
  expect(log.take(9_060)).toEqual([]);
});

test('a line that flaps at each check fills the log and no more', () => {
  const log = createRunLog();
  for (let n = 0; n < 500; n += 1) log.add(n, { ...calm, dns: n % 2 === 0 ? 'ok' : 'bad' }, true);
  expect(log.isFull()).toBe(true);
  expect(log.take(500)).toHaveLength(maxRuns);
});
