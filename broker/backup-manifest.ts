import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { count, epochMs, text } from '../shared/contract/scalars.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../shared/runtime/app-error.ts';
import { writeSecretFile } from '../shared/runtime/secure-file.ts';
import { authorityFileNames } from './enrol/authority-folder.ts';

/** Format of a backup folder; a newer one is not guessed at. */
const backupVersion = 1;
const manifestFile = 'manifest.json';
const maxManifestBytes = 64 * 1024;

export const databaseFile = 'schooldrum.db';
const settingsFile = 'broker.toml';
export const adminProfileFile = 'admin.profile.json';

/** Every file that a backup may hold, by its path in it and in a data folder. */
export const backupFiles: readonly string[] = [
  databaseFile,
  settingsFile,
  adminProfileFile,
  ...authorityFileNames.map((name) => `authority/${name}`),
];

const copiedFile = z.object({
  path: z.enum(backupFiles),
  sizeBytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type CopiedFile = z.infer<typeof copiedFile>;

/** What a backup folder says of itself; written last, so that a folder without one is no backup. */
const manifest = z.object({
  kind: z.literal('schooldrum-backup'),
  v: z.literal(backupVersion),
  /** The program that wrote it. */
  version: text(32),
  createdAt: epochMs,
  contents: z.enum(['installation', 'authority']),
  files: z.array(copiedFile).min(1).max(backupFiles.length),
});
export type Manifest = z.infer<typeof manifest>;

export function writeManifest(folder: string, content: Omit<Manifest, 'kind' | 'v'>): Result<void, AppError> {
  const whole: Manifest = { kind: 'schooldrum-backup', v: backupVersion, ...content };
  return writeSecretFile(join(folder, manifestFile), `${JSON.stringify(whole, null, 2)}\n`);
}

/** Reads the manifest of a backup folder: SD-BACKUP-INVALID for anything else, SD-BACKUP-NEWER for a later format. */
export function readManifest(folder: string): Result<Manifest, AppError> {
  const path = join(folder, manifestFile);
  const invalid = (reason: string): Result<never, AppError> =>
    err(appError('SD-BACKUP-INVALID', { path: folder, reason }));
  let json: unknown;
  try {
    const content = readFileSync(path);
    if (content.length > maxManifestBytes) return invalid(manifestFile);
    json = JSON.parse(content.toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) return invalid(manifestFile);
    const error = fileError(cause, path, 'read');
    const isAbsent = error.values.reason === 'ENOENT' || error.values.reason === 'ENOTDIR';
    return isAbsent ? invalid(manifestFile) : err(error);
  }
  const head = z
    .object({ kind: z.literal('schooldrum-backup'), v: z.int(), version: text(32) })
    .safeParse(json);
  if (head.success && head.data.v > backupVersion) {
    return err(appError('SD-BACKUP-NEWER', { path: folder, version: head.data.version }));
  }
  const checked = manifest.safeParse(json);
  if (!checked.success) return invalid(`${manifestFile}: ${checked.error.issues[0]?.path.join('.') ?? ''}`);
  return ok(checked.data);
}

/** Size and SHA-256 of a file, read as a stream: the database has gigabytes. Throws what the file system throws. */
export async function measureFile(folder: string, path: string): Promise<CopiedFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(join(folder, path))) {
    sizeBytes += chunk.length;
    hash.update(chunk);
  }
  return { path, sizeBytes, sha256: hash.digest('hex') };
}
