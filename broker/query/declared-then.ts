import type { LineEntry } from '../../shared/contract/line-rows.ts';
import type { Networks } from '../../shared/domain/line/networks.ts';
import type { LineQueryDeps } from './line-deps.ts';

/** What was declared of a line; null of one that nobody entered. */
export type Declared = (lineId: string) => LineEntry | null;

/** So short a time is now: nobody asks for a span that ended a moment ago. */
const nowMs = 60_000;

/**
 * What was declared at a moment: last month is held against last month's provider and contract. Of a line that was entered only
 * afterwards, what is declared today.
 */
export async function declaredThen({ store, clock, fleet }: LineQueryDeps, at: number): Promise<Declared> {
  const { register } = fleet.lines;
  if (at > clock.now() - nowMs) return register.entry;
  const then = new Map((await store.lines(at)).map(({ entry }) => [entry.lineId, entry]));
  return (lineId) => then.get(lineId) ?? register.entry(lineId);
}

/** A provider by the name that incidents have; empty where nobody entered one. */
export function providerName(networks: Networks, entry: LineEntry | null): string {
  return entry === null ? '' : (networks.providerNamed(entry.isp)?.name ?? entry.isp);
}
