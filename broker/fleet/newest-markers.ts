import type { StoredReport } from '../ingest/stored.ts';

/** Of a batch, which may carry a backlog of markers: the newest of each machine says what it has sent. */
export function newestMarkers(reports: readonly StoredReport[]): Iterable<StoredReport> {
  const markers = new Map<string, StoredReport>();
  for (const report of reports) {
    const known = markers.get(report.deviceId);
    if (report.hashes === undefined || (known !== undefined && known.measuredAt > report.measuredAt))
      continue;
    markers.set(report.deviceId, report);
  }
  return markers.values();
}
