import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { unsupported } from './facts.ts';

/** What the runtime gives on every platform. */
export async function readBasicUsage({ host }: CollectorContext): Promise<Measured<'usage'>> {
  const facts = host.facts();
  const capacity = await host.capacity(systemVolume(host));
  return {
    cpuPercent: unsupported,
    // macOS keeps caches in what is not free: free there says nothing of what is available.
    memoryAvailableBytes: host.platform === 'darwin' ? unsupported : ok(facts.memoryFreeBytes),
    swapUsedBytes: unsupported,
    systemFreeBytes: capacity.ok ? ok(capacity.value.freeBytes) : err(absentReason(capacity.error)),
    osUptimeSeconds: ok(Math.floor(facts.uptimeSeconds)),
    gatewayReachable: unsupported,
    gatewayLatencyMs: unsupported,
  };
}

function systemVolume(host: Host): string {
  if (host.platform !== 'windows') return '/';
  return `${host.facts().systemRoot?.slice(0, 2) ?? 'C:'}\\`;
}
