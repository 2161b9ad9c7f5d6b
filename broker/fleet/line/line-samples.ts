import type { LineSample } from '../../../shared/contract/line-facts.ts';
import { isPublicAddress } from '../../../shared/domain/address.ts';
import type { StoredReport } from '../../ingest/stored.ts';

/** What was measured of a line last; null was not. */
export type LineMeasured = {
  readonly deviceId: string;
  readonly measuredAt: number;
  readonly publicAddress: string | null;
  readonly gateway: string | null;
  readonly wanAddress: string | null;
  readonly hasIpv6: boolean | null;
  readonly captivePortal: boolean | null;
  /** To the broker, else to the nearest thing that was asked beyond the school's gateway. */
  readonly latencyMs: number | null;
  readonly p95Ms: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number | null;
  /** Of the provider's first hop; the newest ones, for a median over some hours. */
  readonly firstHops: readonly FirstHop[];
  /** Everything that was told last, fact by fact, the log of its minutes apart. */
  readonly latest: Omit<LineSample, 'log'>;
};

type FirstHop = { readonly latencyMs: number; readonly jitterMs: number };

type Target = NonNullable<LineSample['targets']>[number];

/** Two hours of a prober. */
const keptFirstHops = 24;

/** What a sample says, after what was known of the line before; what it leaves out stays known. */
export function measuredBy(
  { deviceId, measuredAt }: Pick<StoredReport, 'deviceId' | 'measuredAt'>,
  sample: LineSample,
  before: LineMeasured | undefined,
): LineMeasured {
  const { targets = [], ipv6, router, captivePortal } = sample;
  const far = farTarget(targets);
  const hop = targets.find(({ kind }) => kind === 'first-hop');
  const gateway = targets.find(({ kind }) => kind === 'gateway')?.address ?? before?.gateway ?? null;
  const publicAddress = newestAddress(sample) ?? before?.publicAddress ?? null;
  return {
    deviceId,
    measuredAt,
    gateway,
    publicAddress,
    wanAddress: router?.wanAddress ?? keptWanAddress(publicAddress, before),
    hasIpv6: ipv6?.hasGlobalAddress ?? before?.hasIpv6 ?? null,
    captivePortal: captivePortal ?? before?.captivePortal ?? null,
    latencyMs: far?.p50Ms ?? null,
    p95Ms: far?.p95Ms ?? null,
    jitterMs: far?.jitterMs ?? null,
    lossPercent: far === undefined || far.sent === 0 ? null : (100 * Math.min(far.lost, far.sent)) / far.sent,
    firstHops: [...(before?.firstHops ?? []), ...firstHopOf(hop)].slice(-keptFirstHops),
    latest: { ...before?.latest, ...withoutLog(sample), targets: withRareTargets(targets, before) },
  };
}

/** The router is asked once an hour, and its address changes by night: a public one from before says nothing any more. */
function keptWanAddress(publicAddress: string | null, before: LineMeasured | undefined): string | null {
  const wanAddress = before?.wanAddress ?? null;
  if (wanAddress === null || publicAddress === before?.publicAddress) return wanAddress;
  return isPublicAddress(wanAddress) === true ? null : wanAddress;
}

function withoutLog({ log: _, ...facts }: LineSample): Omit<LineSample, 'log'> {
  return facts;
}

/** A first hop that answers pings alone is asked once an hour: between, what it answered stays. */
function withRareTargets(targets: readonly Target[], before: LineMeasured | undefined): Target[] {
  const told = new Set(targets.map(({ kind }) => kind));
  const rare = before?.latest.targets?.filter(({ kind }) => kind === 'first-hop' && !told.has(kind)) ?? [];
  return [...targets, ...rare];
}

/** The address from which the line was seen last. */
export function newestAddress({ log, publicAddresses }: LineSample): string | null {
  const newest = log
    ?.filter(({ publicAddress }) => publicAddress !== undefined)
    .toSorted((a, b) => a.toAgo - b.toAgo)[0];
  return newest?.publicAddress ?? publicAddresses?.at(-1) ?? null;
}

/** A broker that is down, or an anchor that a provider blocks, says nothing of the line while another one answers. */
function farTarget(targets: readonly Target[]): Target | undefined {
  const far = (['broker', 'anchor'] as const).flatMap((kind) =>
    targets.filter((target) => target.kind === kind),
  );
  const hop = targets.find(({ kind }) => kind === 'first-hop');
  return far.find(({ sent, lost }) => lost < sent) ?? far[0] ?? hop;
}

function firstHopOf(hop: Target | undefined): FirstHop[] {
  if (hop?.p50Ms === undefined || hop.jitterMs === undefined) return [];
  return [{ latencyMs: hop.p50Ms, jitterMs: hop.jitterMs }];
}
