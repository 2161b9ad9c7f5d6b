import { existsSync } from 'node:fs';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Environment } from '../shared/runtime/config.ts';
import { type BrokerSettings, dataPaths, readSettings } from './config.ts';
import { type Authority, createAuthority } from './enrol/authority.ts';
import { authorityFolder, readAuthorityFolder } from './enrol/authority-folder.ts';
import { authoritySetting, nextAuthoritySetting } from './enrol/rollover.ts';
import type { Store } from './store/store.ts';

/** Opens the store at a path; the adapter is chosen in main. */
export type OpenStore = (path: string) => Result<Store, AppError>;

/** A data folder, opened: the caller holds its lock and closes the store. */
export type Installation = {
  readonly folder: string;
  readonly settings: BrokerSettings;
  readonly authority: Authority;
  readonly store: Store;
};

/** Opens what `init` made; a missing part is SD-NOT-INITIALISED, parts of two installations are SD-AUTHORITY-BROKEN. */
export async function openInstallation(
  deps: { readonly openStore: OpenStore; readonly clock: Clock; readonly env: Environment },
  dataFolder: string,
): Promise<Result<Installation, AppError>> {
  const settings = readSettings(dataFolder, deps.env);
  if (!settings.ok) return settings;
  const files = await readAuthorityFolder(dataFolder);
  if (!files.ok) return files;
  const { database } = dataPaths(dataFolder);
  if (!existsSync(database)) {
    return err(appError('SD-NOT-INITIALISED', { path: dataFolder, reason: 'schooldrum.db' }));
  }
  const opened = deps.openStore(database);
  if (!opened.ok) return opened;
  const store = opened.value;
  if (!(await isTied(store, files.value.signer.caSha256))) {
    store.close();
    return err(
      appError('SD-AUTHORITY-BROKEN', { path: authorityFolder(dataFolder), reason: 'schooldrum.db' }),
    );
  }
  const authority = createAuthority(deps, files.value);
  return ok({ folder: dataFolder, settings: settings.value, authority, store });
}

/** Whether a database belongs to an authority: its own, or the next one that has just taken its place. */
export async function isTied(store: Pick<Store, 'setting'>, caSha256: string): Promise<boolean> {
  return (
    (await store.setting(authoritySetting)) === caSha256 ||
    (await store.setting(nextAuthoritySetting)) === caSha256
  );
}
