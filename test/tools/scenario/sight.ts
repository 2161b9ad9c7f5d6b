import type { Draw } from '../simulator/random.ts';
import type { Sight } from './run-log.ts';
import type { Route, World } from './world.ts';

/** A check that asked nothing. */
export const nothingKnown = {
  gateway: 'unknown',
  firstHop: 'unknown',
  broker: 'unknown',
  internet: 'unknown',
  dns: 'unknown',
  quality: 'unknown',
} as const satisfies Sight;

/** What one look along the whole way out finds: each part only as well as it can be known from inside the school. */
export function lookAlong({
  draw,
  hasGateway,
  route,
  world,
}: {
  readonly draw: Draw;
  readonly hasGateway: () => boolean;
  readonly route: () => Route | null;
  readonly world: World;
}): Sight {
  const way = route();
  const gateway = hasGateway() ? 'ok' : 'bad';
  if (way === null) {
    // A first hop that answers pings only is asked while nothing else answers.
    return { ...nothingKnown, gateway, firstHop: 'bad', broker: 'bad', internet: 'bad', dns: 'bad' };
  }
  const isSlow = world.isSlow(way.lineId);
  // All tries of a check must fail for it to be bad.
  const reach = (share: number) => (isSlow && draw.chance(share) ? 'bad' : 'ok');
  const broker = world.isHeld('broker', 'broker') ? 'bad' : reach(0.06);
  return {
    ...{ gateway, firstHop: 'unknown', broker, internet: reach(0.01), dns: reach(0.08) },
    quality: isSlow && draw.chance(0.97) ? 'bad' : 'good',
    ...(broker === 'ok' ? { publicAddress: way.address } : {}),
  };
}
