import type { ServiceCheck } from '../../../shared/contract/line-facts.ts';
import type { OrderBody } from '../../../shared/contract/order.ts';
import type { Draw } from '../simulator/random.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { Route, World } from './world.ts';

export type ProbeOrder = Extract<OrderBody, { kind: 'probe' }>;

/** Checks of the services that a duty names, each in its turn (agent/line/service-watch.ts). */
export type ServiceWatch = {
  readonly follow: (duty: ProbeOrder | null) => void;
  readonly take: () => ServiceCheck[];
  readonly stop: () => void;
};

const fullEveryMs = 900_000;
const firstRecheckMs = 20_000;
const recheckMs = 60_000;
const waitForLineMs = 30_000;
const maxPending = 64;

type Watched = { readonly service: string; fullAt: number | null; failures: number; cancel: () => void };
type Pending = { readonly at: number; readonly check: Omit<ServiceCheck, 'ago'> };

export function createServiceWatch(
  deps: {
    readonly clock: VirtualClock;
    readonly draw: Draw;
    readonly world: World;
    readonly route: () => Route | null;
  },
  on: { readonly canJudge: () => boolean; readonly onNews: () => void },
): ServiceWatch {
  const { clock } = deps;
  let watched: Watched[] = [];
  let pending: Pending[] = [];
  let duty: ProbeOrder | null = null;
  const plan = (each: Watched, delayMs: number): void => {
    each.cancel = clock.after(delayMs, () => look(each));
  };
  const look = (each: Watched): void => {
    if (duty === null) return;
    if (!on.canJudge()) {
      plan(each, waitForLineMs);
      return;
    }
    const wasFailing = each.failures > 0;
    const check = checkOf(deps, each);
    each.failures = check.stage === 'ok' ? 0 : each.failures + 1;
    pending = [...pending, { at: clock.now(), check }].slice(-maxPending);
    plan(each, nextMs(each, duty, clock.now()));
    const isNews = each.failures === 2 || (wasFailing && each.failures === 0);
    if (isNews || pending.length >= maxPending / 2) on.onNews();
  };
  return {
    follow: (next) => {
      duty = next;
      const before = new Map(watched.map((each) => [each.service, each]));
      const names = (next?.services ?? []).map(({ service }) => service);
      for (const each of watched) if (!names.includes(each.service)) each.cancel();
      watched = names.map((service, index) => {
        const known = before.get(service);
        if (known !== undefined) return known;
        const each: Watched = { service, fullAt: null, failures: 0, cancel: () => {} };
        plan(each, (index + 1) * 1_000);
        return each;
      });
    },
    take: () => {
      const taken = pending.map(({ at, check }) => ({
        ...check,
        ago: Math.round((clock.now() - at) / 100) / 10,
      }));
      pending = [];
      return taken;
    },
    stop: () => {
      duty = null;
      for (const { cancel } of watched) cancel();
    },
  };
}

function checkOf(
  { clock, draw, world, route }: Parameters<typeof createServiceWatch>[0],
  each: Watched,
): Omit<ServiceCheck, 'ago'> {
  const { service, failures, fullAt } = each;
  const isLight = failures === 0 && fullAt !== null && clock.now() - fullAt < fullEveryMs;
  const kind = isLight ? { isLight: true } : {};
  if (!isLight) each.fullAt = clock.now();
  if (route() === null) return { service, stage: 'dns', ...kind };
  if (world.isHeld('service', service)) return { service, stage: draw.pick(['tcp', 'dns']), ...kind };
  return {
    service,
    stage: 'ok',
    tcpMs: 15,
    ...kind,
    ...(isLight ? {} : { httpStatus: 200, certificateDays: 90 }),
  };
}

/** A school's place in the span is its own. */
function nextMs({ failures }: Watched, duty: ProbeOrder, nowMs: number): number {
  if (failures > 0) return failures === 1 ? firstRecheckMs : recheckMs;
  const everyMs = duty.serviceEverySeconds * 1_000;
  return everyMs - ((nowMs - duty.servicePhaseSeconds * 1_000) % everyMs);
}
