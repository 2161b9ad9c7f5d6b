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
