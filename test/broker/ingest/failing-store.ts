import type { ReportBatch, ReportStore, StoreFailure } from '../../../broker/store/report-port.ts';
import { err } from '../../../shared/domain/result.ts';

/** A store whose saves fail as long as `failure` says so, with the batches that were tried. */
export type FailingStore = {
  readonly wrap: (store: ReportStore) => ReportStore;
  failure: ((batch: ReportBatch) => StoreFailure | null) | null;
  readonly tried: ReportBatch[];
};

export function createFailingStore(): FailingStore {
  const failing: FailingStore = {
    failure: null,
    tried: [],
    wrap: (store) => ({
      ...store,
      save: (batch) => {
        failing.tried.push(batch);
        const failure = failing.failure?.(batch) ?? null;
        return failure === null ? store.save(batch) : Promise.resolve(err(failure));
      },
    }),
  };
  return failing;
}
