import type { QueryBody, QueryKind, QueryParams } from '../shared/contract/query.ts';
import type { DevicesView, HeadView, SummaryView } from '../shared/contract/view.ts';
import type { Result } from '../shared/domain/result.ts';
import type { AppError } from '../shared/runtime/app-error.ts';

/** The connection as the source sees it; whether its data are fresh is judged by the heads. */
export type SourceLink =
  | { readonly kind: 'connecting'; readonly address: string }
  | { readonly kind: 'online'; readonly address: string }
  /** `retryAtMs`: wall clock of the next attempt. */
  | { readonly kind: 'waiting'; readonly problem: AppError; readonly retryAtMs: number };

/** A view that the broker pushed, decoded. */
export type ViewMessage =
  | { readonly kind: 'summary'; readonly view: SummaryView }
  | { readonly kind: 'devices'; readonly view: DevicesView }
  | { readonly kind: 'head'; readonly view: HeadView };

export type SourceHandlers = {
  readonly onLink: (link: SourceLink) => void;
  readonly onView: (message: ViewMessage) => void;
};

/** Where the console's data come from: a broker in production, a script in tests. */
export type FleetSource = {
  /** Connects and keeps connected until `stop`. */
  readonly start: (handlers: SourceHandlers) => void;
  readonly stop: () => Promise<void>;
  /** Tries again now instead of at `retryAtMs`. */
  readonly reconnect: () => void;
  /** Follows the live views of one unit's subtree, now and after every reconnection. */
  readonly follow: (unitId: string) => void;
  /**
   * Asks once; all pages of the answer merged into one body. Waits for a connection that is being made, fails at once
   * where it is known to be down, and fails when the link is lost or the answer stalls for 15 s. Never retries.
   */
  readonly ask: <K extends QueryKind>(
    kind: K,
    params: QueryParams<K>,
  ) => Promise<Result<QueryBody<K>, AppError>>;
};
