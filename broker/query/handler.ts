import type { z } from 'zod';
import type { QueryBody, QueryKind } from '../../shared/contract/query.ts';
import type { queryKinds } from '../../shared/contract/query-kinds.ts';
import type { UserRole } from '../../shared/domain/device.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';

/** Who asks: a user with a role over one unit's subtree, or the administrator at the broker's own shell (`local`). */
export type Actor = {
  readonly userId: string;
  readonly name: string;
  readonly role: UserRole;
  readonly unitId: string;
  /** At the broker's own shell, where alone the authority is changed and copied. */
  readonly isLocal?: true;
};

/** Answers one kind: the pages of the answer (at least one), each small enough for one message. */
export type Handler<K extends QueryKind> = (
  params: z.output<(typeof queryKinds)[K]['params']>,
  actor: Actor,
) => Promise<Result<readonly QueryBody<K>[], AppError>>;

export type Handlers = { readonly [K in QueryKind]: Handler<K> };
