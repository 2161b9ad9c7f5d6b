import { agentErrors } from './errors/agent.ts';
import { brokerErrors } from './errors/broker.ts';
import { commonErrors } from './errors/common.ts';
import { consoleErrors } from './errors/console.ts';
import { lineErrors } from './errors/lines.ts';
import { planningErrors } from './errors/planning.ts';

/** The one catalogue: stable code → exit status. What happened and what to do stand in shared/text as `error.<code>` and `error.<code>.do`. */
export const errorCatalogue = {
  ...commonErrors,
  ...agentErrors,
  ...brokerErrors,
  ...consoleErrors,
  ...lineErrors,
  ...planningErrors,
} as const;
export type ErrorCode = keyof typeof errorCatalogue;

/** An expected failure that an operator reads. `values` fill the placeholders of the code's texts. */
export type AppError = { readonly code: ErrorCode; readonly values: Readonly<Record<string, string>> };

export function appError(code: ErrorCode, values: Readonly<Record<string, string>> = {}): AppError {
  return { code, values };
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** Exit status of the process that ends with this error: 64 or more. */
export function exitStatus(error: AppError): number {
  return errorCatalogue[error.code];
}

/** Maps a file-system exception to the catalogue; anything else is a bug and is thrown again. */
export function fileError(cause: unknown, path: string, doing: 'read' | 'write'): AppError {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') throw cause;
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT') return appError('SD-DISK-FULL', { path });
  const code = doing === 'read' ? 'SD-FILE-UNREADABLE' : 'SD-FILE-UNWRITABLE';
  return appError(code, { path, reason: cause.code });
}
