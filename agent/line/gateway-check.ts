import { parseArpEntry } from '../collectors/gateway-probe.linux.ts';
import type { Host } from '../host/host.ts';
import { hasAnswer, type Reach, type TargetTries } from './line-state.ts';
import { ping } from './ping.ts';
import type { Try } from './statistics.ts';
import { type KnownPorts, knownPort, routerPorts, type Target, tryEveryPort, tryTarget } from './target.ts';
import type { WayOut } from './way-out.ts';

export type GatewayCheck = { readonly reach: Reach; readonly targets: readonly TargetTries[] };

type Deps = { readonly host: Host; readonly knownPorts: KnownPorts; readonly wayOut: WayOut };

const rounds = 2;

/**
 * Whether the gateway is there: by TCP, where one of its ports answers; else by what lies behind it, by ARP (Linux), and at last by
 * a ping, which is a child process and is asked only while the way out is bad. Its silence proves nothing.
 * @param isOutsideOk something behind it answered just now
 */
export async function checkGateway(deps: Deps, isOutsideOk: boolean): Promise<GatewayCheck> {
  const gateway = await deps.wayOut.gateway();
  if (gateway === undefined) {
    // A default route that is gone went with its cable, or its network.
    const reach = deps.wayOut.hadGateway() ? 'bad' : 'unknown';
    return { reach: isOutsideOk ? 'ok' : reach, targets: [] };
  }
  const target: Target = { kind: 'gateway', address: gateway, ports: routerPorts };
  const tries: Try[] = [];
  for (let round = 0; round < rounds; round += 1)
    tries.push(await tryTarget(deps.host, deps.knownPorts, target));
  if (!hasAnswer(tries)) tries.push(await tryEveryPort(deps.host, deps.knownPorts, target));
  const answers = knownPort(deps.knownPorts, target) !== undefined;
  const tcp: TargetTries[] = answers ? [{ kind: 'gateway', address: gateway, method: 'tcp', tries }] : [];
  if (isOutsideOk || hasAnswer(tries)) return { reach: 'ok', targets: tcp };
  return answers ? { reach: 'bad', targets: tcp } : await askOtherwise(deps, gateway);
}

async function askOtherwise({ host }: Deps, gateway: string): Promise<GatewayCheck> {
  const table = host.platform === 'linux' ? await host.readText('/proc/net/arp') : undefined;
  const entry = table?.ok === true ? parseArpEntry(table.value, gateway) : undefined;
  if (entry !== undefined) return { reach: entry ? 'ok' : 'bad', targets: [] };
  const { tries, isUnreachable } = await ping(host, gateway, rounds);
  if (hasAnswer(tries)) {
    return { reach: 'ok', targets: [{ kind: 'gateway', address: gateway, method: 'ping', tries }] };
  }
  // Many routers drop pings.
  return { reach: isUnreachable ? 'bad' : 'unknown', targets: [] };
}
