import { expect, test } from 'vitest';
import { killTheBroker } from './kill-the-broker.ts';

test('acknowledged means stored: kill -9 of the broker under load, 20 times', {
  timeout: 300_000,
}, async () => {
  const outcome = await killTheBroker(20);
  expect(outcome).toMatchObject({ lost: [], doubled: [], integrity: 'ok' });
  expect(outcome.acknowledged).toBeGreaterThan(20 * 20);
  expect(outcome.stored).toBeGreaterThanOrEqual(outcome.acknowledged);
});
