import type { QueryBody, QueryKind, QueryParams } from '../shared/contract/query.ts';
import type { Result } from '../shared/domain/result.ts';
import { ok } from '../shared/domain/result.ts';
import type { AppError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Environment } from '../shared/runtime/config.ts';
import { createLog } from '../shared/runtime/log.ts';
import { openCore, silentNetwork } from './core.ts';
import { type OpenStore, openInstallation } from './installation.ts';
import { takeDataLock } from './store/sqlite/data-lock.ts';

/** A data folder that no broker runs on, opened for one command; the caller closes it. */
export type Offline = {
  readonly ask: <K extends QueryKind>(
    kind: K,
    params: QueryParams<K>,
  ) => Promise<Result<readonly QueryBody<K>[], AppError>>;
  readonly close: () => Promise<void>;
};

/** Takes the folder's lock and builds the broker without its network: the same handlers as online. */
export async function openOffline(
  deps: { readonly openStore: OpenStore; readonly clock: Clock; readonly env: Environment },
  dataFolder: string,
): Promise<Result<Offline, AppError>> {
  const lock = takeDataLock(dataFolder);
  if (!lock.ok) return lock;
  const opened = await openInstallation(deps, dataFolder);
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  // Only what must not happen is worth a line beside the command's own output.
  const log = createLog('broker', 'error');
  const core = await openCore({ clock: deps.clock, log, network: silentNetwork }, opened.value);
  return ok({
    ask: async (kind, params) => {
      const answer = await core.dispatch(core.local(), kind, params);
      // Dispatch answers a kind in its own body type, which its general signature cannot say.
      return answer as Result<readonly QueryBody<typeof kind>[], AppError>;
    },
    close: async () => {
      await core.close();
      opened.value.store.close();
      lock.value.release();
    },
  });
}
