import { isIP } from 'node:net';
import type { LineSample, SpeedTest } from '../../shared/contract/line-facts.ts';
import type { Report } from '../../shared/contract/report.ts';

/** What a machine can know of lines. */
export type LineClaims = {
  /** It belongs to one person: what it tells of lines would tell where that person is (design.md §2, law 5). */
  readonly isPersonal: (deviceId: string) => boolean;
  /** A line of the machine's own school. */
  readonly isOwnLine: (deviceId: string, lineId: string) => boolean;
  /** A service that is known at the machine's school. */
  readonly isService: (deviceId: string, service: string) => boolean;
};

type AboutLines = Pick<Report, 'line' | 'services' | 'speed'>;

/**
 * What a report tells of lines, as far as its machine can know it: its own school's lines, services that somebody entered,
 * addresses that are some. The rest is left out; the report stands.
 */
export function claimedBy(
  deviceId: string,
  { line, services, speed }: AboutLines,
  claims: LineClaims,
): AboutLines {
  if (claims.isPersonal(deviceId)) return {};
  const known = services?.filter(({ service }) => claims.isService(deviceId, service)) ?? [];
  return {
    ...(line === undefined ? {} : { line: ownSample(deviceId, line, claims) }),
    ...(known.length === 0 ? {} : { services: known }),
    ...(speed === undefined || !claims.isOwnLine(deviceId, speed.lineId)
      ? {}
      : { speed: withAddress(speed) }),
  };
}

/** Of a line elsewhere it knows nothing; what it saw of its own way out still counts. */
function ownSample(deviceId: string, line: LineSample, { isOwnLine }: LineClaims): LineSample {
  const { seconds, log, publicAddresses, router } = line;
  const logged = log === undefined ? {} : { log: log.map(withAddress) };
  if (line.lineId !== undefined && !isOwnLine(deviceId, line.lineId)) return { seconds, ...logged };
  return {
    ...line,
    ...logged,
    ...(publicAddresses === undefined ? {} : { publicAddresses: publicAddresses.filter(isAddress) }),
    ...(router === undefined ? {} : { router: withWanAddress(router) }),
  };
}

function withAddress<T extends Pick<SpeedTest, 'publicAddress'>>(said: T): T {
  if (said.publicAddress === undefined || isAddress(said.publicAddress)) return said;
  const { publicAddress: _, ...rest } = said;
  return rest as T;
}

function withWanAddress(router: NonNullable<LineSample['router']>): NonNullable<LineSample['router']> {
  const { wanAddress, ...rest } = router;
  return wanAddress === undefined || isAddress(wanAddress) ? router : rest;
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}
