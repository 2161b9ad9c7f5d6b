import type { QueryKind } from '../../shared/contract/query.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { err, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { checkValue } from '../../shared/runtime/problem.ts';
import { shownAddress } from '../notify/target.ts';
import type { AuditEntry } from '../store/registry-port.ts';
import { storeError } from '../store/store-error.ts';
import type { Actor, Handler, Handlers } from './handler.ts';

export type DispatchDeps = {
  readonly handlers: Handlers;
  readonly access: {
    /** Why an actor may not ask this whatever it names, or null. */
    readonly whyNotAsk: (actor: Actor, kind: QueryKind) => 'role' | 'unit' | null;
    /** Each attempt at such a question is audited, refused ones too. */
    readonly isAudited: (kind: QueryKind, params: unknown) => boolean;
  };
  readonly audit: (entry: AuditEntry) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Answers one question or command in pages. Total: whatever the parameters, it gives a result. */
export type Dispatch = (
  actor: Actor,
  kind: QueryKind,
  params: unknown,
) => Promise<Result<readonly unknown[], AppError>>;

/** One way in for MQTT and the control socket: role, parameters, handler, audit. Which units, each handler checks. */
export function createDispatch(deps: DispatchDeps): Dispatch {
  return async (actor, kind, params) => {
    const result = await answer(deps, actor, kind, params).catch((cause: unknown) => {
      deps.log.error(
        { kind, reason: cause instanceof Error ? cause.stack : String(cause) },
        'a question failed',
      );
      return err(appError('SD-INTERNAL', { reason: kind }));
    });
    if (!deps.access.isAudited(kind, params)) return result;
    try {
      await deps.audit(auditEntry(deps.clock.now(), actor, kind, params, result));
      return result;
    } catch (cause) {
      deps.log.error({ kind, actor: actor.userId, reason: String(cause) }, 'the audit log cannot be written');
      if (!result.ok) return result;
      return err(storeError(cause, 'audit') ?? appError('SD-INTERNAL', { reason: 'audit' }));
    }
  };
}

function answer(
  { handlers, access }: DispatchDeps,
  actor: Actor,
  kind: QueryKind,
  params: unknown,
): Promise<Result<readonly unknown[], AppError>> {
  return Promise.try(() => {
    const why = access.whyNotAsk(actor, kind);
    if (why === 'role') return err(appError('SD-MAY-NOT-ASK', { kind, role: actor.role }));
    if (why === 'unit') return err(appError('SD-OUTSIDE-UNIT', { what: kind }));
    const checked = checkValue(queryKinds[kind].params, params ?? {});
    if (!checked.ok) return err(appError('SD-VALUE', checked.error));
    // The schema and the handler are of the same kind, which the type of the table cannot say.
    const handler = handlers[kind] as Handler<QueryKind>;
    return handler(checked.value as never, actor);
  });
}

function auditEntry(
  at: number,
  actor: Actor,
  kind: QueryKind,
  params: unknown,
  result: Result<unknown, AppError>,
): AuditEntry {
  const fields = typeof params === 'object' && params !== null ? params : {};
  const subject = Object.entries(fields).find(([name]) => subjectFields.has(name))?.[1];
  const outcome = result.ok ? 'ok' : result.error.code;
  return {
    at,
    actor: actor.userId,
    action: kind,
    ...(typeof subject === 'string' ? { subject: subject.slice(0, 64) } : {}),
    detail: JSON.stringify({
      outcome,
      params: Object.fromEntries(Object.entries(fields).slice(0, 16).map(shortened)),
    }),
  };
}

const subjectFields: ReadonlySet<string> = new Set([
  ...['deviceId', 'userId', 'id', 'lineId', 'service', 'schoolCode', 'unitId'],
]);

/** A file or a certificate request is audited by its size; of an address, what may be shown. */
function shortened([name, value]: [string, unknown]): [string, unknown] {
  if (name === 'address' && typeof value === 'string') return [name, shownAddress(value).slice(0, 100)];
  const json = JSON.stringify(value) ?? 'null';
  return [name.slice(0, 32), json.length <= 100 ? value : `${json.length} characters`];
}
