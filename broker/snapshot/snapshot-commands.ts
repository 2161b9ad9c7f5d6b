import { err } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Handlers } from '../query/handler.ts';
import type { Store } from '../store/store.ts';
import { createPlanningAnswer } from './planning-answer.ts';

export type SnapshotDeps = { readonly fleet: Fleet; readonly store: Store; readonly clock: Clock };
export type SnapshotKindOfQuery =
  | 'planning'
  | 'snapshotCreate'
  | 'snapshotList'
  | 'snapshotShow'
  | 'snapshotConfirm'
  | 'snapshotClose'
  | 'scenarioSave'
  | 'scenarioList'
  | 'scenarioRemove'
  | 'exportRecord'
  | 'exportFind';

/** Frozen pictures, what schools say to them, named scenarios, and the register of files that left the house. */
export function createSnapshotCommands(deps: SnapshotDeps): Pick<Handlers, SnapshotKindOfQuery> {
  const refuse = () => Promise.resolve(err(appError('SD-INTERNAL', { reason: 'snapshot' })));
  return {
    planning: createPlanningAnswer(deps),
    snapshotCreate: refuse,
    snapshotList: refuse,
    snapshotShow: refuse,
    snapshotConfirm: refuse,
    snapshotClose: refuse,
    scenarioSave: refuse,
    scenarioList: refuse,
    scenarioRemove: refuse,
    exportRecord: refuse,
    exportFind: refuse,
  };
}
