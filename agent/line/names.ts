import { isIP } from 'node:net';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Host } from '../host/host.ts';

/** Addresses of names, remembered: so that a broker's handshake is measured, and tried, while no name server answers. */
export type Names = {
  /** IPv4 first; empty while the name was never found. */
  readonly addressesOf: (name: string) => Promise<readonly string[]>;
};

const freshMs = 15 * 60_000;
const retryMs = 60_000;
const timeoutMs = 3_000;
const maxNames = 64;

type Known = { readonly addresses: readonly string[]; readonly untilMs: number };

/** The system's own lookup, one at a time: a dead name server would hold one of the runtime's few threads for each. */
export function createNames(deps: { readonly host: Pick<Host, 'lookup'>; readonly clock: Clock }): Names {
  const known = new Map<string, Known>();
  let last: Promise<unknown> = Promise.resolve();
  const look = async (name: string): Promise<readonly string[]> => {
    const before = known.get(name);
    const nowMs = deps.clock.monotonicMs();
    if (before !== undefined && nowMs < before.untilMs) return before.addresses;
    const found = await deps.host.lookup(name, timeoutMs);
    const isFound = found.ok && found.value.length > 0;
    const addresses = isFound
      ? [...found.value].sort((a, b) => isIP(a) - isIP(b))
      : (before?.addresses ?? []);
    if (known.size >= maxNames) known.clear();
    known.set(name, { addresses, untilMs: nowMs + (isFound ? freshMs : retryMs) });
    return addresses;
  };
  return {
    addressesOf: (name) => {
      if (isIP(name) !== 0) return Promise.resolve([name]);
      const next = last.then(() => look(name));
      last = next;
      return next;
    },
  };
}
