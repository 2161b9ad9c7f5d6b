import type { Address } from '../../shared/contract/scalars.ts';
import type { SessionState } from '../../shared/runtime/mqtt-session.ts';
import type { NetworkRoute } from '../../shared/runtime/network-route.ts';
import type { Endpoint } from './echo.ts';

/**
 * Where MQTT is spoken: where it was spoken last, else at the first address. Undefined behind a proxy: from there the line itself
 * cannot be seen.
 */
export function createBrokerPlace(deps: {
  readonly addresses: () => readonly Address[];
  readonly state: () => SessionState;
  readonly route: NetworkRoute | undefined;
}): () => Endpoint | undefined {
  let last: Endpoint | undefined;
  return () => {
    if (deps.route?.proxy !== undefined) return undefined;
    const state = deps.state();
    if (state.kind === 'connected') last = endpointOf(state.address, state.carrier);
    const [first] = deps.addresses();
    return last ?? (first === undefined ? undefined : endpointOf(first, deps.route?.carrier));
  };
}

function endpointOf(
  { host, mqttPort, httpsPort }: Address,
  carrier: NetworkRoute['carrier'] | undefined,
): Endpoint {
  return { host, port: carrier === 'websocket' ? httpsPort : mqttPort };
}
