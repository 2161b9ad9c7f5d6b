import type { StoredReport } from '../../ingest/stored.ts';

/** A heartbeat that is this much older than its arrival was kept in an outbox. */
const lateMs = 20_000;

/** Which reports may change a judgement: most say that all is as it was. */
export type News = {
  /** @param isUneasy whether something is open at the school: then good news counts too */
  readonly isNews: (report: StoredReport, isUneasy: () => boolean) => boolean;
};

export function createNews(): News {
  const addresses = new Map<string, string>();
  /** A line that takes over shows as another address. */
  const isElsewhere = ({ deviceId, line }: StoredReport): boolean => {
    const seen = line?.publicAddresses?.toSorted().join(' ');
    if (seen === undefined || addresses.get(deviceId) === seen) return false;
    addresses.set(deviceId, seen);
    return true;
  };
  return {
    isNews: (report, isUneasy) => {
      const { receivedAt, measuredAt, line, services } = report;
      const isBad =
        (line?.log ?? []).some((run) => Object.values(run).includes('bad')) ||
        (services ?? []).some(({ stage }) => stage !== 'ok');
      const isLate = receivedAt - measuredAt >= lateMs;
      if (isElsewhere(report) || isBad || isLate) return true;
      return (line !== undefined || services !== undefined) && isUneasy();
    },
  };
}
