import type { Interval } from '../../shared/domain/outage/evidence.ts';
import { intersectSpans, mergeSpans } from '../../shared/domain/outage/interval.ts';
import { checkMs } from '../../shared/domain/outage/pace.ts';
import { observedMachines } from '../fleet/outage/gather.ts';
import type { SessionRow } from '../store/evidence-port.ts';
import type { LineQueryDeps } from './line-deps.ts';

/** Where nobody probes, connections of so many machines show when a school could be heard; servers first. */
const maxMachines = 8;

/**
 * When anything was heard over a line: its probers' logs, or the connections of machines of its school where there are none. Of a
 * school with several lines, only connections from this one's network show anything of it.
 */
export async function watchedSpans(
  deps: LineQueryDeps,
  line: WatchedLine,
  span: Interval,
): Promise<readonly Interval[]> {
  const told = await deps.store.watchedOf(line.lineId, span);
  if (told.length > 0) return told;
  return intersectSpans(mergeSpans(await connectionSpans(deps, line, span), checkMs), [span]);
}

type WatchedLine = { readonly lineId: string; readonly schoolCode: string };

async function connectionSpans(
  deps: LineQueryDeps,
  line: WatchedLine,
  span: Interval,
): Promise<readonly Interval[]> {
  const isElsewhere = elsewhereTest(deps, line);
  const machines = [...observedMachines(deps.fleet.picture, line.schoolCode)]
    .sort((a, b) => Number(b.role === 'server') - Number(a.role === 'server'))
    .slice(0, maxMachines);
  const spans: Interval[] = [];
  for (const { deviceId } of machines) {
    const sessions = await deps.store.sessionsOf(deviceId, span);
    for (const session of sessions.filter((one) => !isElsewhere(one))) {
      const to = session.endedAt === null ? deps.clock.now() : session.lastHeardAt;
      spans.push({ from: session.bornAt, to });
    }
  }
  return spans;
}

/** Whether a connection came, or may have come, over another of the school's lines. */
function elsewhereTest(
  { fleet }: LineQueryDeps,
  { lineId, schoolCode }: WatchedLine,
): (session: SessionRow) => boolean {
  const { register } = fleet.lines;
  const lines = register.linesOf(schoolCode);
  const asns = lines.find((line) => line.lineId === lineId)?.asns ?? [];
  if (lines.length < 2) return () => false;
  return ({ publicAddress }) => {
    const asn = publicAddress === null ? null : register.asnOf(publicAddress);
    return asn === null || !asns.includes(asn);
  };
}
