import type { Clock } from '../shared/runtime/clock.ts';
import type { Check } from './doctor-check.ts';
import type { Host } from './host/host.ts';
import { dnsReach, tryResolvers } from './line/dns-check.ts';
import { checkGateway } from './line/gateway-check.ts';
import { spreadOf } from './line/statistics.ts';
import { createWayOut } from './line/way-out.ts';

/** The near end of the line, as a prober would see it: the gateway, and the name servers behind it. */
export async function checkWayOut(
  deps: { readonly host: Host; readonly clock: Clock },
  brokerName: string,
): Promise<Check> {
  const wayOut = createWayOut(deps);
  const about = { check: 'agent.doctor.line', subject: {} } as const;
  const gateway = await wayOut.gateway();
  if (gateway === undefined)
    return { ...about, level: 'warning', seen: 'agent.doctor.line.none', values: {} };
  const { reach } = await checkGateway({ ...deps, wayOut, knownPorts: new Map() }, false);
  if (reach === 'bad')
    return { ...about, level: 'critical', seen: 'agent.doctor.line.gateway', values: { gateway } };
  const servers = await wayOut.resolvers();
  const tries = await tryResolvers(deps.host, servers, brokerName);
  const values = { gateway, servers: servers.join(', ') };
  if (dnsReach(tries, servers) !== 'ok')
    return { ...about, level: 'warning', seen: 'agent.doctor.line.dns', values };
  const { p50Ms = 0 } = spreadOf(tries.map(({ time }) => time));
  return {
    ...about,
    level: 'ok',
    seen: 'agent.doctor.line.ok',
    values: { ...values, ms: Math.round(p50Ms) },
  };
}
