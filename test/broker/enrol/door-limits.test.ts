import pino from 'pino';
import { expect, test } from 'vitest';
import { createGuard, maxProofsWaiting } from '../../../broker/enrol/door-limits.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { appError } from '../../../shared/runtime/app-error.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

test('proofs are looked at one by one, with the others of the broker in between; too many are told to wait', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const guard = createGuard({ clock: createManualClock(0), log: pino({ level: 'silent' }), store });
  let [running, most, proven, turns] = [0, 0, 0, 0];
  const ask = (isGenuine: boolean) =>
    guard(
      { network: '192.0.2.1' },
      'somebody',
      async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        proven += 1;
        return isGenuine ? ok({ subject: 'd' }) : err(appError('SD-JOIN-PROOF-INVALID'));
      },
      () => Promise.resolve(ok('done')),
    );
  const others = setInterval(() => {
    turns += 1;
  });
  const crowd = Array.from({ length: maxProofsWaiting - 1 }, () => ask(false));
  const honest = ask(true);
  expect(await ask(true)).toMatchObject({ ok: false, error: { code: 'SD-JOIN-BUSY' } });
  expect(proven).toBeLessThan(maxProofsWaiting);
  expect(await honest).toEqual(ok('done'));
  await Promise.all(crowd);
  clearInterval(others);
  expect([most, proven]).toEqual([1, maxProofsWaiting]);
  expect(turns).toBeGreaterThan(0);
  expect(await ask(true)).toEqual(ok('done'));
});
