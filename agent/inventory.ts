import type { Section } from '../shared/domain/reading.ts';
import type { Log } from '../shared/runtime/log.ts';
import { type CollectDependencies, type Collection, collect } from './collect.ts';
import { createWindowsBatch } from './collectors/windows/batch.ts';
import { windowsQueries } from './collectors/windows/queries.ts';
import type { ReporterDeps } from './reporter.ts';
import { batchDelayMs, seedOf } from './schedule.ts';

/** What an agent that goes on measures, tick after tick. */
export type Inventory = Pick<ReporterDeps, 'batch'> & {
  readonly collect: (due: readonly Section[]) => Promise<Collection>;
  /** Ends the child that is asking. */
  readonly stop: () => void;
};

/** @param machine `isAtOnce`: somebody waits for it, so that it does not wait for its turn among its neighbours */
export function createInventory(
  deps: Omit<CollectDependencies, 'batch'> & { readonly log: Log },
  machine: { readonly deviceId: string; readonly isAtOnce: boolean },
): Inventory {
  const { host, log } = deps;
  const batch = createWindowsBatch(deps, windowsQueries);
  const stopping = new AbortController();
  const asked = host.platform === 'windows' ? windowsQueries.flatMap(({ sections }) => sections) : [];
  const waitMs = machine.isAtOnce ? 0 : batchDelayMs(host.facts().uptimeSeconds, seedOf(machine.deviceId));
  return {
    batch: { sections: new Set(asked), waitMs },
    collect: async (due) => {
      const collection = await collect({ ...deps, batch }, due, stopping.signal);
      for (const [section, detail] of Object.entries(collection.details)) {
        log.info({ section, detail }, 'not measured');
      }
      if (collection.batchDetail !== undefined) log.info({ detail: collection.batchDetail }, 'not answered');
      return collection;
    },
    stop: () => stopping.abort(),
  };
}
