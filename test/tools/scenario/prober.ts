import type { ServiceCheck } from '../../../shared/contract/line-facts.ts';
import type { OrderBody } from '../../../shared/contract/order.ts';
import type { Report } from '../../../shared/contract/report.ts';
import type { Draw } from '../simulator/random.ts';
import { createRunLog, type Sight } from './run-log.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { Route, World } from './world.ts';

export type ProbeOrder = Extract<OrderBody, { kind: 'probe' }>;

/** The duty of a prober or standby: a look along the line each minute, closer while something is wrong; services. */
export type Prober = {
  readonly take: (order: ProbeOrder) => void;
  readonly stop: () => void;
};

export type ProberDeps = {
  readonly clock: VirtualClock;
  readonly draw: Draw;
  readonly world: World;
  readonly hasGateway: () => boolean;
  /** The way that a connection made now would take. */
  readonly route: () => Route | null;
  readonly add: (extra: Partial<Report>) => void;
};

const checkMs = 60_000;
const recheckMs = 10_000;
const sampleMs = 300_000;
const maxChecks = 64;

type Duty = { readonly order: ProbeOrder; readonly cancels: Set<() => void>; readonly stop: () => void };

export function createProber(deps: ProberDeps): Prober {
  let duty: Duty | null = null;
  return {
    take: (order) => {
      if (duty !== null && isSame(duty.order, order)) return;
      duty?.stop();
      duty = order.duty === 'none' ? null : beginDuty(deps, order);
    },
    stop: () => {
      duty?.stop();
      duty = null;
    },
  };
}

/** Orders are renewed before they run out: the duty goes on. */
function isSame(a: ProbeOrder, b: ProbeOrder): boolean {
  return JSON.stringify({ ...a, until: 0 }) === JSON.stringify({ ...b, until: 0 });
}

function beginDuty(deps: ProberDeps, order: ProbeOrder): Duty {
  const { clock, draw } = deps;
  const cancels = new Set<() => void>();
  const later = (delayMs: number, task: () => void): void => {
    const cancel = clock.after(delayMs, () => {
      cancels.delete(cancel);
      if (clock.now() < order.until) task();
    });
    cancels.add(cancel);
  };
  const log = createRunLog(clock);
  const tally = { sent: 0, lost: 0, times: [] as number[], addresses: new Set<string>() };
  const look = (): void => {
    const sight = lookAlong(deps);
    log.add(sight);
    tally.sent += 4;
    tally.lost += sight.broker === 'bad' ? 4 : sight.quality === 'bad' ? 2 : 0;
    if (sight.broker === 'ok') tally.times.push(sight.quality === 'bad' ? 700 : 12);
    if (sight.publicAddress !== undefined) tally.addresses.add(sight.publicAddress);
    const isWrong = [sight.gateway, sight.firstHop, sight.broker, sight.internet, sight.dns].includes('bad');
    later(isWrong ? recheckMs : checkMs, look);
  };
  const services = createServiceChecks(deps, order, later);
  const tell = (): void => {
    later(sampleMs, tell);
    const [time] = tally.times;
    const times = time === undefined ? {} : { p50Ms: time, p95Ms: Math.max(...tally.times), jitterMs: 1 };
    const { sent, lost } = tally;
    const line = {
      lineId: order.lineId,
      seconds: sampleMs / 1_000,
      targets: [
        {
          kind: 'gateway' as const,
          address: '192.168.1.1',
          method: 'tcp' as const,
          sent,
          lost: 0,
          p50Ms: 1,
          p95Ms: 2,
        },
        { kind: 'broker' as const, method: 'tcp' as const, sent, lost, ...times },
      ],
      publicAddresses: [...tally.addresses].slice(0, 8),
      captivePortal: false,
      log: log.take(),
    };
    const checks = services.take();
    deps.add({ line, ...(checks.length === 0 ? {} : { services: checks }) });
    Object.assign(tally, { sent: 0, lost: 0, times: [], addresses: new Set() });
  };
  later(draw.uniform() * 10_000, look);
  later(sampleMs * (0.2 + draw.uniform() * 0.8), tell);
  return {
    order,
    cancels,
    stop: () => {
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}

/** What one check finds out: each part only as well as it can be known from inside the school. */
function lookAlong({ draw, hasGateway, route, world }: ProberDeps): Sight {
  const gateway = hasGateway() ? 'ok' : 'bad';
  const way = route();
  const isBrokerUp = !world.isHeld('broker', 'broker');
  if (way === null) {
    return { gateway, firstHop: 'bad', broker: 'bad', internet: 'bad', dns: 'bad', quality: 'unknown' };
  }
  const isSlow = world.isSlow(way.lineId);
  // All tries of a check must fail for it to be bad.
  const reach = (share: number) => (isSlow && draw.chance(share) ? 'bad' : 'ok');
  const broker = isBrokerUp ? reach(0.06) : 'bad';
  return {
    gateway,
    firstHop: reach(0.04),
    broker,
    internet: reach(0.01),
    dns: reach(0.08),
    quality: isSlow && draw.chance(0.97) ? 'bad' : 'good',
    ...(broker === 'ok' ? { publicAddress: way.address } : {}),
  };
}

type ServiceChecks = { readonly take: () => ServiceCheck[] };

const again = { firstMs: 20_000, thenMs: 60_000 } as const;
const fullEveryMs = 900_000;

/** Light checks at this machine's place in the span; what fails is asked again soon. */
function createServiceChecks(
  { clock, world, route, draw }: ProberDeps,
  order: ProbeOrder,
  later: (delayMs: number, task: () => void) => void,
): ServiceChecks {
  let found: { readonly at: number; readonly check: Omit<ServiceCheck, 'ago'> }[] = [];
  const fullAt = new Map<string, number>();
  const isOk = (service: string): boolean => route() !== null && !world.isHeld('service', service);
  const check = (service: string): boolean => {
    const isFull = clock.now() - (fullAt.get(service) ?? 0) >= fullEveryMs;
    const works = isOk(service);
    if (isFull) fullAt.set(service, clock.now());
    const stage = works ? 'ok' : draw.chance(0.5) ? 'tcp' : 'dns';
    const times = works ? { tcpMs: 15, ...(isFull ? { httpStatus: 200 } : {}) } : {};
    found.push({
      at: clock.now(),
      check: { service, stage, ...(isFull ? {} : { isLight: true }), ...times },
    });
    if (found.length > maxChecks * 4) found = found.slice(-maxChecks * 4);
    return works;
  };
  const followed = new Set<string>();
  const follow = (service: string, delayMs: number): void => {
    followed.add(service);
    later(delayMs, () => {
      if (check(service)) followed.delete(service);
      else follow(service, again.thenMs);
    });
  };
  const spanMs = order.serviceEverySeconds * 1_000;
  const round = (): void => {
    const intoSpan = (clock.now() - order.servicePhaseSeconds * 1_000) % spanMs;
    later(spanMs - intoSpan, round);
    for (const { service } of order.services) {
      if (!followed.has(service) && !check(service)) follow(service, again.firstMs);
    }
  };
  if (order.duty === 'prober' && order.services.length > 0) {
    const intoSpan = (clock.now() - order.servicePhaseSeconds * 1_000) % spanMs;
    later(spanMs - intoSpan, round);
  }
  return {
    take: () => {
      const taken = found.splice(0, maxChecks);
      return taken.map(({ at, check: one }) => ({ ...one, ago: Math.round((clock.now() - at) / 100) / 10 }));
    },
  };
}
