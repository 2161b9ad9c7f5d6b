import { type AppError, appError } from '../../shared/runtime/app-error.ts';

/** Why a TCP port could not be opened, as the operator reads it; anything but a system error is a bug and is thrown again. */
export function listenError(cause: unknown, port: number): AppError {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') throw cause;
  if (cause.code === 'EADDRINUSE') return appError('SD-PORT-TAKEN', { port: String(port) });
  return appError('SD-PORT-UNUSABLE', { port: String(port), reason: cause.code });
}
