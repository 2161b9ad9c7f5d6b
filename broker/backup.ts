import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { makePrivateFolder, writeSecretFile } from '../shared/runtime/secure-file.ts';
import { version } from '../shared/runtime/version.ts';
import {
  adminProfileFile,
  backupFiles,
  type CopiedFile,
  databaseFile,
  measureFile,
  writeManifest,
} from './backup-manifest.ts';
import type { Store } from './store/store.ts';
import { storeError } from './store/store-error.ts';

/**
 * Copies an installation into a new folder (0700, files 0600): database, authority, settings, the administrator's profile;
 * or the authority and the settings alone. Whole or not at all: it is made beside its place and renamed. An existing folder
 * is SD-FOLDER-NOT-EMPTY.
 */
export type Backup = (
  folder: string,
  options: { readonly authorityOnly: boolean },
) => Promise<Result<{ readonly sizeBytes: number }, AppError>>;

export function createBackup(
  deps: { readonly store: Pick<Store, 'copyTo'>; readonly clock: Clock },
  dataFolder: string,
): Backup {
  return async (folder, { authorityOnly }) => {
    if (existsSync(folder)) return err(appError('SD-FOLDER-NOT-EMPTY', { path: folder }));
    const unfinished = `${folder}.unfinished`;
    const made = await copyInto(deps, dataFolder, unfinished, authorityOnly);
    if (made.ok) {
      try {
        renameSync(unfinished, folder);
        return made;
      } catch (cause) {
        remove(unfinished);
        return err(fileError(cause, folder, 'write'));
      }
    }
    remove(unfinished);
    return made;
  };
}

async function copyInto(
  { store, clock }: { readonly store: Pick<Store, 'copyTo'>; readonly clock: Clock },
  dataFolder: string,
  folder: string,
  authorityOnly: boolean,
): Promise<Result<{ readonly sizeBytes: number }, AppError>> {
  // What a killed run left there is no backup.
  remove(folder);
  const made = makePrivateFolder(join(folder, 'authority'));
  if (!made.ok) return made;
  const left = authorityOnly ? [databaseFile, adminProfileFile] : [];
  const paths = backupFiles.filter((path) => !left.includes(path) && existsSync(join(dataFolder, path)));
  const files: CopiedFile[] = [];
  const createdAt = clock.now();
  for (const path of paths) {
    const copied = await copyOne(store, dataFolder, folder, path);
    if (!copied.ok) return copied;
    files.push(copied.value);
  }
  const contents = authorityOnly ? 'authority' : 'installation';
  const written = writeManifest(folder, { version, createdAt, contents, files });
  return written.ok ? ok({ sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) }) : written;
}

async function copyOne(
  store: Pick<Store, 'copyTo'>,
  dataFolder: string,
  folder: string,
  path: string,
): Promise<Result<CopiedFile, AppError>> {
  const target = join(folder, path);
  try {
    if (path === databaseFile) await store.copyTo(target);
    else {
      const written = writeSecretFile(target, readFileSync(join(dataFolder, path)));
      if (!written.ok) return written;
    }
    return ok(await measureFile(folder, path));
  } catch (cause) {
    return err(storeError(cause, target) ?? fileError(cause, target, 'write'));
  }
}

/** What cannot be removed may not have been writable either; the first failure is the one to tell. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {}
}
