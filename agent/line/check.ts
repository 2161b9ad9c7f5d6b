import { isIPv6 } from 'node:net';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Host } from '../host/host.ts';
import { type Decoys, isStandIn } from './decoys.ts';
import { dnsReach, publicResolver, type ResolverTry, tryResolvers } from './dns-check.ts';
import type { Duty } from './duty.ts';
import { askEcho, type Echo, type Endpoint } from './echo.ts';
import { type FirstHops, hopReach } from './first-hop.ts';
import { checkGateway } from './gateway-check.ts';
import { hasOnlySix } from './ipv6.ts';
import { hasAnswer, type LineState, type Reach, type TargetKind, type TargetTries } from './line-state.ts';
import type { Names } from './names.ts';
import { quantile, type Try } from './statistics.ts';
import { type KnownPorts, type Target, tryTarget } from './target.ts';
import type { WayOut } from './way-out.ts';

/** One look along the whole way out. */
export type LineCheck = {
  readonly state: LineState;
  readonly targets: readonly TargetTries[];
  readonly resolvers: readonly ResolverTry[];
  readonly isCaptive?: boolean;
};

export type CheckDeps = {
  readonly host: Host;
  readonly clock: Clock;
  readonly wayOut: WayOut;
  readonly names: Names;
  readonly hops: FirstHops;
  readonly knownPorts: KnownPorts;
  readonly decoys: Decoys;
  /** A session with the broker stands, or nobody has noticed yet that it does not. */
  readonly isConnected: () => boolean;
  /** Where MQTT is spoken. */
  readonly broker: () => Endpoint | undefined;
};

/** A line that answers is asked twice; one that loses something twice more, so that a fifth of loss can be told from one. */
const calmRounds = 2;
const lossyRounds = 4;

/** Everything at once, so that a machine that rests wakes up once; what failed is tried again before it counts. */
export async function checkLine(deps: CheckDeps, duty: Duty): Promise<LineCheck> {
  const { host } = deps;
  const broker = deps.broker();
  const own = await deps.wayOut.resolvers();
  // Where it is no anchor, it may not be asked for names either.
  const isAllowed = duty.anchors.some((anchor) => anchor.host === publicResolver);
  const [tried, resolvers, echo] = await Promise.all([
    tryOutside(deps, duty, broker),
    tryResolvers(host, [...new Set(isAllowed ? [...own, publicResolver] : own)], broker?.host ?? ''),
    echoOf(deps, duty),
  ]);
  const dns = dnsReach(resolvers, own);
  const isEchoed = echo.isCaptive === false;
  const outside = await withoutStandIns(deps, tried, dns === 'bad' || (duty.echo !== undefined && !isEchoed));
  const isOutsideOk = isEchoed || outside.some(({ kind, tries }) => kind !== 'first-hop' && hasAnswer(tries));
  const near = await checkGateway(deps, isOutsideOk);
  const hop = await hopReach(deps, deps.hops.current(), outside, isOutsideOk);
  const targets = [...near.targets, ...outside.filter(({ kind }) => kind !== 'first-hop'), ...hop.targets];
  return {
    state: {
      gateway: near.reach,
      firstHop: hop.reach,
      ...farReaches({ tried, outside, dns, isEchoed, isConnected: deps.isConnected() }),
      dns,
      quality: qualityOf(outside, duty),
      ...(echo.publicAddress === undefined ? {} : { publicAddress: echo.publicAddress }),
    },
    targets,
    resolvers,
    ...(echo.isCaptive === undefined ? {} : { isCaptive: echo.isCaptive }),
  };
}

type Heard = {
  readonly tried: readonly TargetTries[];
  /** Without what somebody else answered. */
  readonly outside: readonly TargetTries[];
  readonly dns: Reach;
  readonly isEchoed: boolean;
  readonly isConnected: boolean;
};

/** Where handshakes are answered by somebody else, what only the far end can know stands for them: the echo, the session, new names. */
function farReaches({
  tried,
  outside,
  dns,
  isEchoed,
  isConnected,
}: Heard): Pick<LineState, 'broker' | 'internet'> {
  const reach = (kind: TargetKind, otherwise: Reach): Reach => {
    const ofKind = (each: TargetTries): boolean => each.kind === kind;
    return outside.some(ofKind) || !tried.some(ofKind) ? reachOf(outside.filter(ofKind)) : otherwise;
  };
  const isSeen = isEchoed || (isConnected && dns !== 'bad');
  return {
    broker: reach('broker', isSeen ? 'ok' : dns === 'bad' ? 'bad' : 'unknown'),
    internet: reach('anchor', isEchoed && dns === 'bad' ? 'unknown' : dns),
  };
}

type Tried = TargetTries & Pick<Target, 'ports'>;

async function withoutStandIns(
  { decoys }: CheckDeps,
  tried: readonly Tried[],
  isOdd: boolean,
): Promise<readonly Tried[]> {
  const isHeard = tried.some(({ tries }) => hasAnswer(tries));
  if (!isHeard) return tried;
  const isDoubtful = isOdd || !tried.every(({ tries }) => hasAnswer(tries));
  const standIns = await decoys(new Set(tried.flatMap(({ ports }) => ports)), isDoubtful);
  return tried.filter(({ ports: [port = 0], tries }) => {
    const times = tries.filter((each) => each !== null);
    return !isStandIn(standIns.get(port), times);
  });
}

async function tryOutside(deps: CheckDeps, duty: Duty, broker: Endpoint | undefined): Promise<Tried[]> {
  const targets = await outsideTargets(deps, duty, broker);
  const all = targets.map((): Try[] => []);
  for (let round = 0; round < lossyRounds; round += 1) {
    const isCalm = all.every((tries) => tries.every((each) => each !== null));
    if (round >= calmRounds && isCalm) break;
    const times = await Promise.all(targets.map((target) => tryTarget(deps.host, deps.knownPorts, target)));
    times.forEach((time, index) => void all[index]?.push(time));
  }
  return targets.map((target, index) => ({
    ...target,
    method: 'tcp',
    tries: all[index] ?? [],
  }));
}

/** A target whose name was never found is not tried: what is wrong then, the name servers' tries say. */
async function outsideTargets(deps: CheckDeps, duty: Duty, broker: Endpoint | undefined): Promise<Target[]> {
  const isOnlySix = hasOnlySix(deps.host);
  const place = async (kind: TargetKind, { host, port }: Endpoint): Promise<Target[]> => {
    const addresses = await deps.names.addressesOf(host);
    // Of IPv4, a machine without it knows nothing.
    const address = isOnlySix ? addresses.find(isIPv6) : addresses[0];
    return address === undefined ? [] : [{ kind, address, ports: [port] }];
  };
  const hop = deps.hops.current();
  const isTcpHop = hop?.method === 'tcp';
  return [
    ...(isTcpHop ? [{ kind: 'first-hop' as const, address: hop.address, ports: [hop.port] }] : []),
    ...(broker === undefined ? [] : await place('broker', broker)),
    ...(await Promise.all(duty.anchors.map((anchor) => place('anchor', anchor)))).flat(),
  ];
}

async function echoOf(deps: CheckDeps, { echo }: Duty): Promise<Echo> {
  if (echo === undefined) return {};
  const [address] = await deps.names.addressesOf(echo.host);
  return address === undefined ? {} : await askEcho(deps.host, address, echo);
}

function reachOf(targets: readonly TargetTries[]): Reach {
  if (targets.length === 0) return 'unknown';
  return targets.some(({ tries }) => hasAnswer(tries)) ? 'ok' : 'bad';
}

/** Of what answers at all: a broker that is down says nothing of how the line works. One packet lost may be anything. */
function qualityOf(outside: readonly TargetTries[], duty: Duty): LineState['quality'] {
  const tries = outside.flatMap((each) => (hasAnswer(each.tries) ? each.tries : []));
  if (tries.length === 0) return 'unknown';
  const times = tries.filter((each) => each !== null).sort((a, b) => a - b);
  const lost = tries.length - times.length;
  const isLossy = lost > 1 && (100 * lost) / tries.length >= duty.badLossPercent;
  const isBad = isLossy || quantile(times, 0.5) > duty.badLatencyMs;
  return isBad ? 'bad' : 'good';
}
