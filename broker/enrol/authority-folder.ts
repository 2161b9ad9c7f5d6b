import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../../shared/runtime/app-error.ts';
import { makePrivateFolder, writeSecretFile } from '../../shared/runtime/secure-file.ts';
import { createCa, issueServer, loadSigner, type Signer } from './issue.ts';

const caFile = 'ca.pem';
const caKeyFile = 'ca.key';
/** Key and certificate in one file, so that they change together. */
const serverFile = 'server.pem';
/** Key and certificate of the next CA while the authority changes. */
const nextFile = 'next.pem';
/** The same file after the change was called off, until nobody holds a certificate of that CA. */
const leavingFile = 'leaving.pem';
const fingerprintKeyFile = 'fingerprint.key';
/** Every file that a folder may hold. */
export const authorityFileNames: readonly string[] = [
  caFile,
  caKeyFile,
  serverFile,
  fingerprintKeyFile,
  nextFile,
  leavingFile,
];
const fingerprintKeyPattern = /^[A-Za-z0-9_-]{43}$/;

/** What the installation's authority holds, read from DATA/authority and checked to belong together. */
export type AuthorityFiles = {
  /** The CA of the server certificate. */
  readonly signer: Signer;
  /** The CA that comes after it; null while the authority does not change. */
  readonly next: Signer | null;
  /** A next CA that was called off: it issues nothing more. */
  readonly leaving: Signer | null;
  readonly server: { readonly keyPem: string; readonly certificatePem: string };
  /** Key under which hardware identifiers are hashed, base64url of 32 bytes. */
  readonly fingerprintKey: string;
};

export function authorityFolder(dataFolder: string): string {
  return join(dataFolder, 'authority');
}

/**
 * Makes DATA/authority (0700, files 0600) whole or not at all: written beside its place, then renamed.
 * The folder must not exist.
 */
export async function createAuthorityFolder(
  dataFolder: string,
  hosts: readonly string[],
): Promise<Result<void, AppError>> {
  const { caPem, keyPem } = await createCa();
  const server = await issueServer(await loadSigner(caPem, keyPem), hosts);
  const folder = authorityFolder(dataFolder);
  const unfinished = `${folder}.new`;
  const files: readonly (readonly [string, string])[] = [
    [caFile, caPem],
    [caKeyFile, keyPem],
    [serverFile, server.keyPem + server.certificatePem],
    [fingerprintKeyFile, `${randomBytes(32).toString('base64url')}\n`],
  ];
  try {
    rmSync(unfinished, { recursive: true, force: true });
  } catch (cause) {
    return err(fileError(cause, unfinished, 'write'));
  }
  const made = makePrivateFolder(unfinished);
  if (!made.ok) return made;
  for (const [name, content] of files) {
    const written = writeSecretFile(join(unfinished, name), content);
    if (!written.ok) return written;
  }
  try {
    renameSync(unfinished, folder);
    return ok(undefined);
  } catch (cause) {
    return err(fileError(cause, folder, 'write'));
  }
}

/**
 * Reads DATA/authority; a missing or foreign file is SD-AUTHORITY-BROKEN naming it, a missing folder SD-NOT-INITIALISED.
 * A server certificate of the next CA means that the change was finished: then the next CA is the only one, and what is
 * left of the one before is for {@link tidyAuthority}.
 */
export async function readAuthorityFolder(dataFolder: string): Promise<Result<AuthorityFiles, AppError>> {
  const folder = authorityFolder(dataFolder);
  if (!existsSync(folder)) {
    return err(appError('SD-NOT-INITIALISED', { path: dataFolder, reason: 'authority' }));
  }
  const broken = (reason: string): Result<never, AppError> =>
    err(appError('SD-AUTHORITY-BROKEN', { path: folder, reason }));
  const read = readContents(folder);
  if (!read.ok) return read;
  const content = (name: string): string => read.value.get(name) ?? '';
  const fingerprintKey = content(fingerprintKeyFile).trim();
  if (!fingerprintKeyPattern.test(fingerprintKey)) return broken(fingerprintKeyFile);
  const next = await loadPair(read.value.get(nextFile));
  const leaving = await loadPair(read.value.get(leavingFile));
  if (next === 'broken' || leaving === 'broken') return broken(`${nextFile}, ${leavingFile}`);
  const finished = next === null ? null : readServer(content(serverFile), next.caPem);
  if (finished !== null && next !== null) {
    return ok({ signer: next, next: null, leaving: null, server: finished, fingerprintKey });
  }
  const signer = await loadSigner(content(caFile), content(caKeyFile)).catch(() => null);
  if (signer === null) return broken(`${caFile}, ${caKeyFile}`);
  const server = readServer(content(serverFile), signer.caPem);
  if (server === null) return broken(serverFile);
  return ok({ signer, next, leaving, server, fingerprintKey });
}

/** The texts of the folder's files by name; those of a change may be absent, nothing else. */
function readContents(folder: string): Result<ReadonlyMap<string, string>, AppError> {
  const contents = new Map<string, string>();
  for (const name of authorityFileNames) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      if (name === nextFile || name === leavingFile) continue;
      return err(appError('SD-AUTHORITY-BROKEN', { path: folder, reason: name }));
    }
    try {
      contents.set(name, readFileSync(path, 'utf8'));
    } catch (cause) {
      return err(fileError(cause, path, 'read'));
    }
  }
  return ok(contents);
}

/**
 * Makes the next CA, beside the one in use.
 * @param announce called with the SHA-256 of its certificate before anything is written
 */
export async function addNextAuthority(
  dataFolder: string,
  announce: (caSha256: string) => Promise<void>,
): Promise<Result<void, AppError>> {
  const { caPem, keyPem } = await createCa();
  await announce((await loadSigner(caPem, keyPem)).caSha256);
  return writeSecretFile(join(authorityFolder(dataFolder), nextFile), keyPem + caPem);
}

/** The next CA issues nothing more (`leaving`), or is the next one again (`next`). */
export function turnAuthority(dataFolder: string, to: 'leaving' | 'next'): Result<void, AppError> {
  const folder = authorityFolder(dataFolder);
  const [from, into] = to === 'leaving' ? [nextFile, leavingFile] : [leavingFile, nextFile];
  try {
    renameSync(join(folder, from), join(folder, into));
    return ok(undefined);
  } catch (cause) {
    return err(fileError(cause, join(folder, into), 'write'));
  }
}

/** Forgets the CA that was called off. */
export function dropLeavingAuthority(dataFolder: string): Result<void, AppError> {
  return removeFile(join(authorityFolder(dataFolder), leavingFile));
}

function removeFile(path: string): Result<void, AppError> {
  try {
    rmSync(path, { force: true });
    return ok(undefined);
  } catch (cause) {
    return err(fileError(cause, path, 'write'));
  }
}

/** Removes what a finished change left: the next CA takes the place of the one before. Interrupted, it is done again. */
export function tidyAuthority(dataFolder: string): Result<void, AppError> {
  const folder = authorityFolder(dataFolder);
  const read = readContents(folder);
  if (!read.ok) return read;
  const { keyPem, certificatePem } = splitPair(read.value.get(nextFile) ?? '');
  if (certificatePem === '' || readServer(read.value.get(serverFile) ?? '', certificatePem) === null) {
    return ok(undefined);
  }
  for (const [name, content] of [
    [caKeyFile, keyPem],
    [caFile, certificatePem],
  ] as const) {
    const written = writeSecretFile(join(folder, name), content);
    if (!written.ok) return written;
  }
  return removeFile(join(folder, nextFile));
}

/** Re-issues the server certificate alone, over a new key, for other hosts. */
export async function replaceServerCertificate(
  dataFolder: string,
  signer: Signer,
  hosts: readonly string[],
): Promise<Result<void, AppError>> {
  const server = await issueServer(signer, hosts);
  return writeSecretFile(
    join(authorityFolder(dataFolder), serverFile),
    server.keyPem + server.certificatePem,
  );
}

/** Key and certificate of the server, or null when they do not belong to each other and to the authority. */
function readServer(content: string, caPem: string): AuthorityFiles['server'] | null {
  const server = splitPair(content);
  try {
    const certificate = new X509Certificate(server.certificatePem);
    const isOurs = certificate.verify(createPublicKey(caPem));
    return isOurs && certificate.checkPrivateKey(createPrivateKey(server.keyPem)) ? server : null;
  } catch {
    return null;
  }
}

async function loadPair(content: string | undefined): Promise<Signer | null | 'broken'> {
  if (content === undefined) return null;
  const { certificatePem, keyPem } = splitPair(content);
  return await loadSigner(certificatePem, keyPem).catch(() => 'broken' as const);
}

/** A file that holds a key and then its certificate; the certificate is empty when there is none. */
function splitPair(content: string): { readonly keyPem: string; readonly certificatePem: string } {
  const at = content.indexOf('-----BEGIN CERTIFICATE-----');
  return at < 0
    ? { keyPem: content, certificatePem: '' }
    : { keyPem: content.slice(0, at), certificatePem: content.slice(at) };
}
