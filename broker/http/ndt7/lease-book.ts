import type { Ndt7Direction } from '../../../shared/contract/ndt7.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { type Lease, readTicket } from './ticket.ts';

/** HTTP status of a refusal: no ticket of ours or no longer, used before, no place now. */
export type Refused = 401 | 403 | 503;

/** Who may test now. */
export type LeaseBook = {
  /** Takes a place for one direction; each direction of a lease is tried once. */
  readonly admit: (ticket: string, direction: Ndt7Direction) => Result<Admitted, Refused>;
};

export type Admitted = {
  /** Of this direction, on the line. */
  readonly budgetBytes: number;
  readonly until: number;
  readonly leave: () => void;
};

type Use = { readonly until: number; readonly begun: Set<Ndt7Direction> };

/** Ours are a handful a day; a key that leaked shall not fill the memory. */
const maxLeases = 10_000;

export function createLeaseBook(
  deps: { readonly clock: Clock },
  config: { readonly key: Buffer; readonly maxTests: number },
): LeaseBook {
  const uses = new Map<string, Use>();
  let running = 0;
  const useOf = ({ leaseId, until }: Lease): Use => {
    const use = uses.get(leaseId) ?? { until, begun: new Set() };
    uses.set(leaseId, use);
    return use;
  };
  return {
    admit: (ticket, direction) => {
      const now = deps.clock.now();
      for (const [id, { until }] of uses) if (until <= now) uses.delete(id);
      const lease = readTicket(config.key, ticket);
      if (lease === null || lease.until <= now) return err(401);
      if (running >= config.maxTests || uses.size >= maxLeases) return err(503);
      const use = useOf(lease);
      if (use.begun.has(direction)) return err(403);
      use.begun.add(direction);
      running += 1;
      const leave = (): void => {
        running -= 1;
      };
      return ok({ budgetBytes: Math.floor(lease.budgetBytes / 2), until: lease.until, leave });
    },
  };
}
