import { localDay } from '../../shared/domain/signature-age.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import type { PastReport, PastSighting } from '../store/snapshot-port.ts';

const dayMs = 86_400_000;
/** Days of reports that are gone through: a machine that was silent for longer had told its free space long before. */
const maxDays = 10;

/** When machines were last heard by a moment, and how much space their disk then had, as far as reports are kept. */
export type PastSightings = {
  readonly sightings: ReadonlyMap<string, PastSighting>;
  readonly reports: ReadonlyMap<string, PastReport>;
};

/** Whole days of hearing tell the day; the reports of the moment's own day, and of each machine's last one, tell the rest. */
export async function pastSightings({ store, rules }: LineQueryDeps, asAtMs: number): Promise<PastSightings> {
  const { utcOffsetMinutes } = rules.calendar;
  const sightings = new Map(await store.sightingsAt(asAtMs, utcOffsetMinutes));
  const reports = new Map<string, PastReport>();
  const startOf = (day: number): number => day * dayMs - utcOffsetMinutes * 60_000;
  const asked = localDay(asAtMs, utcOffsetMinutes);
  const takeDay = async (day: number): Promise<void> => {
    const span = { from: startOf(day), to: Math.min(startOf(day + 1) - 1, asAtMs) };
    for (const [deviceId, report] of await store.reportsWithin(span)) {
      if (!reports.has(deviceId)) reports.set(deviceId, report);
      const { lastSeenMs = 0, isConnected = false } = sightings.get(deviceId) ?? {};
      sightings.set(deviceId, { lastSeenMs: Math.max(lastSeenMs, report.at), isConnected });
    }
  };
  await takeDay(asked);
  const lastDays = new Set(
    [...sightings.values()].map((seen) => localDay(seen.lastSeenMs, utcOffsetMinutes)),
  );
  const earlier = [...lastDays].filter((day) => day !== asked).sort((a, b) => b - a);
  for (const day of earlier.slice(0, maxDays)) await takeDay(day);
  return { sightings, reports };
}
