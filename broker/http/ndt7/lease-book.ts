import type { Ndt7Direction } from '../../../shared/contract/ndt7.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { readTicket } from './ticket.ts';

/** HTTP status of a refusal: no ticket of ours or no longer, used before, no place now. */
export type Refused = 401 | 403 | 503;

/** Who may test now. */
export type LeaseBook = {
  /** Takes a place for one direction; each direction of a lease is tried once. */
  readonly admit: (ticket: string, direction: Ndt7Direction) => Result<Admitted, Refused>;
};

export type Admitted = {
  readonly leaseId: string;
  /** Of this direction, on the line. */
  readonly budgetBytes: number;
  readonly until: number;
  readonly leave: () => void;
};

type Begun = { readonly until: number; readonly directions: Set<Ndt7Direction> };

/** Ours are a handful a day; a key that leaked shall not fill the memory. */
const maxLeases = 10_000;

export function createLeaseBook(
  deps: { readonly clock: Clock },
  config: { readonly key: Buffer; readonly maxTests: number },
): LeaseBook {
  const begun = new Map<string, Begun>();
  let running = 0;
  const forgetPast = (now: number): void => {
    for (const [id, { until }] of begun) if (until <= now) begun.delete(id);
  };
  return {
    admit: (ticket, direction) => {
      const now = deps.clock.now();
      forgetPast(now);
      const lease = readTicket(config.key, ticket);
      if (lease === null || lease.until <= now) return err(401);
      const { leaseId, until, budgetBytes } = lease;
      const { directions } = begun.get(leaseId) ?? { directions: new Set() };
      if (directions.has(direction)) return err(403);
      if (running >= config.maxTests || begun.size >= maxLeases) return err(503);
      begun.set(leaseId, { until, directions: directions.add(direction) });
      running += 1;
      const leave = (): void => {
        running -= 1;
      };
      return ok({ leaseId, budgetBytes: Math.floor(budgetBytes / 2), until, leave });
    },
  };
}
