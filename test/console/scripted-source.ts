import type { FleetSource, SourceHandlers } from '../../console/source.ts';
import type { QueryKind } from '../../shared/contract/query.ts';
import { err, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';

type Answer = (params: unknown) => Result<unknown, AppError>;

/** A source whose answers a test writes; what it was asked is kept. */
export type ScriptedSource = {
  readonly source: FleetSource;
  readonly handlers: () => SourceHandlers;
  readonly asked: { readonly kind: QueryKind; readonly params: unknown }[];
  readonly followed: string[];
  readonly reconnects: () => number;
};

export function createScriptedSource(answers: Partial<Record<QueryKind, Answer>>): ScriptedSource {
  const asked: { kind: QueryKind; params: unknown }[] = [];
  const followed: string[] = [];
  const run = { handlers: undefined as SourceHandlers | undefined, reconnects: 0 };
  return {
    asked,
    followed,
    reconnects: () => run.reconnects,
    handlers: () => {
      if (run.handlers === undefined) throw new Error('the source was not started');
      return run.handlers;
    },
    source: {
      start: (handlers) => {
        run.handlers = handlers;
      },
      stop: () => Promise.resolve(),
      reconnect: () => {
        run.reconnects += 1;
      },
      follow: (unitId) => void followed.push(unitId),
      ask: (kind, params) => {
        asked.push({ kind, params });
        const answer = answers[kind]?.(params) ?? err(appError('SD-ANSWER-TIMEOUT', { what: kind }));
        return Promise.resolve(answer as never);
      },
    },
  };
}
