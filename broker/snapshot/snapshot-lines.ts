import { setImmediate } from 'node:timers/promises';
import type { LineEntry } from '../../shared/contract/line-rows.ts';
import { medianOf } from '../../shared/domain/median.ts';
import type { Interval } from '../../shared/domain/outage/evidence.ts';
import type { SnapshotLine } from '../../shared/domain/snapshot/register.ts';
import { type AvailabilityFrame, lineAvailability } from '../query/availability-rows.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import { lineRowsOf } from '../query/line-rows.ts';
import { watchedSpans } from '../query/watched-spans.ts';

/** What is known of a line by entry or by finding it. */
type KnownLine = Pick<LineEntry, 'lineId' | 'schoolCode' | 'duty'> & {
  readonly [K in 'siteCode' | 'isp' | 'medium' | 'downMbps' | 'monthlyCost']?: LineEntry[K] | undefined;
};

/** Speed tests of one line in a school year: at most four a day. */
const maxTests = 1_500;

/** The lines of schools as they are now, those that nobody entered too. */
export function linesNow(deps: LineQueryDeps, schoolCodes: readonly string[]): KnownLine[] {
  return schoolCodes.flatMap((schoolCode) => lineRowsOf(schoolCode, deps));
}

/** The lines of schools as they were entered by then. */
export async function linesThen(
  { store }: LineQueryDeps,
  schoolCodes: readonly string[],
  asAtMs: number,
): Promise<KnownLine[]> {
  const codes = new Set(schoolCodes);
  return (await store.lines(asAtMs)).map(({ entry }) => entry).filter((entry) => codes.has(entry.schoolCode));
}

/** Lines with what was measured of them since the school year began: the median of their speed tests, and availability. */
export async function measuredLines(
  deps: LineQueryDeps,
  lines: readonly KnownLine[],
  frame: AvailabilityFrame,
): Promise<SnapshotLine[]> {
  const measured: SnapshotLine[] = [];
  for (const line of lines) {
    const { lineId, schoolCode, siteCode = null, isp = null, medium = null, duty } = line;
    measured.push({
      ...{ lineId, schoolCode, siteCode, isp, medium, duty },
      contractDownMbps: line.downMbps ?? null,
      measuredDownMbps: await medianDownOf(deps, line, frame.span),
      availabilityPercent: await availabilityOf(deps, line, frame),
      monthlyCostDong: line.monthlyCost ?? null,
    });
    // Each line is a few reads: others get their turn in between.
    await setImmediate();
  }
  return measured;
}

/** A test that went over another line while this one was cut says nothing of it. */
async function medianDownOf(
  { store, fleet }: LineQueryDeps,
  { lineId, schoolCode }: KnownLine,
  span: Interval,
): Promise<number | null> {
  const tests = await store.speedTests(lineId, span, maxTests);
  const rates = tests.flatMap(({ download, publicAddress: address }) => {
    const isOwn = fleet.lines.register.lineOf(schoolCode, { address, lineId }) === lineId;
    return isOwn && download !== undefined && download.endedBy !== 'failed'
      ? [download.bitsPerSecond / 1e6]
      : [];
  });
  const median = medianOf(rates);
  return median === null ? null : Math.round(median * 100) / 100;
}

async function availabilityOf(
  deps: LineQueryDeps,
  { lineId, schoolCode }: KnownLine,
  frame: AvailabilityFrame,
): Promise<number | null> {
  const isp = deps.fleet.lines.register.linesOf(schoolCode).find((one) => one.lineId === lineId)?.isp ?? '';
  const watched = await watchedSpans(deps, { lineId, schoolCode }, frame.span);
  const line = { lineId, schoolCode, isp, promisedPercent: null, watched };
  const { availability } = lineAvailability(deps, line, frame);
  return availability === null ? null : Math.round(availability * 10_000) / 100;
}
