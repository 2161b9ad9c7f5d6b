import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact } from '../collector.ts';
import { absentReason, type CpuTicks, type Host } from '../host/host.ts';
import { known, mapFact } from './facts.ts';
import type { Reader } from './per-platform.ts';
import { readBasicUsage } from './usage.basic.ts';
import { busyPercent } from './usage.linux.ts';
import { readNetworkSettings } from './windows/network-settings.ts';

/** Routers answer one of these ports or refuse it; both are an answer. */
const firstPort = 80;
const otherPorts = [443, 53];
const quickMs = 250;
/** Only a gateway that seems gone is asked again: Windows looks for its address for about three seconds. */
const patientMs = 3_500;
const rememberedMs = 6 * 3_600_000;
/** Where the registry could not be read in time. */
const retryMs = 15 * 60_000;

type Remembered = { readonly addresses: string; readonly untilMs: number; readonly gateway: Fact<string> };
type GatewayProbe = { readonly isReachable: boolean; readonly latencyMs?: number };

/**
 * The heartbeat of Windows. The gateway stands in the registry, which takes a child process to read: it is remembered for six
 * hours, or until the machine's own addresses change, so that a heartbeat ordinarily starts none. The load of the processors is
 * the mean since the heartbeat before.
 */
export function createWindowsUsage(): Reader<'usage'> {
  const remembered = new WeakMap<Host, Remembered>();
  const lastTicks = new WeakMap<Host, CpuTicks>();
  const loadOf = (host: Host): Fact<number> => {
    const { cpuTicks: after } = host.facts();
    const before = lastTicks.get(host);
    if (after !== undefined) lastTicks.set(host, after);
    return known(before === undefined || after === undefined ? undefined : busyPercent(before, after));
  };
  const gatewayOf = async ({ host, clock, signal }: CollectorContext): Promise<Fact<string>> => {
    const addresses = ownAddresses(host);
    const before = remembered.get(host);
    const nowMs = clock.monotonicMs();
    if (before?.addresses === addresses && nowMs < before.untilMs) return before.gateway;
    const settings = await readNetworkSettings(host, signal);
    const gateway = mapFact(settings, (each) => each.gateway);
    remembered.set(host, {
      addresses,
      untilMs: nowMs + (settings.ok ? rememberedMs : retryMs),
      gateway,
    });
    return gateway;
  };
  return async (context) => {
    const gateway = await gatewayOf(context);
    const probe = gateway.ok ? await probeGateway(context.host, gateway.value) : gateway;
    return {
      ...(await readBasicUsage(context)),
      cpuPercent: loadOf(context.host),
      gatewayReachable: mapFact(probe, ({ isReachable }) => isReachable),
      gatewayLatencyMs: mapFact(probe, ({ latencyMs }) => latencyMs),
    };
  };
}

function ownAddresses(host: Host): string {
  const own = host.facts().interfaces.filter((entry) => !entry.isInternal && entry.family === 'ipv4');
  return own
    .map((entry) => entry.address)
    .sort()
    .join(' ');
}

/** One handshake is enough. Whether Windows found the gateway's address is not asked: silence proves nothing, and stays unknown. */
async function probeGateway(host: Host, gateway: string): Promise<Fact<GatewayProbe>> {
  const quick = await host.connect(gateway, firstPort, quickMs);
  if (quick.ok) return ok({ isReachable: true, latencyMs: quick.value });
  const others = await Promise.all(otherPorts.map((port) => host.connect(gateway, port, quickMs)));
  const answered = others.find((each) => each.ok);
  if (answered?.ok === true) return ok({ isReachable: true, latencyMs: answered.value });
  const patient = await host.connect(gateway, firstPort, patientMs);
  if (patient.ok) return ok({ isReachable: true, latencyMs: patient.value });
  return patient.error === 'unreachable' ? ok({ isReachable: false }) : err(absentReason(patient.error));
}
