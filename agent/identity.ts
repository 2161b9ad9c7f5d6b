import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { joinResponse } from '../shared/contract/enrol.ts';
import { fingerprint } from '../shared/contract/status.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../shared/runtime/app-error.ts';
import { unusablePart } from '../shared/runtime/key-pair.ts';
import { makePrivateFolder, writeSecretFile } from '../shared/runtime/secure-file.ts';
import { readJson } from './json-file.ts';

const pem = z.string().min(1).max(8192);

/** First 16 hex characters of the SHA-256 of the public key. */
const keyId = z.string().regex(/^[0-9a-f]{16}$/);

const identity = joinResponse
  .omit({ outcome: true, machineNumber: true, seats: true })
  .extend({ key: pem, keyId });
/** Who this machine is: what the broker answered to the join, and the key that never left. */
export type Identity = z.infer<typeof identity>;

const pendingKey = z.object({ keyPem: pem, csrPem: pem, keyId });
/** A key whose certificate has not come yet: posted again, it yields the same device. */
export type PendingKey = z.infer<typeof pendingKey>;

const pendingRenewal = pendingKey.extend({
  /** The key that it will replace, and the hardware that made it: in a copy of the disk it is nobody's. */
  ofKeyId: keyId,
  fingerprint,
});
/** A new key of a machine that has one already. */
export type PendingRenewal = z.infer<typeof pendingRenewal>;

/** The files of a state folder. */
export function stateFiles(folder: string) {
  return {
    identity: join(folder, 'identity.json'),
    pendingJoin: join(folder, 'pending-join.json'),
    pendingRenewal: join(folder, 'pending-renewal.json'),
    /** Left by `prepare-image` for the first start of each copy. */
    joinToken: join(folder, 'join-token'),
    bootNumber: join(folder, 'boot-number'),
    assignment: join(folder, 'assignment.json'),
    ticket: join(folder, 'tls-ticket'),
    alive: join(folder, 'alive'),
    outbox: join(folder, 'outbox.db'),
  };
}

/** The identity of this machine, or null when it has not joined. Errors: SD-STATE-DAMAGED, also when TLS could not use it. */
export function readIdentity(folder: string): Result<Identity | null, AppError> {
  const path = stateFiles(folder).identity;
  const read = readJson(path, identity);
  const field = read.ok && read.value !== null ? unusablePart(read.value) : null;
  return field === null ? read : err(appError('SD-STATE-DAMAGED', { path, field, reason: 'not-valid' }));
}

/** Writes the identity whole or not at all, 0600. */
export function writeIdentity(folder: string, value: Identity): Result<void, AppError> {
  return writeSecretFile(stateFiles(folder).identity, JSON.stringify(value));
}

/** The pending key of an interrupted join, if it can be read. */
export function readPendingJoin(folder: string): PendingKey | null {
  const read = readJson(stateFiles(folder).pendingJoin, pendingKey);
  return read.ok ? read.value : null;
}

export function writePendingJoin(folder: string, value: PendingKey): Result<void, AppError> {
  const made = makePrivateFolder(folder);
  return made.ok ? writeSecretFile(stateFiles(folder).pendingJoin, JSON.stringify(value)) : made;
}

export function removePendingJoin(folder: string): void {
  removeFile(stateFiles(folder).pendingJoin);
}

/** The new key of an interrupted renewal, if it can be read. */
export function readPendingRenewal(folder: string): PendingRenewal | null {
  const read = readJson(stateFiles(folder).pendingRenewal, pendingRenewal);
  return read.ok ? read.value : null;
}

export function writePendingRenewal(folder: string, value: PendingRenewal): Result<void, AppError> {
  return writeSecretFile(stateFiles(folder).pendingRenewal, JSON.stringify(value));
}

export function removePendingRenewal(folder: string): void {
  removeFile(stateFiles(folder).pendingRenewal);
}

/** Removes one file; that it is not there, or that the disk takes no writes, is fine. */
function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

/** Removes the identity first, then everything that belonged to it. The settings file stays. */
export function removeState(folder: string): Result<void, AppError> {
  const files = stateFiles(folder);
  const outbox = ['', '-wal', '-shm', '.damaged'].map((suffix) => files.outbox + suffix);
  const paths = [
    files.identity,
    files.pendingJoin,
    files.pendingRenewal,
    files.joinToken,
    files.bootNumber,
    files.assignment,
    files.ticket,
    files.alive,
    ...outbox,
  ];
  try {
    for (const path of paths) rmSync(path, { force: true });
    return ok(undefined);
  } catch (cause) {
    return err(fileError(cause, folder, 'write'));
  }
}

/**
 * Counts this start. Absent when the count was lost: it is then never begun anew, because a number that goes back tells
 * the broker of a frozen disk. On a disk that takes no writes the number stays, which is the same truth.
 */
export function nextBootNumber(folder: string): number | undefined {
  const path = stateFiles(folder).bootNumber;
  const last = readJson(path, z.int().min(0));
  if (!last.ok || last.value === null) return undefined;
  const next = last.value + 1;
  writeSecretFile(path, String(next));
  return next;
}

/** Begins the count of starts, when joining. */
export function beginBootNumber(folder: string): Result<void, AppError> {
  return writeSecretFile(stateFiles(folder).bootNumber, '0');
}
