import type { Clock } from '../../shared/runtime/clock.ts';
import type { Host } from '../host/host.ts';
import { tryMs } from './target.ts';

/** Of a network that nobody has (RFC 5737 §3): whoever answers in its place answers in everybody's. */
const nobody = '192.0.2.254';

const everyMs = 3_600_000;
/** While what is heard does not fit together. */
const doubtfulEveryMs = 600_000;
/** Two handshakes with the same machine nearby differ by less. */
const slackMs = 1;

/** Milliseconds of the answer by port; a port that is not there is one at which nobody answers for others. */
export type StandIns = ReadonlyMap<number, number>;

/**
 * Asks whether something on the way answers handshakes itself: a filter that looks into everything, a proxy that nobody was told
 * of, a router that refuses whatever it cannot send on. Then a handshake proves nothing of what lies behind it. Asked each hour,
 * and where what is heard begins not to fit together.
 */
export function createDecoys({
  host,
  clock,
}: {
  readonly host: Pick<Host, 'connect'>;
  readonly clock: Clock;
}) {
  let found: StandIns = new Map();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let wasDoubtful = false;
  return async (ports: ReadonlySet<number>, isDoubtful: boolean): Promise<StandIns> => {
    const isNews = isDoubtful && !wasDoubtful;
    const ageMs = clock.monotonicMs() - askedAtMs;
    wasDoubtful = isDoubtful;
    if (!isNews && ageMs < (isDoubtful ? doubtfulEveryMs : everyMs)) return found;
    askedAtMs = clock.monotonicMs();
    const asked = await Promise.all(
      [...ports].map(async (port) => ({ port, answered: await host.connect(nobody, port, tryMs) })),
    );
    found = new Map(
      asked.flatMap(({ port, answered }) => (answered.ok ? [[port, answered.value] as const] : [])),
    );
    return found;
  };
}

export type Decoys = ReturnType<typeof createDecoys>;

/** Whether these times are of whoever stands in: what lies beyond answers later. */
export function isStandIn(standInMs: number | undefined, times: readonly number[]): boolean {
  return standInMs !== undefined && times.length > 0 && Math.min(...times) <= 2 * standInMs + slackMs;
}
