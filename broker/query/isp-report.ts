import { hash } from 'node:crypto';
import type { IspReport, LineEntry, LineRow, SpeedRow } from '../../shared/contract/line-rows.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import type { Interval } from '../../shared/domain/outage/evidence.ts';
import { canonicalJson } from '../../shared/runtime/reading-hash.ts';
import { availabilityFrame, lineAvailability, type MeasuredLine } from './availability-rows.ts';
import { declaredThen, providerName } from './declared-then.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { qualityRows } from './line-quality.ts';
import { outageRowOf } from './outage-rows.ts';
import { pagesOf } from './paginate.ts';
import { watchedSpans } from './watched-spans.ts';

/** As the schema of a report allows. */
const maxOutages = 500;
const maxSpeeds = 100;
const maxQuality = 1_000;

/**
 * Everything about one line and a span that a school can hold against its provider; quality of lesson hours alone. Contract and
 * provider are those at the end of the span.
 */
export async function ispReport(deps: LineQueryDeps, line: LineRow, span: Interval): Promise<IspReport> {
  const { store, clock, fleet } = deps;
  const { lineId, schoolCode } = line;
  const { register } = fleet.lines;
  const entry = (await declaredThen(deps, span.to))(lineId);
  const isp = providerName(register.networks, entry);
  const frame = await availabilityFrame(deps, span, [schoolCode]);
  const watched = await watchedSpans(deps, line, span);
  const promisedPercent = entry?.promisedPercent ?? null;
  const measured: MeasuredLine = { lineId, schoolCode, isp, promisedPercent, watched };
  const outages = frame.outages.filter(
    ({ cause, scope, schoolCodes }) =>
      schoolCodes.includes(schoolCode) &&
      ((cause === 'line' && (scope.kind === 'school' || scope.id === lineId)) ||
        (cause === 'isp' && (isp === '' || scope.id === isp))),
  );
  // One that went over another line while this one was cut says nothing of it.
  const speeds = (await store.speedTests(lineId, span, maxSpeeds)).filter(
    ({ publicAddress: address }) => register.lineOf(schoolCode, { address, lineId }) === lineId,
  );
  const quality = (await qualityRows(deps, line, span)).filter(({ isLesson }) => isLesson);
  const content: Omit<IspReport, 'sha256'> = {
    ...{ line: lineThen(line, entry, speeds), from: span.from, until: span.to, asAt: clock.now() },
    availability: lineAvailability(deps, measured, frame),
    outages: outages.slice(0, maxOutages).map((outage) => outageRowOf(outage, new Set([schoolCode]), deps)),
    speeds: [...speeds],
    quality: quality.slice(-maxQuality),
  };
  return { ...content, sha256: hash('sha256', canonicalJson(content)) };
}

/** The line by its contract of then, beside the newest rates of the span. */
function lineThen(line: LineRow, entry: LineEntry | null, speeds: readonly SpeedRow[]): LineRow {
  const {
    downMbps: _,
    upMbps: _up,
    monthlyCost: _cost,
    contractEndsOn: _end,
    promisedPercent: _share,
    ...row
  } = line;
  const tested = speeds.find(({ download, upload }) => download !== undefined || upload !== undefined);
  const mbps = (rate: SpeedRow['download']) => (rate === undefined ? null : rate.bitsPerSecond / 1e6);
  return {
    ...(entry === null ? line : { ...row, ...entry, schoolCode: line.schoolCode }),
    measuredDownMbps: mbps(tested?.download),
    measuredUpMbps: mbps(tested?.upload),
    testedAt: tested?.at ?? null,
  };
}

/** The report with as much as one message holds; further pages carry the rest of its lists. */
export function ispReportPages(whole: IspReport): QueryBody<'ispReport'>[] {
  const bare: IspReport = { ...whole, outages: [], speeds: [], quality: [] };
  const headBytes = Buffer.byteLength(JSON.stringify(bare));
  const { outages, speeds, quality } = whole;
  return pagesOf({ outages, speeds, quality }, 0, headBytes).map((lists, index) =>
    index === 0
      ? { report: { ...bare, ...lists } }
      : { report: bare, moreOutages: lists.outages, moreSpeeds: lists.speeds, moreQuality: lists.quality },
  );
}
