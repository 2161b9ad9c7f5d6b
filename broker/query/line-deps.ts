import { err, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Rules } from '../fleet/standing.ts';
import type { Store } from '../store/store.ts';

/** What answers about lines stand on. */
export type LineQueryDeps = {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: Rules;
};

/** Of a question whose answer is still to be built. */
export function notYet(): Promise<Result<never, AppError>> {
  return Promise.resolve(err(appError('SD-USAGE', { reason: 'not available' })));
}
