import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../shared/runtime/app-error.ts';
import { makePrivateFolder } from '../shared/runtime/secure-file.ts';
import { type Manifest, measureFile, readManifest } from './backup-manifest.ts';
import { readAuthorityFolder } from './enrol/authority-folder.ts';
import { openInstallation } from './installation.ts';

/**
 * Makes a data folder of a backup: into a folder that is not there, or is empty. Every file is compared with the manifest,
 * and the whole opened once before it takes its place. A damaged file is SD-BACKUP-DAMAGED naming it; a backup that a newer
 * program wrote SD-BACKUP-NEWER or SD-STORE-NEWER.
 */
export async function restore(
  deps: Parameters<typeof openInstallation>[0],
  backupFolder: string,
  dataFolder: string,
): Promise<Result<Manifest, AppError>> {
  const manifest = readManifest(backupFolder);
  if (!manifest.ok) return manifest;
  if (!isFree(dataFolder)) return err(appError('SD-FOLDER-NOT-EMPTY', { path: dataFolder }));
  const unfinished = `${dataFolder}.unfinished`;
  const done = await restoreInto(deps, backupFolder, unfinished, manifest.value);
  if (!done.ok) {
    remove(unfinished);
    return done;
  }
  try {
    // Renaming onto an empty folder works everywhere but on Windows.
    if (existsSync(dataFolder)) rmdirSync(dataFolder);
    renameSync(unfinished, dataFolder);
    return manifest;
  } catch (cause) {
    remove(unfinished);
    return err(fileError(cause, dataFolder, 'write'));
  }
}

async function restoreInto(
  deps: Parameters<typeof openInstallation>[0],
  backupFolder: string,
  folder: string,
  { files, contents }: Manifest,
): Promise<Result<void, AppError>> {
  remove(folder);
  const made = makePrivateFolder(folder);
  if (!made.ok) return made;
  for (const file of files) {
    const copied = await copyChecked(backupFolder, folder, file);
    if (!copied.ok) return copied;
  }
  if (contents === 'authority') {
    const read = await readAuthorityFolder(folder);
    return read.ok ? ok(undefined) : read;
  }
  const opened = await openInstallation(deps, folder);
  if (!opened.ok) return opened;
  opened.value.store.close();
  return ok(undefined);
}

async function copyChecked(
  backupFolder: string,
  folder: string,
  { path, sha256 }: Manifest['files'][number],
): Promise<Result<void, AppError>> {
  const target = join(folder, path);
  const made = makePrivateFolder(dirname(target));
  if (!made.ok) return made;
  try {
    copyFileSync(join(backupFolder, path), target);
    chmodSync(target, 0o600);
    // Of the copy: what was read once may be read differently the second time, and this is what will be worked with.
    const copy = await measureFile(folder, path);
    return copy.sha256 === sha256
      ? ok(undefined)
      : err(appError('SD-BACKUP-DAMAGED', { path: backupFolder, file: path }));
  } catch (cause) {
    const error = fileError(cause, target, 'write');
    const isAbsent = error.values.reason === 'ENOENT';
    return err(isAbsent ? appError('SD-BACKUP-DAMAGED', { path: backupFolder, file: path }) : error);
  }
}

function isFree(folder: string): boolean {
  if (!existsSync(folder)) return true;
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {}
}
