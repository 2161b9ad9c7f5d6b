import { err } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason } from '../host/host.ts';
import { known, mapFact } from './facts.ts';
import { readBasicNetwork } from './network.basic.ts';
import { keyValues } from './text.ts';

const limits = { timeoutMs: 3_000, maxBytes: 16_384 };

/** What the runtime knows, and the default route by one small child; names of wireless networks are not asked for. */
export async function readDarwinNetwork(context: CollectorContext): Promise<Measured<'network'>> {
  const route = await readRoute(context);
  return {
    ...(await readBasicNetwork(context)),
    gateway: mapFact(route, ({ gateway }) => gateway),
    gatewayInterface: mapFact(route, ({ interfaceName }) => interfaceName),
  };
}

type Route = { readonly gateway: string | undefined; readonly interfaceName: string | undefined };

async function readRoute({ host, signal }: CollectorContext): Promise<Fact<Route>> {
  // It ends with 1 where there is no default route.
  const answer = await host.runToExit('/sbin/route', ['-n', 'get', 'default'], { ...limits, signal });
  return answer.ok ? known(parseRouteAnswer(answer.value.stdout)) : err(absentReason(answer.error));
}

/** `route -n get default`: `gateway: 192.168.1.1`, `interface: en0`. */
function parseRouteAnswer(text: string): Route | undefined {
  const values = keyValues(text, ':');
  const gateway = /^[0-9a-fA-F.:]{3,45}(?:%\w{1,15})?$/.exec(values.get('gateway') ?? '')?.[0];
  const interfaceName = /^\w{1,15}$/.exec(values.get('interface') ?? '')?.[0];
  return gateway === undefined && interfaceName === undefined ? undefined : { gateway, interfaceName };
}
