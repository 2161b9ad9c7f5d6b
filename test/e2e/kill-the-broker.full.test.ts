import { expect, test } from 'vitest';
import { killTheBroker } from './kill-the-broker.ts';

test('acknowledged means stored: kill -9 of the broker under load, 5 times', {
  timeout: 300_000,
}, async () => {
  const outcome = await killTheBroker(5);
  expect(outcome).toMatchObject({ lost: [], doubled: [], integrity: 'ok' });
  expect(outcome.acknowledged).toBeGreaterThan(20 * 5);
  expect(outcome.stored).toBeGreaterThanOrEqual(outcome.acknowledged);
});
