import type { StoreFailure } from '../report-port.ts';

/** Primary result codes that another moment may change (https://sqlite.org/rescode.html). */
const transientCodes = new Set([
  5, // BUSY
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL
]);

/** Reads an exception of node:sqlite; anything else is a bug and is thrown again. */
export function storeFailure(cause: unknown): StoreFailure {
  if (!(cause instanceof Error) || !('errcode' in cause) || typeof cause.errcode !== 'number') throw cause;
  const kind = transientCodes.has(cause.errcode & 0xff) ? 'transient' : 'permanent';
  return { kind, reason: cause.message };
}
